"""The order that was made for one reading of Home, and its features for the log.

It lies in Valkey for an hour; the order alone also in PostgreSQL (unlogged: it is worth no more than a reading), so
that pages go on where they were after Valkey has lost its data.
"""

import logging
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from valkey.exceptions import ValkeyError

from server.feed import counting
from server.feed.home import copies
from server.feed.ranking.features import SCHEME, WIDTH, Floats
from server.kit import ids, resources
from server.kit.pipe import Command

Ids = npt.NDArray[np.int64]
FORMULA = 0
"""Stands for the formula in `Snapshot.model`."""
SECONDS_KEPT: Final = 3600
log = logging.getLogger(__name__)


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """Parallel columns in the order of the reading, packed little-endian."""

    id: int
    """A snowflake: when it was made."""
    model: int
    """Version of the model, or `FORMULA`."""
    posts: bytes
    """64-bit ids."""
    authors: bytes
    """64-bit ids."""
    sources: bytes
    """Numbers of `shared.feed.Source`, 8 bits each."""
    scores: bytes
    """32-bit floats."""
    because: dict[int, str]
    """Place in the order -> handle of one who likes it, or hashtag."""
    ranked: int = 0
    """A snowflake: when what had not been read of it was ranked last."""
    ranker: int = 0
    """Number of the `shared.feed.Ranker` that ordered it."""
    floor: int = 0
    """Posts of followed people with this id and above are all in it; 0 when it has all there are."""
    through: dict[int, int] = {}
    """Place in the order -> id of the one in `because` who likes it."""

    def __len__(self) -> int:
        return len(self.sources)

    def post_ids(self) -> Ids:
        return np.frombuffer(self.posts, "<i8")

    def author_ids(self) -> Ids:
        return np.frombuffer(self.authors, "<i8")


def key(user_id: int, snapshot_id: int) -> bytes:
    return b"home:{%d}:%d" % (user_id, snapshot_id)


def features_key(user_id: int, snapshot_id: int) -> bytes:
    """Rows of `features.WIDTH` 16-bit floats, in the order of the snapshot; an update may change what they mean."""
    return b"home-features:{%d}:%d:%d" % (user_id, snapshot_id, SCHEME)


def read_key(user_id: int, snapshot_id: int) -> bytes:
    """Holds the place down to which pages of it were given out."""
    return b"home-read:{%d}:%d" % (user_id, snapshot_id)


def outdated_key(user_id: int) -> bytes:
    """Holds a snowflake: what was ranked before is to be ranked again where it has not been read yet."""
    return b"home-outdated:{%d}" % user_id


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Snapshot).decode


def blank(snapshot_id: int, places: int) -> Snapshot:
    """One of so many places at which nothing stands."""
    return Snapshot(snapshot_id, FORMULA, bytes(8 * places), bytes(8 * places), bytes(places), bytes(4 * places), {})


def commands(user_id: int, made: Snapshot, rows: Floats | None) -> list[Command]:
    """Stores it, and its features where there are any; sent along with whatever else the page asks."""
    packed = encode(made)
    copies.keep(user_id, made.id, packed)
    stored: list[Command] = [("SET", key(user_id, made.id), packed, "EX", SECONDS_KEPT)]
    if rows is not None:
        half = rows.astype("<f2").tobytes()
        stored.append(("SET", features_key(user_id, made.id), half, "EX", SECONDS_KEPT))
    return stored


def read_to(user_id: int, snapshot_id: int, place: int) -> Command:
    return ("SET", read_key(user_id, snapshot_id), place, "EX", SECONDS_KEPT)


async def load(user_id: int, snapshot_id: int) -> Snapshot | None:
    """One of the user's own, from PostgreSQL where Valkey has it no more; None when it is nowhere."""
    try:
        [packed] = await resources.pipe().run(("GET", key(user_id, snapshot_id)))
    except (ValkeyError, OSError) as error:
        log.warning("snapshot %d read from PostgreSQL: %s", snapshot_id, error)
        packed = None
    return decode(packed) if packed else await recovered(user_id, snapshot_id)


async def recovered(user_id: int, snapshot_id: int) -> Snapshot | None:
    """The copy in PostgreSQL, put back into Valkey."""
    packed = await copies.find(user_id, snapshot_id)
    if packed is None:
        return None
    counting.count("fallbacks:snapshot")
    try:
        await resources.pipe().run(("SET", key(user_id, snapshot_id), packed, "NX", "EX", SECONDS_KEPT))
    except (ValkeyError, OSError) as error:
        log.warning("snapshot %d not put back: %s", snapshot_id, error)
    return decode(packed)


async def features(user_id: int, snapshot_id: int) -> Floats | None:
    """Rows of `features.WIDTH` numbers in the order of the snapshot; None when they are gone. They have no copy."""
    try:
        [packed] = await resources.pipe().run(("GET", features_key(user_id, snapshot_id)))
    except (ValkeyError, OSError) as error:
        log.warning("features of snapshot %d not read: %s", snapshot_id, error)
        return None
    return None if packed is None else np.frombuffer(packed, "<f2").reshape(-1, WIDTH).astype(np.float32)


async def outdate(user_id: int) -> None:
    """What the user has not read yet of any reading is ranked again with the next page."""
    await resources.pipe().run(("SET", outdated_key(user_id), ids.new_id(), "EX", SECONDS_KEPT))
