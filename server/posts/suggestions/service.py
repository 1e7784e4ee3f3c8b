"""Whom to suggest, and why: friends of friends, people whose posts the viewer likes or whose interests they share, and
for newcomers those whom many follow.

The order is computed once in ten minutes and kept in Valkey; who of them is new to the viewer, and whom they have in
common, is asked with every read.
"""

import logging
import math
import random
from collections.abc import Sequence

import msgspec
from asyncpg import Record
from valkey.exceptions import ValkeyError

from server.accounts import service as accounts
from server.accounts.rows import author
from server.graph import visibility
from server.graph.lists import mutuals
from server.graph.service import relationship
from server.kit import resources
from server.kit.problems import Invalid, NotFound
from server.kit.viewer import Viewer
from server.posts.suggestions import queries
from shared.graph import Mutuals, Suggestion, Suggestions

SHOWN = 20
KEPT = 60
KEPT_SECONDS = 600
FOLLOWS_COMPARED = 300
"""Of the viewer's, the newest, among which mutuals are counted."""
log = logging.getLogger(__name__)


class Candidate(msgspec.Struct, array_like=True):
    id: int
    reason: str


def key(user_id: int) -> bytes:
    return b"suggested:{%d}" % user_id


async def suggestions(viewer: Viewer) -> Suggestions:
    """At most 20, best first: none followed, asked, blocked either way, dismissed or suspended."""
    hidden = (await visibility.standing(viewer.user_id)).hidden
    found = await _stored(viewer.user_id)
    rows = await _new(viewer, hidden, found or [])
    if found is None or len(rows) < min(SHOWN, len(found)) / 2:
        found = await _ranked(viewer.user_id, hidden)
        rows = await _new(viewer, hidden, found)
    common = await mutuals.of(viewer.user_id, [row["id"] for row in rows], hidden, follows=FOLLOWS_COMPARED)
    reasons = {candidate.id: candidate.reason for candidate in found}
    return Suggestions(
        items=[
            Suggestion(
                author=author(row),
                relationship=relationship(row),
                mutuals=common.get(row["id"], Mutuals()),
                reason="" if row["id"] in common else reasons[row["id"]],
            )
            for row in rows
        ]
    )


async def dismiss(viewer: Viewer, handle: str) -> None:
    """Not suggested again. Raises `NotFound("person")`, and `Invalid("oneself")`."""
    other = await accounts.by_handle(handle)
    if other.id == viewer.user_id:
        raise Invalid("oneself", "That is you.")
    if other.id in (await visibility.standing(viewer.user_id)).hidden:
        raise NotFound("person")
    await queries.dismiss(viewer.user_id, other.id)


async def _new(viewer: Viewer, hidden: frozenset[int], found: Sequence[Candidate]) -> list[Record]:
    if not found:
        return []
    return await queries.still_new(viewer.user_id, hidden, [candidate.id for candidate in found], SHOWN)


async def _stored(user_id: int) -> list[Candidate] | None:
    try:
        [stored] = await resources.pipe().run(("GET", key(user_id)))
    except (ValkeyError, OSError) as error:
        log.warning("suggestions of %d computed: %s", user_id, error)
        return None
    return msgspec.msgpack.decode(stored, type=list[Candidate]) if stored else None


async def _ranked(user_id: int, hidden: frozenset[int]) -> list[Candidate]:
    rows = await queries.candidates(user_id, hidden, random.randrange(user_id + 1))
    best = sorted(rows, key=lambda row: (-_score(row), row["id"]))[:KEPT]
    found = [Candidate(row["id"], _reason(row)) for row in best]
    try:
        await resources.pipe().run(("SET", key(user_id), msgspec.msgpack.encode(found), "EX", KEPT_SECONDS))
    except (ValkeyError, OSError) as error:
        log.warning("suggestions of %d not kept: %s", user_id, error)
    return found


def _score(row: Record) -> float:
    """Each further sign of one kind says less than the one before; being popular says least."""
    signs = (3.0, row["friends"]), (2.0, row["likes"]), (1.5, len(row["tags"] or ())), (0.3, row["followers"])
    return sum(weight * math.log1p(times) for weight, times in signs)


def _reason(row: Record) -> str:
    if row["likes"]:
        return "You liked their posts"
    if row["tags"]:
        return f"Posts about #{row['tags'][0]}"
    return "Popular here" if row["followers"] else "New to you"
