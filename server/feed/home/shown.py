"""A stretch of a snapshot as its reader may see it now: hydrate, filter, present.

Whatever a snapshot says, each page asks again who may see what: the ties to authors and to those through whom a post
came, what the reader hid, and of posts from outside whether everybody may see them, which their ready-made JSON says.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Final, get_args

import msgspec

from server.feed import cards
from server.feed.home import named, queries
from server.feed.home.snapshot import Snapshot
from server.feed.ranking.features import FOLLOWED, SUGGESTED
from server.feed.skeleton import GONE
from server.graph import ties, visibility
from server.kit import resources
from server.kit.pipe import Command
from server.posts import hydration
from shared.feed import Source

SPARE: Final = 10
"""Places fetched above the page's size, to survive the filter."""
ROUNDS: Final = 25
SOURCES: Final[tuple[Source, ...]] = get_args(Source)
_BEGIN: Final = b'{"post":'
_PLAIN: Final = tuple(b',"source":"%b","because":""}' % source.encode() for source in SOURCES)
_FOLLOWED: Final = _PLAIN[FOLLOWED]
_OPEN: Final = tuple(hydration.OPEN + end for end in hydration.ENDS)
Known = tuple[Collection[int], Collection[int]]
"""Whom the reader follows, and whose posts are kept out."""


class Stretch(msgspec.Struct):
    items: list[bytes]
    """JSON of `shared.feed.HomeItem`."""
    place: int
    """Of the first one that was not examined."""


async def stretch(
    user_id: int, snap: Snapshot, place: int, limit: int, known: Known | None = None, also: Sequence[Command] = ()
) -> Stretch:
    """Up to `limit` items from that place on. One round trip as a rule, in which the commands `also` go along.

    `known` are the ties to everybody in it, if they were asked a moment ago.
    """
    found = Stretch([], place)
    for _ in range(ROUNDS):
        end = min(found.place + limit - len(found.items) + SPARE, len(snap))
        if found.place >= end and not also:
            break
        for item in await _examined(user_id, snap, found.place, end, known, also):
            found.place += 1
            if item:
                found.items.append(item)
                if len(found.items) == limit:
                    return found
        also = ()
        if found.place >= len(snap):
            break
    return found


def item(post: bytes, source: int = FOLLOWED, because: str = "") -> bytes:
    """JSON of a `shared.feed.HomeItem` around that of a post."""
    return _BEGIN + post + (_tail(source, because) if because else _PLAIN[source])


async def _examined(
    user_id: int, snap: Snapshot, start: int, end: int, known: Known | None, also: Sequence[Command]
) -> list[bytes | None]:
    """An item for each place, or nothing where the reader may not see it, hid it, or it is gone."""
    packed = snap.post_ids()[start:end].astype(">i8").tobytes()
    numbers = [packed[at : at + 8] for at in range(0, len(packed), 8)]
    if not numbers:
        with suppress(*GONE):
            await resources.pipe().run(*also)
        return []
    authors = snap.author_ids()[start:end].tolist()
    through = list({snap.through[at] for at in range(start, end) if at in snap.through}) if snap.through else []
    people = list({*authors, *through})
    try:
        asked = visibility.tie_commands(user_id, people) if known is None else ()
        there = (named.command(through),) if through else ()
        replies = await resources.pipe().run(*cards.commands(user_id, numbers), *there, *asked, *also)
        made = await cards.completed(user_id, numbers, *replies[:3])
        here = await named.active(through, replies[3]) if through else set[int]()
        at = 3 + len(there)
        followed, unwanted = known or await visibility.ties_among(user_id, people, replies[at : at + 3])
    except GONE:
        made = await cards.from_sql(user_id, numbers)
        found = await ties.load_ties(user_id)
        followed, unwanted = found.following, found.hidden | found.muted
        here = await queries.active_among(through) if through else set[int]()
    if through:
        unwanted = {*unwanted, *(one for one in through if one not in here)}
    items: list[bytes | None] = []
    for at, (author, card) in enumerate(zip(authors, made, strict=True), start):
        if not card or author in unwanted:
            items.append(None)
        elif snap.sources[at] != FOLLOWED:
            items.append(_from_outside(snap, at, author, card, followed, unwanted))
        else:
            items.append(_BEGIN + card + _FOLLOWED if author in followed or author == user_id else None)
    return items


def _from_outside(
    snap: Snapshot, at: int, author: int, card: bytes, followed: Collection[int], unwanted: Collection[int]
) -> bytes | None:
    """While everybody may see it or the reader follows its author, and while who brought it is followed."""
    source, through = snap.sources[at], snap.through.get(at)
    if (source == SUGGESTED) if author in followed else not card.endswith(_OPEN):
        return None
    if through and (through not in followed or through in unwanted):
        return None
    return item(card, source, snap.because.get(at, ""))


def _tail(source: int, because: str) -> bytes:
    return b',"source":"%b","because":%b}' % (SOURCES[source].encode(), msgspec.json.encode(because))
