"""People one may know: a row of cards in the feed, lines beside it and on a screen of their own."""

import flet as ft

from client.state.stores import use_stores
from client.state.suggestions import Suggested, Suggestions
from client.widgets.follow_button import FollowButton
from client.widgets.mutual_line import mutual_words
from shared.ui.avatar import avatar
from shared.ui.buttons import button, icon_button
from shared.ui.layout import gap, region
from shared.ui.person_row import person_row
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import heading, text

TITLE = "People you may know"
_CARDS = 12
_CARD = (164, 236)


def why(item: Suggested) -> str:
    """One line: who is known to follow them, or what the server says, or their name."""
    words = mutual_words(item.mutuals, short=True) or item.reason
    if not words and item.tie.relationship.follows_you:
        words = "Follows you"
    return words or item.author.name or "New here"


def _head(on_all: Handler, identifier: str, level: int = 2) -> ft.Row:
    see = button("See all", identifier, on_all, kind="ghost", name="See all people you may know")
    return ft.Row([ft.Container(heading(TITLE, "strong", level=level), expand=True), see])


@ft.component
def SuggestionCards(suggestions: Suggestions, inset: int) -> ft.Control:
    """Takes no room while there is nobody to suggest."""
    stores = use_stores()

    async def see_all() -> None:
        await stores.trail.go("/suggestions")

    if not suggestions.items:
        return ft.Container(height=0)
    cards: list[ft.Control] = [
        SuggestionCard(suggestions, item, key=item.author.id) for item in suggestions.items[:_CARDS]
    ]
    row = ft.ListView(
        cards, horizontal=True, spacing=Space.x2, height=_CARD[1], padding=ft.Padding.symmetric(horizontal=inset)
    )
    head = ft.Container(_head(see_all, "suggestions-all"), padding=ft.Padding.only(left=inset + 6, right=inset))
    column = ft.Column([head, row, gap(Space.x6)], spacing=Space.x1, tight=True)
    return region(column, "suggestions", key="suggestions")


@ft.component
def SuggestionCard(suggestions: Suggestions, item: Suggested) -> ft.Control:
    stores = use_stores()
    author = item.author

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{author.handle}")

    async def dismiss() -> None:
        await suggestions.dismiss(item)

    words = why(item)
    who = ft.Column(
        [
            avatar(author.avatar, author.name, author.handle, 72),
            gap(Space.x1),
            text(author.handle, "strong", lines=1),
            text(words, "meta", lines=2, text_align=ft.TextAlign.CENTER),
        ],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    width, height = _CARD
    inner = width - 2 * Space.x3
    opener = press(
        who,
        label=f"{author.handle}, {words}",
        identifier=f"suggested-{author.handle}",
        on_press=open_profile,
        width=inner,
        height=height - Space.touch - 2 * Space.x4,
        padding=ft.Padding.only(top=Space.x1),
        align=ft.Alignment.TOP_CENTER,
    )
    away = icon_button(
        ft.Icons.CLOSE_ROUNDED,
        f"Do not suggest {author.handle}",
        f"dismiss-{author.handle}",
        dismiss,
        size=16,
        color=Color.muted,
        hint=False,
    )
    column = ft.Column([opener, FollowButton(item.tie)], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    face = ft.Container(column, width=width, height=height, padding=ft.Padding(Space.x3, Space.x4, Space.x3, 0))
    return ft.Container(
        ft.Stack([face, ft.Container(away, right=0, top=0)]),
        width=width,
        height=height,
        bgcolor=Color.card,
        border=ft.Border.all(1, Color.line),
        border_radius=Radius.card,
    )


@ft.component
def SuggestionRow(suggestions: Suggestions, item: Suggested, name: str = "suggested") -> ft.Control:
    stores = use_stores()
    author = item.author

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{author.handle}")

    async def dismiss() -> None:
        await suggestions.dismiss(item)

    away = icon_button(
        ft.Icons.CLOSE_ROUNDED,
        f"Do not suggest {author.handle}",
        f"dismiss-{author.handle}",
        dismiss,
        size=18,
        color=Color.muted,
        hint=False,
    )
    acts = ft.Row([FollowButton(item.tie), away], spacing=0, tight=True)
    return person_row(author, name, open_profile, detail=why(item), action=acts, lines=2)


@ft.component
def SuggestionLines(suggestions: Suggestions, most: int) -> ft.Control:
    """For the side column."""
    stores = use_stores()

    async def see_all() -> None:
        await stores.trail.go("/suggestions")

    if not suggestions.items:
        return ft.Container(height=0)
    rows: list[ft.Control] = [_head(see_all, "side-suggestions")]
    rows += [SideRow(item, key=item.author.id) for item in suggestions.items[:most]]
    column = ft.Column(
        [*rows, gap(Space.x4)], spacing=2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return region(column, "suggestions")


@ft.component
def SideRow(item: Suggested) -> ft.Control:
    """Narrow: whoever is not wanted can be dismissed on the screen of all."""
    stores = use_stores()

    async def open_profile() -> None:
        await stores.trail.go(f"/u/{item.author.handle}")

    return person_row(item.author, "suggested", open_profile, detail=why(item), action=FollowButton(item.tie), lines=2)
