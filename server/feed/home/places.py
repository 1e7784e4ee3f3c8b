"""Where a reader of Home is, as a cursor tells it."""

from typing import Final

import msgspec

from server.kit import cursors, ids

IN_SNAPSHOT, BELOW_SNAPSHOT, BY_TIME = range(3)
"""In the order of a reading; in what is older than all that was ranked; where time alone orders."""
PLACES_MAX: Final = 2_000
"""Of a reading that is nowhere, above which nobody can have been."""


class Place(msgspec.Struct, frozen=True):
    """Where on which kind of page."""

    kind: int
    snapshot: int
    """By time: 0, or the reading that was lost, what was seen of which is left out."""
    at: int
    """In the snapshot: which is next. Else the post id below which it goes on."""


def encode(place: Place) -> str:
    return cursors.encode(place.kind, place.snapshot, place.at)


def decode(cursor: str) -> Place:
    """Raises `Invalid("cursor")`."""
    place = Place(*cursors.decode(cursor, int, int, int))
    least = 0 if place.kind == BY_TIME else 1
    if not (IN_SNAPSHOT <= place.kind <= BY_TIME and least <= place.snapshot <= ids.new_id() and place.at >= 0):
        raise cursors.foreign()
    return place
