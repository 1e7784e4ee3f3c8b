"""The same places at every width: bottom bar and bell on the phone, rail of icons, rail with labels."""

from dataclasses import dataclass
from typing import Final

import flet as ft

from client.state.stores import Stores, use_stores, watch
from shared.accounts import Me
from shared.ui.avatar import avatar
from shared.ui.buttons import count_badge, icon_button
from shared.ui.layout import gap, region
from shared.ui.press import press
from shared.ui.theme import Color, Motion, Radius, Space, Width
from shared.ui.typography import text
from shared.ui.window import Window, WindowContext
from shared.ui.wordmark import mark, wordmark


@dataclass(frozen=True)
class Place:
    name: str
    label: str
    path: str
    icon: ft.IconData
    chosen: ft.IconData


_I = ft.Icons
HOME: Final = Place("home", "Home", "/", _I.HOME_OUTLINED, _I.HOME_FILLED)
SEARCH: Final = Place("search", "Search", "/search", _I.SEARCH_ROUNDED, _I.SEARCH_ROUNDED)
CREATE: Final = Place("create", "Create", "/create", _I.ADD_ROUNDED, _I.ADD_ROUNDED)
ACTIVITY: Final = Place("activity", "Activity", "/notifications", _I.FAVORITE_BORDER_ROUNDED, _I.FAVORITE_ROUNDED)
SETTINGS: Final = Place("settings", "Settings", "/settings", _I.SETTINGS_OUTLINED, _I.SETTINGS_ROUNDED)


def _profile(handle: str) -> Place:
    return Place("profile", "Profile", f"/u/{handle}", _I.PERSON_OUTLINE_ROUNDED, _I.PERSON_ROUNDED)


def _here(place: Place, location: str) -> bool:
    return location == place.path or (place.path != "/" and location.startswith(f"{place.path}/"))


def _face(me: Me, size: int, ring: bool) -> ft.Control:
    edge = ft.Border.all(2, Color.ink if ring else Color.none)
    return ft.Container(avatar(me.avatar, me.name, me.handle, size), padding=2, border=edge, border_radius=Radius.full)


def _lamp(lit: bool, width: int, height: int) -> ft.Container:
    color = Color.lamp if lit else Color.none
    return ft.Container(width=width, height=height, border_radius=2, bgcolor=color, animate=Motion.state)


def _spoken(place: Place, new: int) -> str:
    return f"{place.label}, {new} new" if new else place.label


@ft.component
def Bell() -> ft.Control:
    """What the rail shows as Activity; on the phone it stands in the bar over the feed."""
    stores = use_stores()
    unread = watch(stores.notifications).unread

    async def go() -> None:
        await stores.trail.go(ACTIVITY.path)

    return icon_button(ACTIVITY.icon, ACTIVITY.label, f"nav-{ACTIVITY.name}", go, size=25, badge=unread)


@ft.component
def BottomBar(location: str) -> ft.Control:
    stores = use_stores()
    me = watch(stores.session).me
    if me is None:
        return ft.Container()

    def item(place: Place) -> ft.Control:
        here = _here(place, location)
        if place.name == "profile":
            drawn: ft.Control = _face(me, 26, here)
        elif place is CREATE:
            drawn = ft.Container(
                ft.Icon(place.icon, size=24, color=Color.on_primary),
                width=46,
                height=34,
                border_radius=Radius.control,
                bgcolor=Color.primary,
                alignment=ft.Alignment.CENTER,
            )
        else:
            icon = ft.Icon(place.chosen if here else place.icon, size=27, color=Color.ink if here else Color.muted)
            drawn = ft.Column(
                [icon, _lamp(here, 4, 4)],
                spacing=1,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            )
        return _nav_button(stores, place, drawn, here, place.label, height=56, expand=True)

    row = ft.Row([item(place) for place in (HOME, SEARCH, CREATE, _profile(me.handle))], spacing=0)
    bar = ft.Container(
        row,
        height=60,
        bgcolor=Color.paper,
        border=ft.Border.only(top=ft.BorderSide(1, Color.line)),
        padding=ft.Padding.symmetric(horizontal=Space.x2),
    )
    return region(bar, "bottom-bar", "Main")


