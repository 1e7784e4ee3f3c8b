"""Type: two families, eight styles, nothing smaller than 12 pixels and no serif below 24."""

from typing import Any, Final, Literal, NamedTuple

import flet as ft

SANS: Final = "Hanken"
SERIF: Final = "Instrument Serif"
FALLBACK: Final = ["HankenExt", "SerifExt", "Roboto", "Emoji"]
# Relative paths: an absolute one breaks when the app is mounted below a prefix.
FONTS: Final = {
    SANS: "fonts/HankenGrotesk.woff2",
    "HankenExt": "fonts/HankenGroteskExt.woff2",
    SERIF: "fonts/InstrumentSerif.woff2",
    "SerifExt": "fonts/InstrumentSerifExt.woff2",
}
LATE_FONTS: Final = {"Emoji": "fonts/NotoColorEmoji.woff2"}

Kind = Literal["display", "title", "head", "body", "strong", "meta", "meta_strong", "micro"]


class _Style(NamedTuple):
    size: int
    line: int
    weight: ft.FontWeight
    family: str
    tracking: float


STYLES: Final[dict[Kind, _Style]] = {
    "display": _Style(36, 40, ft.FontWeight.W_400, SERIF, -0.4),
    "title": _Style(26, 30, ft.FontWeight.W_400, SERIF, -0.2),
    "head": _Style(17, 22, ft.FontWeight.W_700, SANS, -0.1),
    "body": _Style(15, 21, ft.FontWeight.W_400, SANS, 0.0),
    "strong": _Style(15, 21, ft.FontWeight.W_600, SANS, 0.0),
    "meta": _Style(13, 18, ft.FontWeight.W_400, SANS, 0.0),
    "meta_strong": _Style(13, 18, ft.FontWeight.W_600, SANS, 0.0),
    "micro": _Style(12, 16, ft.FontWeight.W_600, SANS, 0.1),
}


def plain() -> ft.TextStyle:
    """Family and fallback only. Every style needs both, or emoji and Cyrillic turn to boxes."""
    return ft.TextStyle(font_family=SANS, font_family_fallback=FALLBACK)


def style(kind: Kind, color: ft.ColorValue | None = None) -> ft.TextStyle:
    it = STYLES[kind]
    return ft.TextStyle(
        size=it.size,
        height=it.line / it.size,
        weight=it.weight,
        color=color,
        font_family=it.family,
        font_family_fallback=FALLBACK,
        letter_spacing=it.tracking,
    )


def text(
    value: str,
    kind: Kind = "body",
    color: ft.ColorValue | None = None,
    *,
    lines: int | None = None,
    **options: Any,
) -> ft.Text:
    """A run of text. With `lines` it is cut there with an ellipsis. Meta text is muted unless told otherwise."""
    if color is None:
        color = ft.Colors.ON_SURFACE_VARIANT if kind == "meta" else ft.Colors.ON_SURFACE
    if lines:
        options |= {"max_lines": lines, "overflow": ft.TextOverflow.ELLIPSIS}
    return ft.Text(value, style=style(kind, color), **options)


def span(value: str, kind: Kind = "body", color: ft.ColorValue = ft.Colors.ON_SURFACE, **options: Any) -> ft.TextSpan:
    return ft.TextSpan(value, style=style(kind, color), **options)


def heading(value: str, kind: Kind = "title", *, level: int = 1, **options: Any) -> ft.Semantics:
    """Text that screen readers can jump to."""
    return ft.Semantics(content=text(value, kind, **options), header=True, heading_level=level, container=True)
