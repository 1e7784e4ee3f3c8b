"""Every SQL statement on lists of people.

They go newest first: (created_at, id) below the marks, who is not hidden from the viewer.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.queries import RELATION_COLUMNS
from server.kit import database

Marks = tuple[datetime, int]


def _listed(source: str, person: str, condition: str) -> str:
    return (
        f"SELECT {AUTHOR_COLUMNS}, t.created_at AS since, {RELATION_COLUMNS} FROM {source} t"
        f" JOIN users u ON u.id = t.{person} AND u.state = 'active'"
        f" WHERE t.user_id = $2 AND {condition} AND u.id <> ALL($3::bigint[])"
        f" AND (t.created_at, t.{person}) < ($4, $5) ORDER BY t.created_at DESC, t.{person} DESC LIMIT $6"
    )


LISTS = {
    "followers": _listed("followers", "follower_id", "t.state = 'following'"),
    "following": _listed("following", "other_id", "t.state = 'following'"),
    "asking": _listed("followers", "follower_id", "t.state = 'requested'"),
    "blocked": _listed("blocks", "other_id", "true"),
    "muted": _listed("mutes", "other_id", "true"),
    "close friends": _listed("close_friends", "other_id", "true"),
}


async def people(
    viewer_id: int, name: str, user_id: int, hidden: Collection[int], before: Marks, limit: int
) -> list[Record]:
    """One of `LISTS` of `user_id`: authors with `since` and `RELATION_COLUMNS`."""
    return await database.fetch(LISTS[name], viewer_id, user_id, list(hidden), *before, limit)


# who of a list begins so: $1 viewer, $2 whose list, $3 hidden, $4-$5 marks, $6 limit

LAST = "\U0010ffff"
"""Sorts behind whatever else may follow a prefix, bytewise."""
MATCHES = "((u.handle >= $7 AND u.handle < $8) OR u.name_key LIKE $9 OR u.name_key LIKE $10)"
WANTED_AMONG = """
(SELECT {person} AS id, created_at FROM {source} WHERE user_id = $2 AND state = 'following'
 AND (created_at, {person}) < ($4, $5) ORDER BY created_at DESC, {person} DESC LIMIT $11) t
