"""The feed by keyboard: from post to post, and what is done about the one in front."""

import time
from dataclasses import dataclass
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from client.state.feed import Feed
from client.state.keys import use_keys
from client.state.posts import PostItem
from client.state.stores import Stores
from client.widgets.saving import turn_saved
from client.widgets.scrolling import scroll_to

_MARGIN: Final = 12.0
"""Pixels left above the post that was gone to."""
_GLIDE_MS: Final = 200
_NEAR_END: Final = 3


@dataclass(frozen=True)
class _Glide:
    """The list on its way to a post that is not on screen yet."""

    start: float = 0.0
    end: float = 0.0
    over_at: float = 0.0
    """Seconds of the monotonic clock."""

    def under_way(self, offset: float) -> bool:
        between = min(self.start, self.end) <= offset <= max(self.start, self.end)
        return between and time.monotonic() < self.over_at


def use_feed_keys(stores: Stores, feed: Feed, listing: MutableRef[Any], height: float) -> None:
    """Hook: j and k go to the next and the previous post, l likes, s saves, c opens the comments, f the other feed.

    What has been gone to has the keyboard: Enter opens it and arrows turn its pictures. `height` is that of the window
    in pixels.
    """
    glide = ft.use_ref(_Glide)

    def in_front(items: list[PostItem]) -> int:
        """The post that was gone to while it is on screen, else the one at the top."""
        ids = [item.id for item in items]
        if feed.marked in ids and (glide.current.under_way(feed.offset) or feed.reading.shows(feed.marked)):
            return ids.index(feed.marked)
        top, _ = feed.reading.top()
        return ids.index(top) if top in ids else 0

    async def step(by: int) -> None:
        items = feed.shown
        if not items:
            return
        at = in_front(items)
        if items[at].id == feed.marked:
            at += by
        else:
            # Who scrolled into a post goes on to the next one, or back to its beginning.
            within = feed.reading.top()[1] > _MARGIN * 2
            at += within if by > 0 else within - 1
        at = min(max(at, 0), len(items) - 1)
        feed.mark(items[at].id)
        target = max(feed.reading.start(items[at].id) - _MARGIN, 0)
        glide.current = _Glide(feed.offset, target, time.monotonic() + 2 * _GLIDE_MS / 1000)
        feed.reading.scrolled(target, feed.reading.viewport or height)
        await scroll_to(listing.current, target, _GLIDE_MS)
        if at >= len(items) - _NEAR_END:
            await feed.more()

    async def pressed(key: str) -> bool:
        if key in ("j", "k"):
            await step(1 if key == "j" else -1)
            return True
        if key == "f":
            await stores.feeds.choose(stores.feeds.turn())
            return True
        items = feed.shown
        if key not in ("l", "s", "c") or not items:
            return False
        item = items[in_front(items)]
        if key == "l":
            await item.heart.turn()
        elif key == "s":
            await turn_saved(stores, item)
        else:
            await stores.trail.go(f"/p/{item.id}/comments")
        return True

    use_keys(stores.keys, pressed)
