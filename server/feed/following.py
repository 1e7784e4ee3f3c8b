"""The chronological feed: skeleton, hydrate, filter, present.

A page takes two round trips to Valkey however many people are followed: the first reads the stored timeline and what
changed among celebrities, the second the ties to the authors found, the ready-made JSON of their posts, and which of
them the reader likes, has saved or hidden.
"""

import logging
from collections.abc import Sequence
from itertools import compress

import msgspec
from valkey.exceptions import ConnectionError as ValkeyConnectionError

from server.feed import rebuild, timeline
from server.feed.celebrities import Authors, Book
from server.graph import ties, visibility
from server.kit import cursors, resources
from server.kit.pipe import Command
from server.kit.viewer import Viewer
from server.posts import hydration, marks, queries
from server.posts.likes import liked
from server.posts.likes import queries as like_queries
from shared.limits import PAGE_DEFAULT

SPARE = 10
"""Entries fetched above the page's size, to survive the filter."""
ROUNDS = 25
"""Batches examined for one page at most; a page that ends so has a cursor and may be short."""
log = logging.getLogger(__name__)
_book = Book()
fell_back = 0
"""Pages served from PostgreSQL because Valkey did not answer."""


class Skeleton(msgspec.Struct):
    entries: list[bytes]
    """Newest first."""
    last: bool
    """Nothing lies below these."""


async def page(viewer: Viewer, cursor: str | None, limit: int = PAGE_DEFAULT) -> bytes:
    """A `shared.feed.FeedPage` as JSON."""
    before: int | None = cursors.decode(cursor, int)[0] if cursor else None
    if before is not None and before < 0:
        raise cursors.foreign()
    shown: list[bytes] = []
    for _ in range(ROUNDS):
        skeleton = await _skeleton(viewer.user_id, before, limit - len(shown) + SPARE)
        examined = None
        for entry, post in await _visible(viewer.user_id, skeleton.entries):
            examined = entry
            if post:
                shown.append(post)
                if len(shown) == limit:
                    break
        if skeleton.last and (examined is None or examined == skeleton.entries[-1]):
            return _present(shown, None)
        if examined is not None:
            before = timeline.post_of(examined)
        if len(shown) == limit:
            break
    return _present(shown, before)


async def count_newer(viewer: Viewer, since: int, at_most: int = PAGE_DEFAULT) -> int:
    """How many posts of others stand above the post `since` in the viewer's feed."""
    skeleton = await _skeleton(viewer.user_id, None, at_most)
    newer = [e for e in skeleton.entries if timeline.post_of(e) > since and timeline.author_of(e) != viewer.user_id]
    return sum(1 for _, post in await _visible(viewer.user_id, newer) if post)


async def _skeleton(user_id: int, before: int | None, count: int) -> Skeleton:
    try:
        return await _stored(user_id, before, count)
    except (ValkeyConnectionError, OSError) as error:
        global fell_back
        fell_back += 1
        log.warning("feed read from PostgreSQL: %s", error)
        return await _pulled(user_id, before, count)


async def _stored(user_id: int, before: int | None, count: int) -> Skeleton:
    """The pushed timeline merged with the celebrities whom the reader follows."""
    pipe = resources.pipe()
    authors = _book.authors
    found, whole, changes, epoch, followed = await pipe.run(
        *timeline.read(user_id, before, count + 1), *_book.changes(), _followed(user_id, authors)
    )
    if await _book.follow(changes, epoch) or not followed[0]:
        authors = _book.authors
        followed = await _ties_to(user_id, authors)
    if whole is None:
        if not await rebuild.rebuild(user_id):
            return await _pulled(user_id, before, count)
        [found] = await pipe.run(timeline.read(user_id, before, count + 1)[0])
    entries = [entry for entry in found if entry != timeline.WHOLE][:count]
    floor = 0
    if found[-1:] == [timeline.WHOLE] and await timeline.may_be_trimmed(user_id):
        floor = timeline.post_of(entries[-1]) if entries else (cursors.BIGINT_MAX if before is None else before)
    lowest = entries[-1] if len(entries) == count else b""
    pulled: list[bytes] = []
    stars = [*compress(authors.ids, followed[1:])]
    if user_id in _book.entries:
        stars.append(user_id)
    for author in stars:
        recent, missing_below = _book.newest(author, before, count, lowest)
        pulled += recent
        floor = max(floor, missing_below)
    if pulled:
        # as a set: an author who became a celebrity has posts that were pushed and are pulled as well
        entries = sorted({*entries, *pulled}, reverse=True)[:count]
    if floor and (len(entries) < count or timeline.post_of(entries[-1]) < floor):
        return await _completed(user_id, entries, before, floor, count)
    return Skeleton(entries, last=len(entries) < count)


