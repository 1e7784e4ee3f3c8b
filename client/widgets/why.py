"""Why a post stands in Home: its reasons, what ranks, and what to do about that."""

import flet as ft

from client.state.posts import PostItem
from client.state.spot import Spot
from client.state.stores import Stores
from client.widgets.hiding import hide_post
from client.widgets.ranker_words import ranker_words
from client.widgets.source_line import source_words
from shared.feed import Why
from shared.problems import ApiError
from shared.ui.buttons import button
from shared.ui.dialogs import Work
from shared.ui.layout import hairline, region, silent
from shared.ui.refusals import reason
from shared.ui.skeleton import bone, shimmer
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text


def open_why(stores: Stores, item: PostItem, spot: Spot) -> None:
    stores.dialogs.open(
        Work("why-sheet", "Why you see this", lambda: WhySheet(stores, item, spot), close="Close"),
    )


@ft.component
def WhySheet(stores: Stores, item: PostItem, spot: Spot) -> ft.Control:
    found, set_found = ft.use_state(None)
    failure, set_failure = ft.use_state("")

    async def load() -> None:
        set_failure("")
        if spot.snapshot is None:
            set_found(Why(reasons=[_of_itself(stores, item, spot)], ranker=stores.feeds.home.ranker or "newest"))
            return
        try:
            set_found(await stores.session.api.why(spot.snapshot, item.id))
        except ApiError as error:
            set_failure(reason(error))

    ft.use_effect(load, [], cleanup=lambda: None)
    parts: list[ft.Control]
    if failure:
        again = button("Try again", "why-retry", load, kind="soft", compact=True)
        row = ft.Row([text(f"{failure}.", "body", Color.muted, expand=True), again], spacing=Space.x2)
        parts = [region(row, "why-failed", key="failed")]
    elif found is None:
        bones = ft.Column([bone(220, 16), bone(160, 16), bone(260, 12)], spacing=Space.x4, tight=True)
        parts = [ft.Container(shimmer(bones), padding=ft.Padding.symmetric(vertical=Space.x2), key="bones")]
    else:
        parts = [_reasons(found), text(ranker_words(found.ranker, found.trained_at), "meta", key="ranker")]
    return ft.Column(
        [*parts, hairline(), _acts(stores, item)],
        spacing=Space.x4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _reasons(why: Why) -> ft.Control:
    def line(words: str) -> ft.Control:
        lamp = ft.Container(width=6, height=6, border_radius=Radius.full, bgcolor=Color.lamp)
        # As high as a line of text, so that the lamp stands beside the first one.
        beside = silent(ft.Container(lamp, height=21, width=Space.x4, alignment=ft.Alignment.CENTER_LEFT))
        return ft.Row(
            [beside, text(words, "body", expand=True)], spacing=0, vertical_alignment=ft.CrossAxisAlignment.START
        )

    lines = ft.Column([line(words) for words in why.reasons], spacing=Space.x2, tight=True)
    return region(lines, "why-reasons", "Reasons", live=True, key="reasons")


def _acts(stores: Stores, item: PostItem) -> ft.Control:
    async def less() -> None:
        stores.dialogs.close()
        await hide_post(stores, item, "not-interested")

    async def settings() -> None:
        stores.dialogs.close()
        await stores.trail.go("/settings/home")

    acts: list[ft.Control] = []
    if item.post.author.handle != stores.handle:
        acts.append(button("Show less like this", "why-less", less, kind="soft", icon=ft.Icons.THUMB_DOWN_OUTLINED))
    acts.append(button("Home settings", "why-settings", settings, kind="soft", icon=ft.Icons.TUNE_ROUNDED))
    return ft.Column(acts, spacing=Space.x2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, key="acts")


def _of_itself(stores: Stores, item: PostItem, spot: Spot) -> str:
    """What can be said without asking: while time alone orders, and of one's own post of a moment ago."""
    handle = item.post.author.handle
    if handle == stores.handle:
        return "It is your own post"
    if spot.source == "followed":
        return f"You follow {handle}"
    if spot.source == "hashtag" and spot.because:
        return f"You follow #{spot.because}"
    return source_words(spot)
