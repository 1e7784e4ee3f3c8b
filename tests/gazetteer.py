"""A handful of places in every clean database of the tests; the whole gazetteer would make each slower to copy."""

from server.kit import database
from server.places import queries
from server.search.indexing import rebuild
from server.settings import Settings

SOME = [
    (1857910, "Kyoto", "Japan", 35.02107, 135.75385, 1463723, ["kyoto", "kioto", "京都"]),
    (1850147, "Tokyo", "Japan", 35.6895, 139.69171, 9733276, ["tokyo", "tokio", "東京", "токио"]),
    (2867714, "Munich", "Germany", 48.13743, 11.57549, 1505005, ["munich", "munchen", "muenchen", "мюнхен"]),
    (2819465, "Unterhaching", "Germany", 48.06598, 11.61564, 24000, ["unterhaching"]),
    (3093133, "Łódź", "Poland", 51.77058, 19.47395, 670642, ["łodz", "lodz"]),
    (4250542, "Springfield", "Illinois, United States", 39.80172, -89.64371, 114394, ["springfield"]),
    (4409896, "Springfield", "Missouri, United States", 37.21533, -93.29824, 170188, ["springfield"]),
    (2198148, "Suva", "Fiji", -18.14161, 178.44149, 93970, ["suva"]),
    (4035413, "Apia", "Samoa", -13.83333, -171.76666, 40407, ["apia"]),
    (2729907, "Longyearbyen", "Svalbard and Jan Mayen", 78.22334, 15.64689, 2060, ["longyearbyen"]),
]
KYOTO, TOKYO, MUNICH = "1857910", "1850147", "2867714"


async def load_some(settings: Settings) -> None:
    """Into a migrated database."""
    await database.open_pool(settings)
    try:
        await queries.put(SOME)
        await rebuild.places_anew()
    finally:
        await database.close_pool()
