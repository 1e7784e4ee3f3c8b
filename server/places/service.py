"""Places by id, and what is near a point."""

import math
from collections.abc import Collection, Sequence
from typing import Final

from asyncpg import Record

from server.kit import ids
from server.kit.problems import Refused
from server.places import queries
from shared.search import Place

NEAR_KILOMETRES: Final = 200
"""What is farther off is not near."""
RADIUS: Final = 6371.0
"""Of the earth, in km."""


async def named(text: str) -> tuple[int, str]:
    """Id and name of the place with this id. Raises `Refused("place-unknown")`."""
    found = await by_ids([number]) if (number := ids.parse(text)) else {}
    if not found:
        raise Refused("place-unknown", fields={"place_id": "There is no such place."})
    [(place_id, place)] = found.items()
    return place_id, place.name


async def by_ids(place_ids: Collection[int]) -> dict[int, Place]:
    if not place_ids:
        return {}
    return {row["id"]: as_place(row) for row in await queries.by_ids(list(place_ids))}


async def near(latitude: float, longitude: float, limit: int) -> list[Place]:
    """Nearest first, within 200 km. Both in degrees; raises `Refused("coordinates")` for what is on no globe."""
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Refused("coordinates", fields={"latitude": "Such a point is nowhere on earth."})
    return _within(await queries.nearest(latitude, longitude, limit), latitude, longitude)


def _within(rows: Sequence[Record], latitude: float, longitude: float) -> list[Place]:
    found = []
    for row in rows:
        place = as_place(row)
        place.kilometres = round(kilometres(latitude, longitude, place.latitude, place.longitude), 1)
        if place.kilometres <= NEAR_KILOMETRES:
            found.append(place)
    return found


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Over the ground, between two points in degrees (haversine)."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    east = math.radians(other_longitude - longitude)
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(min(half, 1.0)))


def as_place(row: Record) -> Place:
    return Place(
        id=str(row["id"]),
        name=row["name"],
        region=row["region"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )
