"""Explore: posts of people whom the viewer does not know, by how much they move others and what the viewer likes.

The first page ranks the hottest posts and keeps the order in Valkey for the pages after it. A cursor names that order,
a page of it, and the heat where its candidates ended, from where the next order is made, or the same again when Valkey
has lost it: so nothing comes twice.
"""

import logging
import math
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from asyncpg import Record
from valkey.exceptions import ValkeyError

from server.graph import visibility
from server.kit import cursors, resources
from server.kit.viewer import Viewer
from server.posts import marks as post_marks
from server.posts import service as posts
from server.search import listing, queries
from server.search.queries import Marks
from shared.limits import PAGE_DEFAULT
from shared.posts import PostPage

EXAMINED: Final = 1_500
"""Of the hottest posts, for one order."""
RANKED: Final = 450
OF_ONE_AUTHOR: Final = 2
"""On a page."""
SECONDS_KEPT: Final = 3600
LIKES: Final = 200
"""Taste is what was liked last."""
AUTHOR_TASTE, TAG_TASTE = 0.7, 0.4
"""What twice the likes of an author, or of posts with a tag, are worth, in doublings of engagement."""
log = logging.getLogger(__name__)
Pages = list[list[int]]


class _Place(msgspec.Struct):
    """Where a reader is: on page `number` of the order `name`, whose candidates end at `below`."""

    name: str
    number: int
    start: Marks
    below: Marks


async def page(viewer: Viewer, cursor: str | None) -> PostPage:
    """Raises `Invalid("cursor")`."""
    place = _place(cursor)
    pages = await _kept(viewer, place.name) if place.name else None
    if pages is None:
        place, pages = await _ranked(viewer, place.below if place.name else place.start)
    if not pages:
        return PostPage(items=[])
    number = min(place.number, len(pages) - 1)
    wanted = pages[number]
    rows = await posts.visible(viewer, wanted)
    items = await posts.shown(viewer, [rows[i] for i in wanted if i in rows])
    return PostPage(items=items, cursor=_next(place, number, len(pages)))


async def _ranked(viewer: Viewer, below: Marks) -> tuple[_Place, Pages]:
    """A new order of what is colder than the marks, kept unless Valkey is away: then it is one page."""
    strange, end = await strangers(viewer, below)
    scores = await tasted(viewer, strange)
    author_of = {row["post_id"]: row["author_id"] for row in strange}
    order = sorted(scores, key=lambda post_id: (-scores[post_id], -post_id))
    pages = list(_mixed([(post_id, author_of[post_id]) for post_id in order]))
    last = end or (-math.inf, 0)
    place = _Place(secrets.token_hex(6), 0, below, last)
    if len(pages) > 1 and not await _keep(viewer, place.name, pages):
        heats = {row["post_id"]: row["heat"] for row in strange}
        pages = [order_by_heat(heats)[:PAGE_DEFAULT]]
        place.below = heats[pages[0][-1]], pages[0][-1]
    return place, pages


async def strangers(
    viewer: Viewer, below: Marks, examined: int = EXAMINED, at_most: int = RANKED
) -> tuple[list[Record], Marks | None]:
    """Of the hottest posts those of people whom the viewer does not follow, nor keep out; and where they end.

    Rows of post_id, author_id and heat, hottest first; no end when there are no more.
    """
    hot = await queries.hot_posts(viewer.user_id, below, examined)
    end = (hot[-1]["heat"], hot[-1]["post_id"]) if len(hot) == examined else None
    standing = await visibility.standing(viewer.user_id)
    unseen = standing.hidden | standing.muted
    strange = [row for row in hot if row["strange"] and row["author_id"] not in unseen][:at_most]
    if len(strange) == at_most:
        end = strange[-1]["heat"], strange[-1]["post_id"]
    unwanted = await post_marks.hidden_among(viewer.user_id, [row["post_id"] for row in strange])
    return [row for row in strange if row["post_id"] not in unwanted], end


async def tasted(viewer: Viewer, rows: Sequence[Record]) -> dict[int, float]:
    """Post id -> its heat and what it has of what the viewer likes."""
    authors, tags = await queries.tastes(viewer.user_id, LIKES)
    liked: Counter[int] = Counter()
    for row in await queries.tags_of([row["post_id"] for row in rows], tags) if tags else ():
        liked[row["post_id"]] += tags[row["tag_id"]]
    return {
        row["post_id"]: row["heat"]
        + AUTHOR_TASTE * math.log2(1 + authors.get(row["author_id"], 0))
        + TAG_TASTE * math.log2(1 + liked[row["post_id"]])
        for row in rows
    }


def order_by_heat(heats: dict[int, float]) -> list[int]:
    return sorted(heats, key=lambda post_id: (-heats[post_id], -post_id))


def _mixed(ordered: Sequence[tuple[int, int]]) -> Iterable[list[int]]:
    """Pages of pairs of post and author, in their order but for what would be a third of one author on a page."""
    left = list(ordered)
    while left:
        page: list[int] = []
        later: list[tuple[int, int]] = []
        held: Counter[int] = Counter()
        for post_id, author_id in left:
            if len(page) < PAGE_DEFAULT and held[author_id] < OF_ONE_AUTHOR:
                page.append(post_id)
                held[author_id] += 1
            else:
                later.append((post_id, author_id))
        yield page
        left = later


# cursors: order, page, where its candidates begin and end


def _place(cursor: str | None) -> _Place:
    if not cursor:
        return _Place("", 0, listing.FIRST, listing.FIRST)
    name, number, start, start_id, end, end_id = cursors.decode(cursor, str, int, int, int, int, int)
    if number < 0 or len(name) > 12:
        raise cursors.foreign()
    return _Place(name, number, (listing.heat_of(start), start_id), (listing.heat_of(end), end_id))


def _next(place: _Place, number: int, pages: int) -> str | None:
    if number + 1 < pages:
        name, number, start, end = place.name, number + 1, place.start, place.below
    elif place.below[0] == -math.inf:
        return None
    else:
        name, number, start, end = "", 0, place.below, place.below
    return cursors.encode(name, number, listing.bits_of(start[0]), start[1], listing.bits_of(end[0]), end[1])


# the order in Valkey


def key(user_id: int, name: str) -> bytes:
    return b"explore:{%d}:%s" % (user_id, name.encode())


async def _keep(viewer: Viewer, name: str, pages: Pages) -> bool:
    try:
        packed = msgspec.msgpack.encode(pages)
        await resources.pipe().run(("SET", key(viewer.user_id, name), packed, "EX", SECONDS_KEPT))
    except (ValkeyError, OSError) as error:
        log.warning("explore goes on by heat alone: %s", error)
        return False
    return True


async def _kept(viewer: Viewer, name: str) -> Pages | None:
    try:
        [packed] = await resources.pipe().run(("GET", key(viewer.user_id, name)))
    except (ValkeyError, OSError) as error:
        log.warning("explore goes on by heat alone: %s", error)
        return None
    return None if packed is None else msgspec.msgpack.decode(packed, type=Pages)
