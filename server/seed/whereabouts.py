"""Where the town's pictures were taken: each quarter has its places in the world, and most posts name one."""

from collections.abc import Sequence
from typing import Final

from server.places import service as places
from server.seed.people import Plan

PLACES: Final[dict[str, tuple[int, ...]]] = {
    "kilns": (2267057, 1805680, 3981369, 3177300),  # Lisbon, Jingdezhen, Tonalá, Faenza
    "looms": (3413829, 1269515, 1853574, 3522507),  # Reykjavík, Jaipur, Ōtsu, Oaxaca
    "orbit": (3133895, 3899539, 5855927, 5294810),  # Tromsø, Antofagasta, Hilo, Flagstaff
    "ovens": (2988507, 5391959, 2996944, 611717),  # Paris, San Francisco, Lyon, Tbilisi
    "paws": (745044, 1857910, 264371, 1735634),  # Istanbul, Kyoto, Athens, Kuching
    "peaks": (2775220, 1283240, 3133895, 3413829),  # Innsbruck, Kathmandu, Tromsø, Reykjavík
    "roots": (184745, 2745912, 1241622, 2267827),  # Nairobi, Utrecht, Kandy, Funchal
    "signals": (1850147, 2950159, 1835848),  # Tokyo, Berlin, Seoul
    "streets": (1819729, 2542997, 2735943, 3868626, 1850147),  # Hong Kong, Marrakesh, Porto, Valparaíso, Tokyo
    "tides": (2654710, 5856195, 2549263, 2964180, 2269594),  # Brighton, Honolulu, Essaouira, Galway, Cascais
}
"""Quarter -> places of GeoNames."""
SILENT: Final = 5
"""Two posts of so many do not say."""


async def known() -> dict[int, str]:
    """Names of those that the gazetteer has."""
    wanted = {place_id for listed in PLACES.values() for place_id in listed}
    return {place_id: place.name for place_id, place in (await places.by_ids(wanted)).items()}


def of(plan: Plan, quarter: str, names: dict[int, str]) -> tuple[int, str] | None:
    """Id and name; the same in every run."""
    listed: Sequence[int] = [place_id for place_id in PLACES.get(quarter, ()) if place_id in names]
    if not listed or plan.seed % SILENT < 2:
        return None
    place_id = listed[plan.seed // SILENT % len(listed)]
    return place_id, names[place_id]
