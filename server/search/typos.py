"""Words that may have been meant."""

from typing import Final

from server.search import queries, terms
from server.search.terms import Kind

GUESSES: Final = 12


async def meant(kind: Kind, typed: str) -> dict[str, float]:
    """Words of the index that are like what was typed, with how alike they are; none for what is too short to tell."""
    least = terms.least_alike(typed)
    if least is None:
        return {}
    return await queries.similar(kind, typed, terms.swapped(typed), least, GUESSES)
