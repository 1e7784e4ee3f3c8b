"""Home: candidates are ranked once for a reading, and its pages are cut from the snapshot of that order.

The first page takes three round trips: candidates and the viewer; what is known of each candidate; the ready-made JSON
of those shown, with which the snapshot is stored. Later pages take two: the snapshot, and the JSON of those shown.

What happens to a snapshot while it is read:

- It is gone from Valkey: its copy in PostgreSQL goes on.
- It is nowhere: what is left is ranked anew under its name, without what the log says was seen of it and without what
  has come since; the places above the reader's stay empty, so the same cursor gives the same page again.
- It is outdated, by a hidden post for example: what has not been read yet is ranked anew.
- It ends: what is older than all that was ranked follows by time, as in Following. Where nothing is, Home ends.

While Valkey is away, a reading that begins is ordered by time from PostgreSQL, and stays so to its end.
"""

import logging

import numpy as np

from server.feed import counting, following
from server.feed.home import gathering, ordering, places, queries, shown
from server.feed.home import snapshot as snapshots
from server.feed.home.ordering import RANKERS
from server.feed.home.places import BELOW_SNAPSHOT, BY_TIME, IN_SNAPSHOT, Place
from server.feed.home.snapshot import Snapshot
from server.feed.ranking.features import WIDTH, Floats
from server.feed.skeleton import GONE
from server.kit import cursors, ids, resources
from server.kit.pipe import Command
from server.kit.viewer import Viewer
from shared.feed import Device, Ranker
from shared.limits import PAGE_DEFAULT

log = logging.getLogger(__name__)
BEGINNING = Place(BY_TIME, 0, 0)


async def page(
    viewer: Viewer,
    cursor: str | None,
    limit: int = PAGE_DEFAULT,
    device: Device = "phone",
    snapshot_id: int = 0,
) -> bytes:
    """A `shared.feed.HomePage` as JSON. Without a cursor the first page: of that snapshot while there is one (0
    for none), else of a new order. Raises `Invalid("cursor")`."""
    if cursor is None:
        again = await _begun(viewer, snapshot_id, limit) if snapshot_id else None
        return again or await _first(viewer, limit, device)
    place = places.decode(cursor)
    if place.kind == IN_SNAPSHOT:
        return await _later(viewer, place, limit, device)
    if place.kind == BELOW_SNAPSHOT:
        return await _below(viewer, place, limit)
    return await _by_time(viewer, place, limit)


async def _first(viewer: Viewer, limit: int, device: Device) -> bytes:
    # before anything is read, so that whatever is not in the snapshot for coming too late counts as new
    made_at = ids.new_id()
    try:
        reading, pool, floor = await gathering.gathered(viewer, device, made_at)
        made = await ordering.ordered(reading, pool)
        snap = ordering.snapshot(made, made_at, floor)
        also = [
            *snapshots.commands(viewer.user_id, snap, made.rows),
            snapshots.read_to(viewer.user_id, snap.id, limit),
        ]
        return await _cut(viewer, snap, 0, limit, made.known, also)
    except GONE as error:
        log.warning("Home is ordered by time: %s", error)
        return await _by_time(viewer, BEGINNING, limit)


async def _begun(viewer: Viewer, snapshot_id: int, limit: int) -> bytes | None:
    """The first page of an order that is there already, as it is: it has been read."""
    snap = await snapshots.load(viewer.user_id, snapshot_id)
    return await _cut(viewer, snap, 0, limit) if snap else None


async def _later(viewer: Viewer, place: Place, limit: int, device: Device) -> bytes:
    user_id, packed, outdated, read = viewer.user_id, None, None, None
    try:
        packed, outdated, read = await resources.pipe().run(
            ("GET", snapshots.key(user_id, place.snapshot)),
            ("GET", snapshots.outdated_key(user_id)),
            ("GET", snapshots.read_key(user_id, place.snapshot)),
        )
    except GONE as error:
        log.warning("a snapshot is read from PostgreSQL: %s", error)
    snap = snapshots.decode(packed) if packed else await snapshots.recovered(user_id, place.snapshot)
    if snap is None:
        return await _anew(viewer, place, limit, device)
    unread = max(place.at, int(read or 0))
    if outdated and int(outdated) > snap.ranked and unread < len(snap):
        return await _reordered(viewer, snap, place.at, unread, limit, device)
    also = [snapshots.read_to(user_id, snap.id, place.at + limit)] if unread < place.at + limit else []
    return await _cut(viewer, snap, place.at, limit, also=also)


