"""Everybody whom the server suggests to follow."""

import flet as ft

from client.state.stores import use_stores, watch
from client.widgets.frame import frame
from client.widgets.suggested import TITLE, SuggestionRow
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.skeleton import skeleton_people
from shared.ui.window import WindowContext


@ft.component
def SuggestionsScreen() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    suggestions = watch(stores.suggestions)
    ft.use_effect(suggestions.load, [], cleanup=lambda: None)

    async def back() -> None:
        await stores.trail.back()

    async def search() -> None:
        await stores.trail.go("/search")

    body: list[ft.Control] = [SuggestionRow(suggestions, item, key=item.author.id) for item in suggestions.items]
    if suggestions.failure:
        again = button("Try again", "suggestions-retry", suggestions.load, kind="soft")
        if body:
            body.insert(
                0,
                banner(
                    ft.Icons.CLOUD_OFF_ROUNDED,
                    suggestions.failure,
                    "suggestions-stale",
                    action="Retry",
                    on_action=suggestions.load,
                    rounded=True,
                ),
            )
        else:
            words = f"{suggestions.failure}."
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", words, "suggestions-failed", again)]
    elif not suggestions.loaded:
        body = [skeleton_people(6)]
    elif not body:
        find = button("Find people", "find-people", search, kind="soft", icon=ft.Icons.PERSON_SEARCH_OUTLINED)
        sentence = "Follow a few people, and those they follow will be suggested here."
        body = [empty(ft.Icons.GROUP_OUTLINED, "No one to suggest", sentence, "suggestions-empty", find)]
    return frame(window, TITLE, body, on_back=back)
