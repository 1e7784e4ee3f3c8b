"""Whom the viewer follows among a person's followers."""

from collections.abc import Collection, Sequence

from server.accounts.rows import author
from server.graph.lists import queries
from shared.graph import Mutuals

COUNTED = 1_000
SHOWN = 2


async def of(viewer_id: int, person_ids: Sequence[int], hidden: Collection[int], *, follows: int) -> dict[int, Mutuals]:
    """Of each person, among the newest `follows` of the viewer; people without any are left out. One statement."""
    found: dict[int, Mutuals] = {}
    others = [person_id for person_id in person_ids if person_id != viewer_id]
    for row in await queries.mutuals(viewer_id, others, hidden, follows, COUNTED + SHOWN) if others else ():
        mutuals = found.setdefault(row["person_id"], Mutuals(people=[], others=row["known"]))
        mutuals.people.append(author(row))
        mutuals.others -= 1
    return found
