"""Navigation around the screen that is open, and what goes on behind it: new posts, requests, unfinished posts."""

import asyncio
from typing import Final

import flet as ft

from client.state.stores import use_stores, watch
from client.state.viewing import SEND_SECONDS
from client.widgets.app_keys import use_app_keys
from client.widgets.nav import BottomBar, Rail
from client.widgets.side_column import SideColumn
from shared.ui.presence import every
from shared.ui.window import WindowContext

LOOK_SECONDS: Final = 20.0
# Tasks that want the whole screen of a phone.
_BARE: Final = ("/create", "/p/", "/settings/")


@ft.component
def Shell() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    location = ft.use_route_location()
    outlet = ft.use_route_outlet()
    page = ft.context.page
    returns = watch(stores.session).returns

    async def look() -> None:
        """What the live line tells by itself is asked for while it is down."""
        if stores.live.up:
            await stores.notifications.see()
        else:
            await asyncio.gather(stores.feeds.look(), stores.requests.first(), stores.notifications.count())

    async def hold_line() -> None:
        await stores.live.hold(page)

    async def begin() -> None:
        await asyncio.gather(
            stores.session.confirm(), stores.requests.first(), stores.notifications.count(), stores.posting.restore()
        )
        await every(page, LOOK_SECONDS, look)

    async def tell_what_was_seen() -> None:
        stores.viewing.device = "desktop" if window.rail else "phone"
        await every(page, SEND_SECONDS, stores.viewing.send)

    # Flet cancels an async effect at unmounting only when there is a clean-up to run.
    ft.use_effect(begin, [], cleanup=lambda: None)
    ft.use_effect(tell_what_was_seen, [], cleanup=lambda: None)
    # The line ends with the visitor, and begins again when the device returns.
    ft.use_effect(hold_line, [returns], cleanup=lambda: None)
    use_app_keys(stores, location)

    async def catch_up() -> None:
        if returns:
            await asyncio.gather(
                stores.session.confirm(),
                stores.requests.first(),
                stores.notifications.count(),
                stores.feeds.catch_up(),
                stores.posting.restore(),
            )

    ft.use_effect(catch_up, [returns], cleanup=lambda: None)

    def moved() -> None:
        stores.trail.visit(location)
        stores.viewing.at(location)
        stores.dialogs.close()

    ft.use_effect(moved, [location])

    if location.startswith("/p/") and location.endswith("/view"):
        return ft.Container(outlet, expand=True)
    if not window.rail:
        parts: list[ft.Control] = [ft.Container(outlet, expand=True)]
        if not location.startswith(_BARE):
            parts.append(BottomBar(location))
        return ft.SafeArea(ft.Column(parts, expand=True, spacing=0), expand=True)
    columns: list[ft.Control] = [Rail(location), ft.Container(outlet, expand=True)]
    if window.wide and location == "/":
        columns.append(SideColumn())
    return ft.Row(columns, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
