"""The chronological feed: skeleton, hydrate, filter, present.

A page takes two round trips to Valkey however many people are followed: the first reads the stored timeline and what
changed among celebrities, the second the ties to the authors found, the ready-made JSON of their posts, and which of
them the reader likes, has saved or hidden.
"""

from collections.abc import Sequence

from server.feed import cards, counting, skeleton, timeline
from server.graph import visibility
from server.kit import cursors, resources
from server.kit.viewer import Viewer
from shared.limits import PAGE_DEFAULT

SPARE = 10
"""Entries fetched above the page's size, to survive the filter."""
ROUNDS = 25
"""Batches examined for one page at most; a page that ends so has a cursor and may be short."""


async def page(viewer: Viewer, cursor: str | None, limit: int = PAGE_DEFAULT) -> bytes:
    """A `shared.feed.FeedPage` as JSON."""
    before: int | None = cursors.decode(cursor, int)[0] if cursor else None
    if before is not None and before < 0:
        raise cursors.foreign()
    counting.count("pages:following")
    return _present(*await posts(viewer.user_id, before, limit))


async def posts(
    user_id: int, before: int | None, limit: int, without: frozenset[int] = frozenset()
) -> tuple[list[bytes], int | None]:
    """JSON of up to `limit` posts below the id `before`, newest first, and below which id it goes on; None at the end.

    Posts with the ids `without` are left out.
    """
    shown: list[bytes] = []
    for _ in range(ROUNDS):
        found = await skeleton.read(user_id, before, limit - len(shown) + SPARE)
        examined = None
        for entry, post in await _visible(user_id, found.entries):
            examined = entry
            if post and (not without or timeline.post_of(entry) not in without):
                shown.append(post)
                if len(shown) == limit:
                    break
        if found.last and (examined is None or examined == found.entries[-1]):
            return shown, None
        if examined is not None:
            before = timeline.post_of(examined)
        if len(shown) == limit:
            break
    return shown, before


async def count_newer(viewer: Viewer, since: int, at_most: int = PAGE_DEFAULT) -> int:
    """How many posts of others stand above the post `since` in the viewer's feed."""
    found = await skeleton.read(viewer.user_id, None, at_most)
    newer = [e for e in found.entries if timeline.post_of(e) > since and timeline.author_of(e) != viewer.user_id]
    return sum(1 for _, post in await _visible(viewer.user_id, newer) if post)


async def _visible(user_id: int, entries: Sequence[bytes]) -> list[tuple[bytes, bytes | None]]:
    """Each entry with its post's JSON, or nothing where the reader may not see it or it is gone."""
    if not entries:
        return []
    authors = list({entry[8:] for entry in entries})
    ids = [int.from_bytes(author, "big") for author in authors]
    numbers = [entry[:8] for entry in entries]
    try:
        *replies, scores, kept, ready = await resources.pipe().run(
            *visibility.tie_commands(user_id, ids), *cards.commands(user_id, numbers)
        )
        allowed = await visibility.in_feed(user_id, ids, replies)
        made = await cards.completed(user_id, numbers, scores, kept, ready)
    except skeleton.GONE:
        allowed = await visibility.visible_authors(user_id, ids, for_feed=True)
        made = await cards.from_sql(user_id, numbers)
    if len(allowed) < len(ids):
        shown = {a for a, i in zip(authors, ids, strict=True) if i in allowed}
        made = [post if entry[8:] in shown else None for entry, post in zip(entries, made, strict=True)]
    return [*zip(entries, made, strict=True)]


def _present(posts: list[bytes], cursor: int | None) -> bytes:
    tail = b"null" if cursor is None else b'"%b"' % cursors.encode(cursor).encode()
    return b'{"items":[%b],"cursor":%b}' % (b",".join(posts), tail)
