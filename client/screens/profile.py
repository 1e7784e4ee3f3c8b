"""A profile, one's own or another's."""

import flet as ft

from client.state.profiles import ProfilePage
from client.state.stores import Stores, use_stores, watch
from client.widgets.grid import grid_rows
from client.widgets.profile_header import ProfileHeader, wall
from client.widgets.profile_menu import open_profile_menu
from client.widgets.scrolling import use_kept_place
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.empty import empty
from shared.ui.layout import gap, side_padding
from shared.ui.press import Handler
from shared.ui.skeleton import skeleton_grid, skeleton_profile
from shared.ui.theme import Color, Space, Width
from shared.ui.top_bar import top_bar
from shared.ui.typography import text
from shared.ui.window import Window, WindowContext

_AHEAD = 1200.0


@ft.component
def ProfileScreen() -> ft.Control:
    stores = use_stores()
    handle = ft.use_route_params().get("handle", "")
    # A key of its own per person: the route keeps a component's state when only the handle changes.
    return ft.Container(ProfileOf(stores.profiles.page(handle), key=handle), expand=True)


@ft.component
def ProfileOf(page: ProfilePage) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    grid = watch(page.grid)
    tie = page.tie
    rows = use_kept_place(page.offset)
    ft.use_effect(page.open, [watch(stores.session).returns], cleanup=lambda: None)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        page.scrolled(event.pixels)
        if event.extent_after < _AHEAD:
            await grid.more()

    wide = window.rail
    column = min(Width.grid, window.main - 2 * Space.x6) if wide else window.width
    space, radius = (6, 10) if wide else (2, 0)
    tile = (column - 2 * space) / 3
    inset = 0 if wide else Space.x4

    def inset_box(content: ft.Control, top: int) -> ft.Container:
        return ft.Container(content, padding=ft.Padding(inset, top, inset, Space.x5))

    body: list[ft.Control]
    profile = page.profile
    if page.missing:
        body = [gap(Space.x10), _missing(stores, page.handle)]
    elif profile is None or tie is None:
        if page.failure:
            again = button("Try again", "profile-retry", page.load, kind="soft")
            body = [
                gap(Space.x8),
                empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", f"{page.failure}.", "profile-failed", again),
            ]
        else:
            body = [
                inset_box(skeleton_profile(wide), Space.x8 if wide else Space.x2),
                skeleton_grid(tile, space, 2, radius),
            ]
    else:
        body = [
            inset_box(
                ProfileHeader(profile, tie, wide, lambda: open_profile_menu(stores, page)),
                Space.x8 if wide else Space.x2,
            )
        ]
        body += _below(stores, page, tile, space, radius)
    side = side_padding(window.main, Width.grid) if wide else 0
    listing = ft.ListView(
        [*body, gap(Space.x8)],
        expand=True,
        spacing=space,
        padding=ft.Padding.symmetric(horizontal=side),
        on_scroll=scrolled,
        scroll_interval=120,
    )
    rows.current = listing
    top = _top(stores, page, window)
    return ft.Column([*top, listing], spacing=0, expand=True)


def _below(stores: Stores, page: ProfilePage, tile: float, space: int, radius: int) -> list[ft.Control]:
    profile, tie, grid = page.profile, page.tie, page.grid
    if profile is None or tie is None:
        return []
    if tie.relationship.blocked:
        return [
            wall(ft.Icons.BLOCK_ROUNDED, f"You block {page.handle}", "You do not see each other here.", "wall-blocked")
        ]
    if not profile.visible:
        sentence = "Follow to ask. Photos show once the request is accepted."
        if tie.relationship.tie == "requested":
            sentence = "You have asked. Photos show once the request is accepted."
        return [wall(ft.Icons.LOCK_OUTLINE_ROUNDED, "This account is private", sentence, "wall-private")]
    shown = [item for item in grid.items if not item.gone]
    if not grid.loaded:
        if grid.failure:
            return [_failed(grid.failure, grid.retry)]
        return [skeleton_grid(tile, space, 2, radius)]
    if not shown:
        return [_nothing(stores, profile.you)]
    rows = grid_rows(shown, tile, space, radius)
    if grid.failure:
        rows.append(_failed(grid.failure, grid.retry))
    elif not grid.ended:
        rows.append(skeleton_grid(tile, space, 1, radius))
    return rows


def _failed(words: str, retry: Handler) -> ft.Control:
    return banner(ft.Icons.CLOUD_OFF_ROUNDED, words, "grid-failed", action="Retry", on_action=retry)


def _nothing(stores: Stores, you: bool) -> ft.Control:
    if not you:
        return empty(
            ft.Icons.PHOTO_CAMERA_OUTLINED,
            "Nothing on show yet",
            "Photos will stand here once there are some.",
            "grid-empty",
        )

    async def create() -> None:
        await stores.trail.go("/create")

    add = button("Add a photo", "add-photo", create)
    sentence = "Your first post will stand here. It can be as small as a cup."
    return empty(ft.Icons.PHOTO_CAMERA_OUTLINED, "Nothing on show yet", sentence, "grid-empty", add)


def _missing(stores: Stores, handle: str) -> ft.Control:
    async def search() -> None:
        await stores.trail.go("/search")

    return empty(
        ft.Icons.PERSON_OFF_OUTLINED,
        f"No {handle} here",
        "The handle may be mistyped, or this account is not for you to see.",
        "profile-missing",
        button("Find people", "find-people", search, kind="soft"),
    )


def _top(stores: Stores, page: ProfilePage, window: Window) -> list[ft.Control]:
    own = page.handle == stores.handle
    more = icon_button(
        ft.Icons.MORE_HORIZ_ROUNDED,
        f"More about {page.handle}",
        "profile-more",
        lambda: open_profile_menu(stores, page),
        hint=False,
    )
    if window.rail:
        return []

    async def to_settings() -> None:
        await stores.trail.go("/settings")

    async def to_create() -> None:
        await stores.trail.go("/create")

    name: list[ft.Control] = [text(page.handle, "head", lines=1)]
    if page.profile and page.profile.private:
        name.append(ft.Icon(ft.Icons.LOCK_OUTLINE_ROUNDED, size=16, color=Color.muted))
    title = ft.Row(name, spacing=6)
    if own:
        acts: list[ft.Control] = [
            icon_button(ft.Icons.ADD_ROUNDED, "Create", "profile-create", to_create),
            icon_button(ft.Icons.SETTINGS_OUTLINED, "Settings", "profile-settings", to_settings),
        ]
        return [top_bar(title, acts)]
    return [top_bar(title, [more] if page.tie else [], lambda: stores.trail.back())]
