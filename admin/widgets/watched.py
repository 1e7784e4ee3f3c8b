"""A page of the desk that asks the same question again and again, and keeps the last answer on screen."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from admin.state.watch import Watch
from admin.widgets.figures import waiting
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import gap
from shared.ui.presence import every
from shared.ui.theme import Space
from shared.ui.typography import heading, text
from shared.ui.words import since

_EVERY_SECONDS: Final = 5.0


@ft.component
def Watched(
    title: str, name: str, watch: Watch[Any], drawn: Callable[[Any, float], Sequence[ft.Control]], room: float
) -> ft.Control:
    """`drawn` makes the page of an answer and of the pixels that it has. `name` begins the identifiers."""
    page = ft.context.page

    async def keep_asking() -> None:
        await watch.ask()
        await every(page, _EVERY_SECONDS, watch.ask)

    ft.use_effect(keep_asking, [], cleanup=lambda: None)
    body: list[ft.Control]
    if watch.report is None:
        body = [waiting()]
        if watch.failure:
            again = button("Try again", f"{name}-retry", watch.ask, kind="soft")
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "No answer", f"{watch.failure}.", f"{name}-failed", again)]
    else:
        body = list(drawn(watch.report, room))
    if watch.report is not None and watch.failure:
        words = f"{watch.failure}. Showing what was true {since(watch.asked_at) if watch.asked_at else 'before'}"
        body.insert(
            0,
            banner(ft.Icons.CLOUD_OFF_ROUNDED, words, f"{name}-old", action="Retry", on_action=watch.ask, rounded=True),
        )
    told = f"Asked every {_EVERY_SECONDS:.0f} seconds" if watch.asked_at else "Asking"
    head = ft.Row(
        [
            ft.Column([heading(title), text(told, "meta")], spacing=0, tight=True, expand=True),
            button("Ask now", f"{name}-ask", watch.ask, kind="soft", icon=ft.Icons.REFRESH_ROUNDED),
        ]
    )
    return ft.ListView([head, *body, gap(Space.x4)], expand=True, spacing=Space.x4, padding=Space.x6)
