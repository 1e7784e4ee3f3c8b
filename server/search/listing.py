"""Pages of posts in an order of the index: skeleton, filter, hydrate; the cursor is the last post examined."""

import math
import struct
from collections.abc import Awaitable, Callable
from typing import Final

from asyncpg import Record

from server.kit import cursors
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.search.queries import Marks
from shared.limits import PAGE_DEFAULT
from shared.posts import PostPage

EXAMINED: Final = 40
"""Posts looked at in one go: a page, and some that the viewer may not see."""
ROUNDS: Final = 6
"""A page may be short, or empty, and go on: whoever hides very much does not make one request cost very much."""
FIRST: Final[Marks] = (math.inf, cursors.BIGINT_MAX)
Skeleton = Callable[[Marks, int], Awaitable[list[Marks]]]
"""Marks below the given ones, at most so many, in the order of the list."""


async def page(viewer: Viewer, skeleton: Skeleton, cursor: str | None, limit: int = PAGE_DEFAULT) -> PostPage:
    below = marks(cursor)
    shown: list[Record] = []
    more = True
    for _ in range(ROUNDS):
        listed = await skeleton(below, EXAMINED)
        seen = await posts.visible(viewer, [post_id for _, post_id in listed])
        more = len(listed) == EXAMINED
        for examined in listed:
            below = examined
            if examined[1] in seen:
                shown.append(seen[examined[1]])
            if len(shown) == limit:
                more = more or examined != listed[-1]
                break
        if len(shown) == limit or not more:
            break
    return PostPage(items=await posts.shown(viewer, shown), cursor=cursor_of(below) if more else None)


def cursor_of(below: Marks) -> str:
    return cursors.encode(bits_of(below[0]), below[1])


def marks(cursor: str | None) -> Marks:
    if not cursor:
        return FIRST
    bits, post_id = cursors.decode(cursor, int, int)
    return heat_of(bits), post_id


def bits_of(heat: float) -> int:
    """The same double as a whole number, for a cursor that loses nothing."""
    number: int = struct.unpack(">q", struct.pack(">d", heat))[0]
    return number


def heat_of(bits: int) -> float:
    heat: float = struct.unpack(">d", struct.pack(">q", bits))[0]
    if math.isnan(heat):
        raise cursors.foreign()
    return heat
