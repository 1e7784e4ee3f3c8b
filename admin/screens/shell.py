"""The desk: navigation on the left, one page of work beside it."""

import flet as ft

from shared.ui.avatar import avatar
from shared.ui.layout import region, silent
from shared.ui.press import Handler, press
from shared.ui.session import SessionContext
from shared.ui.theme import Color, Motion, Space, Width
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.wordmark import mark, wordmark

_PLACES = (
    ("health", "Health", "/", ft.Icons.MONITOR_HEART_OUTLINED),
    ("feed", "Feed", "/feed", ft.Icons.AUTO_GRAPH_ROUNDED),
)


@ft.component
def Shell() -> ft.Control:
    session = ft.use_context(SessionContext)
    window = ft.use_context(WindowContext)
    location = ft.use_route_location()
    outlet = ft.use_route_outlet()
    page = ft.context.page
    labelled = window.width >= 900
    me = session.me
    if me is None:
        return ft.Container()

    ft.use_effect(session.confirm, [], cleanup=lambda: None)

    def place(name: str, label: str, path: str, icon: ft.IconData) -> ft.Control:
        here = location == path
        lamp = ft.Container(
            width=3, height=18, border_radius=2, bgcolor=Color.lamp if here else Color.none, animate=Motion.state
        )
        parts: list[ft.Control] = [lamp, ft.Icon(icon, size=20, color=Color.ink if here else Color.muted)]
        if labelled:
            parts.append(text(label, "strong" if here else "body", expand=True))

        async def go() -> None:
            await page.push_route(path)

        return press(
            ft.Row(parts, spacing=Space.x3),
            label=label,
            identifier=f"desk-{name}",
            on_press=go,
            selected=here,
            fill=Color.well if here else None,
            padding=ft.Padding.only(right=Space.x3),
            tooltip=None if labelled else label,
        )

    dark = window.dark
    theme_label = "Light theme" if dark else "Dark theme"
    theme_icon = ft.Icons.LIGHT_MODE_OUTLINED if dark else ft.Icons.DARK_MODE_OUTLINED

    async def turn() -> None:
        await window.choose_theme("light" if dark else "dark")

    def act(name: str, label: str, icon: ft.IconData, handler: Handler) -> ft.Control:
        parts: list[ft.Control] = [ft.Container(width=3), ft.Icon(icon, size=20, color=Color.muted)]
        if labelled:
            parts.append(text(label, expand=True))
        return press(
            ft.Row(parts, spacing=Space.x3),
            label=label,
            identifier=name,
            on_press=handler,
            tooltip=None if labelled else label,
        )

    acts = [
        act("theme-toggle", theme_label, theme_icon, turn),
        act("desk-sign-out", "Sign out", ft.Icons.LOGOUT_ROUNDED, session.sign_out),
    ]
    if labelled:
        face = silent(avatar(me.avatar, me.name, me.handle, 32))
        names = ft.Column(
            [text(me.name or me.handle, "meta_strong", lines=1), text("Moderator", "meta", lines=1)],
            spacing=0,
            tight=True,
            expand=True,
        )
        head: list[ft.Control] = [
            ft.Container(wordmark(26), padding=ft.Padding(Space.x3, Space.x1, 0, 0)),
            ft.Container(text("Moderation desk", "meta"), padding=ft.Padding(Space.x3, 0, 0, Space.x5)),
        ]
        you = ft.Container(ft.Row([face, names], spacing=10), padding=ft.Padding(Space.x3, Space.x2, 0, 0))
        foot = [*acts, you]
    else:
        head = [ft.Container(silent(mark(30)), padding=ft.Padding(Space.x2, Space.x1, 0, Space.x5))]
        foot = acts
    side = ft.Container(
        ft.Column(
            [*head, *(place(*one) for one in _PLACES), ft.Container(expand=True), *foot],
            spacing=2,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH if labelled else ft.CrossAxisAlignment.CENTER,
        ),
        width=Width.desk_side if labelled else 68,
        padding=Space.x4 if labelled else Space.x3,
        border=ft.Border.only(right=ft.BorderSide(1, Color.line)),
    )
    return ft.Row(
        [region(side, "desk-side", "Main"), ft.Container(outlet, expand=True)],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
