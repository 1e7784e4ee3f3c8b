"""Rows of what can be found besides people: hashtags, places, words."""

import flet as ft

from shared.search import Hashtag, Place
from shared.ui.layout import silent
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text
from shared.ui.words import counted

_I = ft.Icons


def found_row(
    icon: ft.IconData,
    title: str,
    detail: str,
    identifier: str,
    on_press: Handler,
    *,
    action: ft.Control | None = None,
    key: str | None = None,
) -> ft.Row:
    """Built like the row of a person, with a glyph where the portrait would be."""
    words: list[ft.Control] = [text(title, "strong", lines=1)]
    if detail:
        words.append(text(detail, "meta", lines=1))
    glyph = ft.Container(
        ft.Icon(icon, size=20, color=Color.muted),
        width=44,
        height=44,
        border_radius=Radius.full,
        bgcolor=Color.well,
        alignment=ft.Alignment.CENTER,
    )
    face = ft.Row([silent(glyph), ft.Column(words, spacing=0, tight=True, expand=True)], spacing=Space.x3)
    main = press(
        face,
        label=", ".join(part for part in (title, detail) if part),
        identifier=identifier,
        on_press=on_press,
        height=60,
        padding=ft.Padding.symmetric(horizontal=Space.x1),
        expand=True,
    )
    return ft.Row([main, *([action] if action else [])], spacing=Space.x2, key=key)


def hashtag_row(hashtag: Hashtag, name: str, on_press: Handler, action: ft.Control | None = None) -> ft.Row:
    detail = counted(hashtag.posts, "post", "posts")
    identifier = f"{name}-tag-{hashtag.tag}"
    return found_row(_I.TAG_ROUNDED, f"#{hashtag.tag}", detail, identifier, on_press, action=action, key=identifier)


def place_row(place: Place, name: str, on_press: Handler, action: ft.Control | None = None) -> ft.Row:
    identifier = f"{name}-place-{place.id}"
    return found_row(
        _I.PLACE_OUTLINED, place.name, under_place(place), identifier, on_press, action=action, key=identifier
    )


def under_place(place: Place) -> str:
    """Where it is, how far away, how many posts."""
    parts = [
        place.region,
        away(place.kilometres),
        counted(place.posts, "post", "posts") if place.posts else "",
    ]
    return " · ".join(part for part in parts if part)


def away(kilometres: float | None) -> str:
    if kilometres is None:
        return ""
    if kilometres < 1:
        return "under 1 km away"
    return f"{kilometres:.0f} km away"