async def _reordered(viewer: Viewer, snap: Snapshot, at: int, unread: int, limit: int, device: Device) -> bytes:
    """What stands above the first unread place stays as it is."""
    try:
        reading, pool, rows = await gathering.unread(viewer, device, snap, unread)
        made = await ordering.ordered(reading, pool)
        changed = ordering.snapshot(made, snap.id, snap.floor, snap, unread)
        all_rows = None if rows is None else np.concatenate([rows[:unread], made.rows])
        also = [
            *snapshots.commands(viewer.user_id, changed, all_rows),
            snapshots.read_to(viewer.user_id, snap.id, max(unread, at + limit)),
        ]
        return await _cut(viewer, changed, at, limit, also=also)
    except GONE:
        return await _cut(viewer, snap, at, limit)


async def _anew(viewer: Viewer, place: Place, limit: int, device: Device) -> bytes:
    if place.at > places.PLACES_MAX:
        raise cursors.foreign()
    counting.count("fallbacks:remade")
    try:
        reading, pool, floor = await gathering.gathered(viewer, device, place.snapshot, begins=False)
        seen = await queries.seen_of(viewer.user_id, place.snapshot)
        made = await ordering.ordered(reading, pool.part(~np.isin(pool.posts, seen)))
        snap = ordering.snapshot(made, place.snapshot, floor, snapshots.blank(place.snapshot, place.at), place.at)
        rows: Floats = np.concatenate([np.zeros((place.at, WIDTH), np.float32), made.rows])
        also = snapshots.commands(viewer.user_id, snap, rows)
        return await _cut(viewer, snap, place.at, limit, made.known, also)
    except GONE as error:
        log.warning("Home is ordered by time: %s", error)
        return await _by_time(viewer, Place(BY_TIME, place.snapshot, place.snapshot + 1), limit)


async def _cut(
    viewer: Viewer,
    snap: Snapshot,
    at: int,
    limit: int,
    known: shown.Known | None = None,
    also: list[Command] | None = None,
) -> bytes:
    """The page that begins at that place."""
    commands = [*(also or ()), gathering.prolonged(viewer.user_id)]
    found = await shown.stretch(viewer.user_id, snap, at, limit, known, commands)
    if found.place < len(snap):
        next_place: Place | None = Place(IN_SNAPSHOT, snap.id, found.place)
    elif snap.floor:
        next_place = Place(BELOW_SNAPSHOT, snap.id, snap.floor)
        if not found.items:
            return await _below(viewer, next_place, limit)
    else:
        next_place = None
    return _present(found.items, next_place, snap.id, RANKERS[snap.ranker])


async def _below(viewer: Viewer, place: Place, limit: int) -> bytes:
    """Older than all that was ranked, by time, without what the snapshot has from other sources."""
    snap = await snapshots.load(viewer.user_id, place.snapshot)
    there = frozenset(snap.post_ids().tolist()) if snap else frozenset[int]()
    return await _by_time(viewer, place, limit, there)


async def _by_time(viewer: Viewer, place: Place, limit: int, without: frozenset[int] = frozenset()) -> bytes:
    if place.kind == BY_TIME and place.snapshot:
        without = frozenset(await queries.seen_of(viewer.user_id, place.snapshot))
    posts, below = await following.posts(viewer.user_id, place.at or None, limit, without)
    items = [shown.item(post) for post in posts]
    next_place = None if below is None else Place(place.kind, place.snapshot, below)
    # below a snapshot time orders as it should; elsewhere it stands in for a ranker
    return _present(items, next_place, None, "newest", "following" if place.kind == BELOW_SNAPSHOT else "newest")


def _present(
    items: list[bytes], place: Place | None, snapshot_id: int | None, ranker: Ranker, counted: str = ""
) -> bytes:
    counting.count(f"pages:{counted or ranker}")
    return b'{"items":[%b],"cursor":%b,"snapshot":%b,"ranker":"%b"}' % (
        b",".join(items),
        b"null" if place is None else b'"%b"' % places.encode(place).encode(),
        b"null" if snapshot_id is None else b'"%d"' % snapshot_id,
        ranker.encode(),
    )
