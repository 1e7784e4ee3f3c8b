"""People in the index."""

from collections.abc import Sequence

from server.search import terms
from server.search.indexing import queries
from server.search.terms import Kind


async def index_people(user_ids: Sequence[int]) -> None:
    """Makes the terms of these people what their rows say, in the caller's transaction."""
    await queries.lock("person", user_ids)
    rows = [
        (row["id"], term, row["weight"])
        for row in await queries.people(user_ids)
        for term in terms.of_person(row["handle"], row["name_key"])
    ]
    await queries.put_terms(Kind.PERSON, rows, user_ids)
