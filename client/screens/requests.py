"""Who asks to follow a private account."""

import flet as ft

from client.state.stores import use_stores, watch
from client.widgets.frame import frame
from client.widgets.request_row import RequestRow
from shared.ui.banner import banner
from shared.ui.empty import empty
from shared.ui.skeleton import skeleton_people
from shared.ui.window import WindowContext


@ft.component
def Requests() -> ft.Control:
    stores = use_stores()
    requests = watch(stores.requests)
    window = ft.use_context(WindowContext)
    ft.use_effect(requests.first, [], cleanup=lambda: None)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        if event.extent_after < 600:
            await requests.more()

    body: list[ft.Control] = [RequestRow(person, key=person.author.id) for person in requests.items]
    if requests.failure:
        body.insert(
            0,
            banner(
                ft.Icons.CLOUD_OFF_ROUNDED,
                requests.failure,
                "requests-failed",
                action="Retry",
                on_action=requests.retry,
                rounded=True,
            ),
        )
    elif not requests.loaded:
        body = [skeleton_people(3)]
    elif not body:
        private = stores.session.me is not None and stores.session.me.private
        sentence = (
            "Whoever asks to follow you will wait here for your answer."
            if private
            else "Your account is public, so people follow without asking. Settings can change that."
        )
        body = [empty(ft.Icons.PERSON_ADD_ALT_OUTLINED, "No one is waiting", sentence, "requests-empty")]

    async def back() -> None:
        await stores.trail.back("/notifications")

    return frame(window, "Follow requests", body, on_back=back, on_scroll=scrolled, scroll_interval=120)
