"""An address that leads nowhere."""

import flet as ft

from client.state.stores import use_stores
from shared.ui.buttons import button
from shared.ui.empty import empty


@ft.component
def NotFound() -> ft.Control:
    stores = use_stores()

    async def home() -> None:
        await stores.trail.go("/")

    return ft.Container(
        empty(
            ft.Icons.SEARCH_OFF_ROUNDED,
            "Nothing here",
            "This address leads nowhere. It may have been mistyped or taken down.",
            "not-found",
            button("Home", "go-home", home, kind="soft"),
        ),
        alignment=ft.Alignment.CENTER,
        expand=True,
    )
