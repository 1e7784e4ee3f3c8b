"""The caption under a photo: two lines until it is asked for, tags set apart, mentions that open the profile."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import flet as ft

from client.state.stores import use_stores
from shared.posts import Post
from shared.ui.layout import spoken
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Space
from shared.ui.typography import span, text

_MARKED: Final = re.compile(r"(?<![\w@#])([#@][\w.]*\w)")
_LONG: Final = 110
_LINES: Final = 2


def marked(words: str, hashtags: Iterable[str], doors: Mapping[str, Handler]) -> list[ft.TextSpan]:
    """The words with their tags set apart. `doors` are of those mentioned: handle -> what opens the profile."""
    spans: list[ft.TextSpan] = []
    tags = {tag.lower() for tag in hashtags}
    for part in _MARKED.split(words):
        word = part[1:].lower()
        if part.startswith("@") and word in doors:
            spans.append(span(part, "body", Color.primary, on_click=doors[word]))
        elif part.startswith("#") and word in tags:
            spans.append(span(part, "body", Color.primary))
        elif part:
            spans.append(span(part))
    return spans


def mentioned(handle: str, identifier: str, on_press: Handler) -> ft.MergeSemantics:
    """The door to a profile for those who cannot press a word in the middle of others."""
    return press(
        text(f"@{handle}", "meta_strong", Color.primary),
        label=f"Profile of {handle}",
        identifier=identifier,
        on_press=on_press,
        align=ft.Alignment.CENTER_LEFT,
    )


@ft.component
def Caption(post: Post, whole: bool = False) -> ft.Control:
    """Screen readers get the words as one paragraph, and each mention as a button of its own below it."""
    stores = use_stores()
    opened, set_opened = ft.use_state(whole)
    long = len(post.caption) > _LONG or post.caption.count("\n") >= _LINES
    shut = long and not opened

    def opener(handle: str) -> Handler:
        async def act() -> None:
            await stores.trail.go(f"/u/{handle}")

        return act

    doors = {handle.lower(): opener(handle) for handle in post.mentions}
    words = ft.Text(
        spans=[span(f"{post.author.handle}  ", "strong"), *marked(post.caption, post.hashtags, doors)],
        max_lines=_LINES if shut else None,
        overflow=ft.TextOverflow.ELLIPSIS if shut else ft.TextOverflow.CLIP,
    )
    parts: list[ft.Control] = [spoken(words, f"{post.author.handle}: {post.caption}")]
    ends: list[ft.Control] = []
    if shut:
        ends.append(
            press(
                text("more", "meta_strong", Color.muted),
                label="Show the whole caption",
                identifier=f"more-caption-{post.id}",
                on_press=lambda: set_opened(True),
                align=ft.Alignment.CENTER_LEFT,
            )
        )
    else:
        ends += [mentioned(handle, f"mention-{post.id}-{handle}", opener(handle)) for handle in post.mentions]
    if ends:
        parts.append(ft.Row(ends, spacing=Space.x3, run_spacing=0, wrap=True))
    return ft.Column(parts, spacing=0, tight=True)
