"""One field for the name of a collection, with its button. What the server says about it stands at the field."""

from collections.abc import Awaitable, Callable

import flet as ft

from shared.limits import COLLECTION_NAME_MAX
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.field import field
from shared.ui.refusals import reason
from shared.ui.theme import Space

Submit = Callable[[str], Awaitable[object]]
"""May raise `ApiError`."""


@ft.component
def NameForm(verb: str, submit: Submit, name: str = "") -> ft.Control:
    """`verb` names the button. `name` is what stands there at first."""
    words = ft.use_ref(name)
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    def write(value: str) -> None:
        words.current = value
        if error:
            set_error("")

    async def send() -> None:
        said = words.current.strip()
        if not said or busy:
            set_error("" if said else "Give it a name")
            return
        set_busy(True)
        try:
            await submit(said)
        except ApiError as refused:
            set_error(refused.fields.get("name") or f"{reason(refused)}.")
        finally:
            set_busy(False)

    entry = field(
        "collection-name",
        "Name",
        write,
        value=name,
        hint="Kitchens, Norway, To read",
        error=error,
        max_length=COLLECTION_NAME_MAX,
        autofocus=True,
        on_submit=send,
    )
    return ft.Column(
        [entry, button(verb, "collection-name-send", send, busy=busy)],
        spacing=Space.x3,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
