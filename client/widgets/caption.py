"""The caption under a photo: two lines until it is asked for; hashtags and mentions in it lead somewhere."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

import flet as ft

from client.state.stores import use_stores
from client.widgets.topic_links import to_hashtag
from shared.posts import Post
from shared.ui.direction import paragraph
from shared.ui.layout import spoken
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Space
from shared.ui.typography import span, text

_MARKED: Final = re.compile(r"(?<![\w@#])(#\w+|@[\w.]*\w)")
_LONG: Final = 110
_LINES: Final = 2


def marked(words: str, tags: Mapping[str, Handler], doors: Mapping[str, Handler]) -> list[ft.TextSpan]:
    """The words with their links set apart: hashtag -> what opens its page, handle -> what opens the profile."""
    spans: list[ft.TextSpan] = []
    for part in _MARKED.split(words):
        word = unicodedata.normalize("NFC", part[1:]).casefold()
        if part.startswith("@") and word in doors:
            spans.append(span(part, "body", Color.primary, on_click=doors[word]))
        elif part.startswith("#") and word in tags:
            spans.append(span(part, "body", Color.primary, on_click=tags[word]))
        elif part:
            spans.append(span(part))
    return spans


def mentioned(handle: str, identifier: str, on_press: Handler) -> ft.MergeSemantics:
    """The door to a profile for those who cannot press a word in the middle of others."""
    return _door(f"@{handle}", f"Profile of {handle}", identifier, on_press)


def _door(words: str, label: str, identifier: str, on_press: Handler) -> ft.MergeSemantics:
    return press(
        text(words, "meta_strong", Color.primary),
        label=label,
        identifier=identifier,
        on_press=on_press,
        align=ft.Alignment.CENTER_LEFT,
    )


@ft.component
def Caption(post: Post, whole: bool = False) -> ft.Control:
    """Screen readers get the words as one paragraph, and each mention as a button of its own below it.

    Hashtags join them where the caption is shown `whole`; in a feed they would drown it.
    """
    stores = use_stores()
    opened, set_opened = ft.use_state(whole)
    long = len(post.caption) > _LONG or post.caption.count("\n") >= _LINES
    shut = long and not opened

    def opener(handle: str) -> Handler:
        async def act() -> None:
            await stores.trail.go(f"/u/{handle}")

        return act

    doors = {handle.lower(): opener(handle) for handle in post.mentions}
    tags = {tag.casefold(): to_hashtag(stores, tag) for tag in post.hashtags}
    words = ft.Text(
        spans=[span(f"{post.author.handle}  ", "strong"), *marked(post.caption, tags, doors)],
        max_lines=_LINES if shut else None,
        overflow=ft.TextOverflow.ELLIPSIS if shut else ft.TextOverflow.CLIP,
    )
    parts: list[ft.Control] = [spoken(paragraph(words, post.caption), f"{post.author.handle}: {post.caption}")]
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
    if whole:
        ends += [
            _door(f"#{tag}", f"Posts with #{tag}", f"hashtag-{post.id}-{tag}", to_hashtag(stores, tag))
            for tag in post.hashtags
        ]
    if ends:
        parts.append(ft.Row(ends, spacing=Space.x3, run_spacing=0, wrap=True))
    return ft.Column(parts, spacing=0, tight=True)
