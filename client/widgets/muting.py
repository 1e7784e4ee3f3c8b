"""What of a person one does not want to see: a sheet with a switch each."""

import flet as ft

from client.state.people import PersonTie
from client.state.stores import Stores
from shared.ui.dialogs import Work
from shared.ui.layout import hairline
from shared.ui.panel import panel
from shared.ui.switch_row import switch_row
from shared.ui.theme import Space
from shared.ui.typography import text


def open_mute(stores: Stores, tie: PersonTie) -> None:
    stores.dialogs.open(Work("mute-sheet", f"Mute {tie.handle}", lambda: MuteSheet(stores, tie)))


@ft.component
def MuteSheet(stores: Stores, tie: PersonTie) -> ft.Control:
    now = tie.relationship

    async def turn_posts(muted: bool) -> None:
        await stores.people.set_mute(tie, posts=muted, stories=now.muted_stories)

    async def turn_stories(muted: bool) -> None:
        await stores.people.set_mute(tie, posts=now.muted, stories=muted)

    rows = ft.Column(
        [
            switch_row(
                ft.Icons.GRID_VIEW_ROUNDED, "Posts", "They stay out of your feed", "mute-posts", now.muted, turn_posts
            ),
            hairline(54),
            switch_row(
                ft.Icons.WEB_STORIES_OUTLINED,
                "Stories",
                "They stay out of your row of stories",
                "mute-stories",
                now.muted_stories,
                turn_stories,
            ),
        ],
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    note = ft.Container(text("They are not told.", "meta"), padding=ft.Padding.only(left=Space.x4))
    return ft.Column(
        [panel(rows, 0), note],
        spacing=Space.x2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
