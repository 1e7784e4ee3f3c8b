"""Who is in a picture: a button that shows it, and a chip with each person's name at their point."""

import flet as ft

from client.state.stores import use_stores
from shared.media import Tag
from shared.ui.layout import pinned
from shared.ui.on_photo import glass_button
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text
from shared.ui.words import counted


def at_point(control: ft.Control, x: float, y: float) -> ft.Container:
    """A layer that holds the control with its middle at a point in shares of the picture, as far as there is room."""
    return pinned(ft.Container(control, alignment=ft.Alignment(x * 2 - 1, y * 2 - 1)))


def name_chip(handle: str) -> ft.Container:
    return ft.Container(
        text(handle, "micro", Color.on_photo, no_wrap=True),
        height=28,
        bgcolor=Color.photo_glass,
        border_radius=Radius.full,
        alignment=ft.Alignment.CENTER,
        padding=ft.Padding.symmetric(horizontal=10),
    )


@ft.component
def TagChips(tags: list[Tag], name: str) -> ft.Control:
    """Over a picture of exactly its own size. Each chip opens the profile; between them the picture stays in reach."""
    stores = use_stores()

    def opener(handle: str) -> Handler:
        async def act() -> None:
            await stores.trail.go(f"/u/{handle}")

        return act

    def chip(tag: Tag) -> ft.Control:
        face = ft.Row([name_chip(tag.handle)], tight=True, spacing=0)
        button = press(
            face,
            label=f"Profile of {tag.handle}",
            identifier=f"tag-{name}-{tag.handle}",
            on_press=opener(tag.handle),
            radius=Radius.full,
            ink=Color.on_photo,
            padding=ft.Padding.symmetric(horizontal=Space.x1),
        )
        return at_point(ft.Row([button], tight=True), tag.x, tag.y)

    return ft.Stack([chip(tag) for tag in tags], expand=True)


def tags_button(tags: list[Tag], name: str, shown: bool, on_press: Handler) -> ft.Control:
    people = counted(len(tags), "person", "people")
    label = "Hide who is here" if shown else f"Show who is here, {people}"
    icon = ft.Icons.PERSON_OFF_ROUNDED if shown else ft.Icons.PERSON_ROUNDED
    return glass_button(icon, label, f"tags-{name}", on_press, size=18, face=34)
