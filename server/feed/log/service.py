"""What was shown in feeds and what came of it, as the apps tell it and as far as the server knows that it was shown.

Where a post stood, why, and what was known of it then come from the snapshot that the server made: an app says only
which of its posts were seen, and so can tell nothing of what was never shown to it.
"""

from datetime import UTC, datetime
from typing import Final

from server.feed import counting
from server.feed.log import queries, standing
from server.feed.log.kinds import DEVICES, EXPOSURE, OUTCOMES, SURFACES
from server.feed.log.standing import Place, Stood
from server.feed.ranking.features import SCHEME
from server.feed.ranking.heads import DWELL_SECONDS
from server.feed.signals import posts as signals
from server.feed.signals import seen
from server.kit import database, ids, resources
from server.kit.problems import Refused
from server.kit.viewer import Viewer
from shared.feed import FeedEvent, FeedEvents

FOLDED_AT_ONCE: Final = 50_000


async def record(viewer: Viewer, told: FeedEvents) -> None:
    """Keeps what is about posts that were shown to the viewer and leaves out the rest. The same again changes nothing.

    Raises `Refused("feed-event")` for ids that cannot be any.
    """
    now = datetime.now(UTC)
    day = standing.day_of(now)
    placed = [(event, _place(event, day)) for event in told.events]
    if resources.settings().feed_log_days <= 0 or not placed:
        return
    found = await _stood(viewer, [(event, place) for event, place in placed if place is not None])
    taken = [(event, found[place]) for event, place in placed if place in found]
    impressions = {(one.post_id, one.snapshot_id): one for event, one in taken if event.kind == "seen"}
    added = []
    if impressions:
        added = await queries.add_impressions(
            viewer.user_id, now, DEVICES[told.device], SCHEME, [_impression(one) for one in impressions.values()]
        )
    if outcomes := _outcomes(taken):
        await queries.add_outcomes(viewer.user_id, now, outcomes)
    shown = [row["post_id"] for row in added]
    bare = sum(row["bare"] and row["surface"] == SURFACES["home"] for row in added)

    async def tell() -> None:
        for name, n in (("taken", len(taken)), ("dropped", len(placed) - len(taken)), ("bare", bare)):
            if n:
                counting.count(f"events:{name}", n)
        await seen.note(viewer.user_id, shown)

    await database.after_commit(tell)


def _place(event: FeedEvent, day: int) -> Place | None:
    """Where it says that it happened; None in a Home that had no snapshot, which was ordered by time alone."""
    post_id, snapshot_id = _id(event.post_id, "post_id"), _id(event.snapshot or "0", "snapshot")
    if event.surface == "following":
        return day, post_id
    return (snapshot_id, post_id) if snapshot_id else None


def _id(text: str, field: str) -> int:
    number = ids.parse(text)
    if number is None:
        raise Refused("feed-event", fields={field: "This is no id."})
    return number


async def _stood(viewer: Viewer, placed: list[tuple[FeedEvent, Place]]) -> dict[Place, Stood]:
    home = [place for event, place in placed if event.surface == "home"]
    following = [place for event, place in placed if event.surface == "following"]
    shown = {place for event, place in placed if event.kind == "seen"}
    return await standing.in_home(viewer, home, shown) | await standing.in_following(viewer, following)


def _impression(one: Stood) -> tuple[object, ...]:
    return (
        one.post_id,
        one.snapshot_id,
        one.author_id,
        one.since,
        one.surface,
        one.source,
        one.position,
        one.model,
        one.score,
        one.features,
    )


def _outcomes(taken: list[tuple[FeedEvent, Stood]]) -> list[tuple[object, ...]]:
    """One row for each kind of what came of a post in a reading, with the longest of its dwells."""
    most: dict[tuple[int, int, int], tuple[object, ...]] = {}
    for event, one in sorted(taken, key=lambda pair: pair[0].seconds):
        if event.kind == "seen":
            continue
        kind, counts = OUTCOMES[event.kind], EXPOSURE.get(event.kind)
        amount = event.seconds if event.kind == "dwell" else 1.0
        if event.kind == "dwell" and amount < DWELL_SECONDS:
            counts = None
        row = (one.post_id, one.snapshot_id, one.author_id, one.since, kind, amount, counts)
        most[one.post_id, one.snapshot_id, kind] = row
    return list(most.values())


async def fold_exposure() -> int:
    """Adds to `exposure` what has come since the last time, each news once. Returns how many there were."""
    folded = 0
    while True:
        async with database.transaction():
            times, rows = await queries.fold(FOLDED_AT_ONCE)
        await signals.put_exposure({row["post_id"]: (row["shares"], row["hides"], row["views"]) for row in rows})
        folded += times
        if times < FOLDED_AT_ONCE:
            return folded
