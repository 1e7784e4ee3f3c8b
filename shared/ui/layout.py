"""Small pieces of layout that say what they are for."""

from typing import TypeVar

import flet as ft

from shared.ui.theme import Color, Space

Placed = TypeVar("Placed", bound=ft.LayoutControl)


def gap(height: int = 0, width: int = 0, key: str | None = None) -> ft.Container:
    return ft.Container(height=height or None, width=width or None, key=key)


def hairline(inset: int = 0) -> ft.Container:
    return ft.Container(height=1, bgcolor=Color.line, margin=ft.Margin.only(left=inset))


def pinned(control: Placed, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> Placed:
    """The control, tied to the edges of the Stack around it."""
    control.left, control.top, control.right, control.bottom = left, top, right, bottom
    return control


def spoken(content: ft.Control, label: str, identifier: str | None = None, *, live: bool = False) -> ft.Semantics:
    """One node with these words for screen readers, whatever is drawn inside."""
    return ft.Semantics(
        content=content,
        label=label,
        identifier=identifier,
        container=True,
        exclude_semantics=True,
        live_region=live or None,
        expand=content.expand,
    )


def silent(content: ft.Control) -> ft.Semantics:
    """Hides decoration, or words that the parent already says, from screen readers."""
    return ft.Semantics(content=content, exclude_semantics=True, expand=content.expand)


def region(
    content: ft.Control, identifier: str, label: str | None = None, *, live: bool = False, key: str | None = None
) -> ft.Semantics:
    """A named part of the page; what is inside keeps its own nodes."""
    return ft.Semantics(
        content=content,
        identifier=identifier,
        label=label,
        container=True,
        live_region=live or None,
        expand=content.expand,
        key=key,
    )


def side_padding(available: float, column: int, least: int = Space.x6) -> float:
    """Left and right padding that centres a column in a list, so that the list scrolls over its whole width."""
    return max(least, (available - column) / 2)