@ft.component
def Rail(location: str) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    unread = watch(stores.notifications).unread
    me = watch(stores.session).me
    if me is None:
        return ft.Container()
    wide = window.wide

    def item(place: Place) -> ft.Control:
        here = _here(place, location)
        new = unread if place is ACTIVITY else 0
        icon: ft.Control = ft.Icon(place.chosen if here else place.icon, size=25, color=Color.ink)
        if place.name == "profile":
            icon = avatar(me.avatar, me.name, me.handle, 26)
        if wide:
            drawn: ft.Control = _labelled(icon, place.label, here, new)
        else:
            drawn = ft.Row(
                [_lamp(here, 3, 20), ft.Container(_badged(icon, new), width=46, alignment=ft.Alignment.CENTER)],
                spacing=0,
            )
        return _nav_button(stores, place, drawn, here, _spoken(place, new), hint=not wide)

    places = [item(place) for place in (HOME, SEARCH, ACTIVITY, CREATE, _profile(me.handle))]
    head = ft.Container(
        wordmark(28) if wide else mark(32), padding=ft.Padding.only(left=Space.x4, top=Space.x2, bottom=Space.x6)
    )
    column = ft.Column(
        [head, *places, ft.Container(expand=True), _theme_toggle(window), item(SETTINGS)],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    bar = ft.Container(
        column,
        width=Width.labelled_rail if wide else Width.rail,
        padding=ft.Padding.symmetric(horizontal=Space.x3, vertical=Space.x4),
        border=ft.Border.only(right=ft.BorderSide(1, Color.line)),
    )
    return region(bar, "rail", "Main")


def _labelled(icon: ft.Control, label: str, here: bool, new: int) -> ft.Row:
    parts: list[ft.Control] = [
        ft.Container(icon, width=28, alignment=ft.Alignment.CENTER),
        text(label, "strong" if here else "body", expand=True),
    ]
    if new:
        parts.append(count_badge(new))
    inner = ft.Container(ft.Row(parts, spacing=14), expand=True, padding=ft.Padding.symmetric(horizontal=Space.x3))
    return ft.Row([_lamp(here, 3, 20), inner], spacing=0)


def _badged(icon: ft.Control, new: int) -> ft.Control:
    if not new:
        return icon
    dot = ft.Container(width=9, height=9, bgcolor=Color.love, border_radius=Radius.full, right=0, top=0)
    return ft.Stack([icon, dot], width=30, height=28, alignment=ft.Alignment.CENTER)


def _nav_button(
    stores: Stores,
    place: Place,
    drawn: ft.Control,
    here: bool,
    label: str,
    *,
    height: int = 48,
    expand: bool | None = None,
    hint: bool = False,
) -> ft.Control:
    async def go() -> None:
        await stores.trail.go(place.path)

    return press(
        drawn,
        label=label,
        identifier=f"nav-{place.name}",
        on_press=go,
        selected=here,
        height=height,
        expand=expand,
        tooltip=place.label if hint else None,
    )


def _theme_toggle(window: Window) -> ft.Control:
    dark = window.dark
    label = "Light theme" if dark else "Dark theme"
    icon = ft.Icon(_I.LIGHT_MODE_OUTLINED if dark else _I.DARK_MODE_OUTLINED, size=23, color=Color.ink)
    drawn: ft.Control = _labelled(icon, label, False, 0)
    if not window.wide:
        drawn = ft.Row([gap(width=3), ft.Container(icon, width=46, alignment=ft.Alignment.CENTER)], spacing=0)

    async def turn() -> None:
        await window.choose_theme("light" if dark else "dark")

    return press(
        drawn,
        label=label,
        identifier="theme-toggle",
        on_press=turn,
        height=48,
        tooltip=None if window.wide else label,
    )