"""
PERSONS = {"followers": "follower_id", "following": "other_id"}
# Each person is looked up before they are compared, and the first matches end it; the planner would rather collect
# everybody in the world who matches.
NARROWED = {
    source: f"SELECT {AUTHOR_COLUMNS}, t.created_at AS since, {RELATION_COLUMNS}"
    f" FROM {WANTED_AMONG.format(person=person, source=source)}"
    " CROSS JOIN LATERAL (SELECT * FROM users x WHERE x.id = t.id OFFSET 0) u"
    f" WHERE u.state = 'active' AND u.id <> ALL($3::bigint[]) AND {MATCHES}"
    " ORDER BY t.created_at DESC, t.id DESC LIMIT $6"
    for source, person in PERSONS.items()
}
CHOSEN = {
    source: _listed(
        f"(SELECT * FROM {source} WHERE user_id = $2 AND {person} = ANY($7::bigint[]) OFFSET 0)",
        person,
        "t.state = 'following'",
    )
    for source, person in PERSONS.items()
}


class Prefix(msgspec.Struct, frozen=True):
    """What handles and words of names begin with."""

    handle: str
    name: str

    @property
    def handles(self) -> tuple[str, str]:
        return self.handle, self.handle + LAST

    @property
    def names(self) -> tuple[str, str]:
        """Patterns of the first word and of the others."""
        literal = re.sub(r"([\\%_])", r"\\\1", self.name)
        return literal + "%", "% " + literal + "%"


async def narrowed(
    viewer_id: int,
    source: str,
    user_id: int,
    hidden: Collection[int],
    before: Marks,
    limit: int,
    prefix: Prefix,
    examined: int,
) -> list[Record]:
    """As `people`, of followers or following, those who match among the next `examined`."""
    prefixes = *prefix.handles, *prefix.names
    return await database.fetch(NARROWED[source], viewer_id, user_id, list(hidden), *before, limit, *prefixes, examined)


async def chosen(
    viewer_id: int, source: str, user_id: int, hidden: Collection[int], before: Marks, limit: int, ids: Sequence[int]
) -> list[Record]:
    """As `people`, of followers or following, those with these ids."""
    return await database.fetch(CHOSEN[source], viewer_id, user_id, list(hidden), *before, limit, ids)


async def mark_after(source: str, user_id: int, before: Marks, examined: int) -> Marks | None:
    """The mark of the last of the next `examined`; None when there are not so many."""
    row = await database.fetchrow(
        f"SELECT created_at, {PERSONS[source]} AS id FROM {source} WHERE user_id = $1 AND state = 'following'"
        f" AND (created_at, {PERSONS[source]}) < ($2, $3) ORDER BY created_at DESC, {PERSONS[source]} DESC"
        " OFFSET $4 LIMIT 1",
        user_id,
        *before,
        examined - 1,
    )
    return (row["created_at"], row["id"]) if row else None


async def ids_by_handle(prefix: Prefix, limit: int) -> list[int]:
    rows = await database.fetch(
        "SELECT id FROM users WHERE handle >= $1 AND handle < $2 LIMIT $3", *prefix.handles, limit
    )
    return [row["id"] for row in rows]


async def ids_by_name(prefix: Prefix, limit: int) -> list[int]:
    rows = await database.fetch(
        "SELECT id FROM users WHERE name_key LIKE $1 OR name_key LIKE $2 LIMIT $3", *prefix.names, limit
    )
    return [row["id"] for row in rows]


# mutuals: followers of a person whom the viewer follows

# The viewer's follows drive it, each looked up among the person's followers, of whom there may be a million. The state
# is read instead of asked for: else the planner takes the index of the newest for these lookups, and scans it for each.
FOLLOWS_TOO = (
    "(SELECT m.state = 'following' FROM followers m WHERE m.user_id = {person} AND m.follower_id = t.other_id)"
)
MUTUALS = f"""
WITH mine AS MATERIALIZED (
    SELECT other_id, created_at FROM following WHERE user_id = $1 AND state = 'following'
    AND other_id <> ALL($3::bigint[]) ORDER BY created_at DESC, other_id DESC LIMIT $4
)
SELECT w.person_id, n.known, {AUTHOR_COLUMNS}
FROM unnest($2::bigint[]) AS w (person_id) CROSS JOIN LATERAL (
    SELECT count(*) AS known, (array_agg(t.other_id ORDER BY
        EXISTS (SELECT FROM close_friends c WHERE c.user_id = $1 AND c.other_id = t.other_id) DESC,
        coalesce((SELECT b.state = 'following' FROM followers b
            WHERE b.user_id = $1 AND b.follower_id = t.other_id), false) DESC,
        t.created_at DESC, t.other_id DESC))[1:2] AS closest
    FROM (SELECT * FROM mine t WHERE {FOLLOWS_TOO.format(person="w.person_id")} LIMIT $5) t
    JOIN users a ON a.id = t.other_id AND a.state = 'active'
) n JOIN users u ON u.id = ANY(n.closest)
ORDER BY w.person_id, array_position(n.closest, u.id)
"""
MUTUALS_LIST = _listed("following", "other_id", f"t.state = 'following' AND {FOLLOWS_TOO.format(person='$7')}")


async def mutuals(
    viewer_id: int, person_ids: Sequence[int], hidden: Collection[int], follows: int, at_most: int
) -> list[Record]:
    """Of each person the two closest to the viewer, as authors with `person_id`, and how many are `known` in all.

    Of the viewer's newest `follows`, and counted no further than `at_most`.
    """
    return await database.fetch(MUTUALS, viewer_id, person_ids, list(hidden), follows, at_most)


async def mutuals_list(
    viewer_id: int, person_id: int, hidden: Collection[int], before: Marks, limit: int
) -> list[Record]:
    """As `people`, in the order in which the viewer followed them."""
    return await database.fetch(MUTUALS_LIST, viewer_id, viewer_id, list(hidden), *before, limit, person_id)
