"""The gazetteer in the index."""

import math
from collections.abc import Sequence

from asyncpg import Record

from server.search import terms
from server.search.indexing import queries
from server.search.terms import Kind


async def index_places(rows: Sequence[Record]) -> None:
    """Of rows with id, population and names, in the caller's transaction."""
    found = [
        (row["id"], term, 1 + round(4 * math.log2(1 + row["population"] / 1000)))
        for row in rows
        for term in terms.of_place(row["names"])
    ]
    await queries.put_terms(Kind.PLACE, found, [row["id"] for row in rows])
