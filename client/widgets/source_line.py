"""Why a card stands in Home, in one quiet line above its author; nothing above those of followed people."""

from typing import Final

import flet as ft

from client.state.posts import PostItem
from client.state.spot import Spot
from client.state.stores import Stores
from client.widgets.hiding import hide_post
from shared.feed import Source
from shared.ui.buttons import icon_button
from shared.ui.layout import spoken
from shared.ui.theme import Color, Space
from shared.ui.typography import text

_ICONS: Final[dict[Source, ft.IconData]] = {
    "liked": ft.Icons.FAVORITE_BORDER_ROUNDED,
    "hashtag": ft.Icons.TAG_ROUNDED,
    "suggested": ft.Icons.AUTO_AWESOME_OUTLINED,
}
_HEIGHT: Final = 28


def source_words(spot: Spot) -> str:
    """Nothing for posts of followed people."""
    match spot.source:
        case "liked":
            return f"Liked by {spot.because}" if spot.because else "Liked by someone you follow"
        case "hashtag":
            return f"#{spot.because}" if spot.because else "From a hashtag you follow"
        case "suggested":
            return "Suggested for you"
    return ""


def source_line(stores: Stores, item: PostItem, spot: Spot) -> ft.Control | None:
    """With a way to be rid of the post where nobody asked for it."""
    words = source_words(spot)
    if not words:
        return None

    shown = words.removeprefix("#") if spot.source == "hashtag" else words
    line = ft.Row(
        [ft.Icon(_ICONS[spot.source], size=15, color=Color.muted), text(shown, "meta_strong", Color.muted, lines=1)],
        spacing=6,
    )
    spoken_line = spoken(ft.Container(line, expand=True), words, f"source-{item.id}")
    if spot.source != "suggested":
        return ft.Container(ft.Row([spoken_line]), height=_HEIGHT)

    async def dismiss() -> None:
        await hide_post(stores, item, "not-interested")

    away = icon_button(
        ft.Icons.CLOSE_ROUNDED,
        f"Not interested in this post by {item.post.author.handle}",
        f"dismiss-{item.id}",
        dismiss,
        size=18,
        color=Color.muted,
        hint=False,
    )
    return ft.Container(ft.Row([spoken_line, away], spacing=Space.x1), height=Space.touch)
