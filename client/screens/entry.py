"""The sign-in address, opened by someone who is inside already: on to where they wanted to go."""

import flet as ft

from client.state.stores import use_stores


@ft.component
def Entry() -> ft.Control:
    stores = use_stores()

    async def go_on() -> None:
        await stores.trail.go(stores.session.wanted or "/")

    ft.use_effect(go_on, [])
    return ft.Container(expand=True)
