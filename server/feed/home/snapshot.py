"""The order that was made for one reading of Home, and its features for the log.

It lies in Valkey for an hour; the order alone also in PostgreSQL (unlogged: it is worth no more than a reading), so
that pages go on where they were after Valkey has lost its data.
"""

import msgspec
import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
FORMULA = 0
"""Stands for the formula in `Snapshot.model`."""


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

    def post_ids(self) -> Ids:
        return np.frombuffer(self.posts, "<i8")

    def author_ids(self) -> Ids:
        return np.frombuffer(self.authors, "<i8")


def key(user_id: int, snapshot_id: int) -> bytes:
    return b"home:{%d}:%d" % (user_id, snapshot_id)


def features_key(user_id: int, snapshot_id: int) -> bytes:
    """Rows of `features.WIDTH` 16-bit floats, in the order of the snapshot."""
    return b"home-features:{%d}:%d" % (user_id, snapshot_id)
