"""A post on its way: it never blocks, and when it fails it stays with a way to try again."""

import flet as ft

from shared.ui.buttons import button, icon_button
from shared.ui.layout import region, silent
from shared.ui.press import Handler
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text


def progress_chip(
    identifier: str,
    title: str,
    *,
    progress: float | None = None,
    detail: str = "",
    failure: str = "",
    picture: ft.Control | None = None,
    on_retry: Handler | None = None,
    retry: str = "Retry",
    on_discard: Handler | None = None,
) -> ft.Semantics:
    """`progress` from 0 to 1, None while it cannot be measured; `detail` says where it stands.

    With `failure` the bar gives way to the reason.
    """
    niche = ft.Container(
        picture or ft.Icon(ft.Icons.IMAGE_OUTLINED, size=18, color=Color.muted),
        width=36,
        height=44,
        bgcolor=Color.well,
        alignment=ft.Alignment.CENTER,
        border_radius=ft.BorderRadius(18, 18, 6, 6),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    under: ft.Control
    if failure:
        under = text(failure, "meta", lines=3)
    else:
        bar = ft.ProgressBar(
            value=progress, bgcolor=Color.well_high, color=Color.primary, bar_height=3, border_radius=2
        )
        under = silent(bar)
    words = ft.Column(
        [
            text(title, "meta_strong", Color.danger if failure else Color.ink, lines=1),
            *([text(detail, "meta", lines=1)] if detail and not failure else []),
            under,
        ],
        spacing=2 if failure else 4,
        expand=True,
        tight=True,
    )
    parts: list[ft.Control] = [silent(niche), words]
    if failure and on_retry:
        parts.append(button(retry, f"{identifier}-retry", on_retry, kind="tint", compact=True))
    if on_discard:
        name = "Discard" if failure else "Cancel posting"
        parts.append(
            icon_button(ft.Icons.CLOSE_ROUNDED, name, f"{identifier}-discard", on_discard, size=20, color=Color.muted)
        )
    card = ft.Container(
        ft.Row(parts, spacing=Space.x3),
        bgcolor=Color.card,
        border=ft.Border.all(1, Color.line),
        border_radius=Radius.card,
        padding=ft.Padding(Space.x2, 6, 2 if on_discard else Space.x4, 6),
    )
    return region(card, identifier, live=True)
