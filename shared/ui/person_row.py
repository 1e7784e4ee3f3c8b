"""One person in a list: portrait, handle over a line of detail, one action at the end."""

import flet as ft

from shared.accounts import Author
from shared.ui.avatar import avatar
from shared.ui.press import Handler, press
from shared.ui.theme import Space
from shared.ui.typography import text


def person_row(
    author: Author,
    identifier: str,
    on_press: Handler,
    *,
    detail: str | None = None,
    action: ft.Control | None = None,
    size: int = 44,
    lines: int = 1,
) -> ft.Row:
    """`lines` of detail at most, two of which have room."""
    under = author.name if detail is None else detail
    words: list[ft.Control] = [text(author.handle, "strong", lines=1)]
    if under:
        words.append(text(under, "meta", lines=lines))
    who = ft.Row(
        [
            avatar(author.avatar, author.name, author.handle, size),
            ft.Column(words, spacing=0, tight=True, expand=True),
        ],
        spacing=Space.x3,
    )
    main = press(
        who,
        label=", ".join(part for part in (author.handle, under) if part),
        identifier=f"{identifier}-{author.handle}",
        on_press=on_press,
        height=60 if lines == 1 else 72,
        padding=ft.Padding.symmetric(horizontal=Space.x1),
        expand=True,
    )
    return ft.Row([main, *([action] if action else [])], spacing=Space.x2)
