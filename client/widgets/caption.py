"""The caption under a photo: two lines until it is asked for, tags set apart, mentions that open the profile."""

import re
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


def _spans(post: Post, open_profile: dict[str, Handler]) -> list[ft.TextSpan]:
    spans = [span(f"{post.author.handle}  ", "strong")]
    tags = {tag.lower() for tag in post.hashtags}
    for part in _MARKED.split(post.caption):
        word = part[1:].lower()
        if part.startswith("@") and word in open_profile:
            spans.append(span(part, "body", Color.primary, on_click=open_profile[word]))
        elif part.startswith("#") and word in tags:
            spans.append(span(part, "body", Color.primary))
        elif part:
            spans.append(span(part))
    return spans


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
        spans=_spans(post, doors),
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
        ends += [
            press(
                text(f"@{handle}", "meta_strong", Color.primary),
                label=f"Profile of {handle}",
                identifier=f"mention-{post.id}-{handle}",
                on_press=opener(handle),
                align=ft.Alignment.CENTER_LEFT,
            )
            for handle in post.mentions
        ]
    if ends:
        parts.append(ft.Row(ends, spacing=Space.x3, run_spacing=0, wrap=True))
    return ft.Column(parts, spacing=0, tight=True)