async def _pulled(user_id: int, before: int | None, count: int) -> Skeleton:
    entries = await rebuild.older(user_id, before, count)
    return Skeleton(entries, last=len(entries) < count)


async def _ties_to(user_id: int, authors: Authors) -> list[int]:
    """Whether the ties are known, and then of each of these authors whether the reader follows them."""
    [followed] = await resources.pipe().run(_followed(user_id, authors))
    if followed[0]:
        return list(followed)
    following = (await ties.load_ties(user_id)).following
    return [1, *(author in following for author in authors.ids)]


def _followed(user_id: int, authors: Authors) -> Command:
    """SMISMEMBER of the member that says whether the set is complete, and of each author."""
    key, count = ties.following_key(user_id), 3 + len(authors.ids)
    return b"*%d\r\n$10\r\nSMISMEMBER\r\n$%d\r\n%b\r\n$1\r\n0\r\n%b" % (count, len(key), key, authors.packed)


def _ready_made(entries: Sequence[bytes]) -> Command:
    """MGET of `hydration.key` of each."""
    posts = b"\r\n$13\r\ncard:".join([entry[:8] for entry in entries])
    return b"*%d\r\n$4\r\nMGET\r\n$13\r\ncard:%b\r\n" % (len(entries) + 1, posts)


async def _completed(user_id: int, entries: list[bytes], before: int | None, floor: int, count: int) -> Skeleton:
    """What is stored ends at the id `floor`; PostgreSQL has the rest."""
    above = [entry for entry in entries if timeline.post_of(entry) >= floor]
    rest = await rebuild.older(user_id, floor if above or before is None else min(floor, before), count - len(above))
    return Skeleton(above + rest, last=len(above) + len(rest) < count)


async def _visible(user_id: int, entries: list[bytes]) -> list[tuple[bytes, bytes | None]]:
    """Each entry with its post's JSON, or None where the reader may not see it or it is gone."""
    if not entries:
        return []
    authors = list({entry[8:] for entry in entries})
    ids = [int.from_bytes(author, "big") for author in authors]
    numbers = [entry[:8] for entry in entries]
    try:
        *replies, scores, kept, posts = await resources.pipe().run(
            *visibility.tie_commands(user_id, ids),
            liked.command(user_id, numbers),
            marks.command(user_id, numbers),
            _ready_made(entries),
        )
        allowed = await visibility.in_feed(user_id, ids, replies)
        likes = await liked.marks(user_id, numbers, scores)
        own = await marks.marks(user_id, numbers, kept)
        if None in posts:
            missing = [timeline.post_of(entry) for entry, post in zip(entries, posts, strict=True) if post is None]
            filled = await hydration.fill(missing)
            posts = [filled.get(timeline.post_of(e), post) for e, post in zip(entries, posts, strict=True)]
    except (ValkeyConnectionError, OSError):
        allowed = await visibility.visible_authors(user_id, ids, for_feed=True)
        built = await hydration.build(await queries.published([timeline.post_of(entry) for entry in entries]))
        ready = {post_id: hydration.opened(post) for post_id, post in built.items()}
        posts = [ready.get(timeline.post_of(entry)) for entry in entries]
        known = await like_queries.liked_among(user_id, list(built))
        likes = [timeline.post_of(entry) in known for entry in entries]
        found = await queries.marks_among(user_id, list(built))
        own = [found.get(timeline.post_of(entry), 0) for entry in entries]
    if len(allowed) < len(ids):
        shown = {a for a, i in zip(authors, ids, strict=True) if i in allowed}
        posts = [post if entry[8:] in shown else None for entry, post in zip(entries, posts, strict=True)]
    return [*zip(entries, _ended(posts, likes, own), strict=True)]


def _ended(posts: Sequence[bytes | None], likes: Sequence[object], own: Sequence[int] | None) -> Sequence[bytes | None]:
    """The JSON completed by what the reader did with each post; None for those that they hid."""
    neither, like_alone, *_ = hydration.ENDS
    if own is None:
        return [post and post + (like_alone if like else neither) for post, like in zip(posts, likes, strict=True)]
    return [
        None if mark & marks.HIDDEN or post is None else post and post + hydration.ENDS[bool(like) + 2 * mark]
        for post, like, mark in zip(posts, likes, own, strict=True)
    ]


def _present(posts: list[bytes], cursor: int | None) -> bytes:
    tail = b"null" if cursor is None else b'"%b"' % cursors.encode(cursor).encode()
    return b'{"items":[%b],"cursor":%b}' % (b",".join(posts), tail)


def forget_book() -> None:
    """For tests, which change installations within one process."""
    global _book
    _book = Book()
