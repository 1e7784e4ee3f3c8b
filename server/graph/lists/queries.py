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
CHOSEN_AMONG = """
(SELECT id, created_at FROM (SELECT {person} AS id, created_at, state FROM {source}
    WHERE user_id = $2 AND {person} = ANY($11::bigint[]) OFFSET 0) m
 WHERE state = 'following' AND (created_at, id) < ($4, $5) ORDER BY created_at DESC, id DESC OFFSET 0) t
"""


def _matching(people: str, source: str) -> str:
    """Each person is looked up before they are compared, and the first matches end it; the planner would rather collect
    everybody in the world who matches."""
    return (
        f"SELECT {AUTHOR_COLUMNS}, t.created_at AS since, {RELATION_COLUMNS}"
        f" FROM {people.format(person=PERSONS[source], source=source)}"
        " CROSS JOIN LATERAL (SELECT * FROM users x WHERE x.id = t.id OFFSET 0) u"
        f" WHERE u.state = 'active' AND u.id <> ALL($3::bigint[]) AND {MATCHES}"
        " ORDER BY t.created_at DESC, t.id DESC LIMIT $6"
    )


NARROWED = {source: _matching(WANTED_AMONG, source) for source in PERSONS}
CHOSEN = {source: _matching(CHOSEN_AMONG, source) for source in PERSONS}


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

    @property
    def word(self) -> tuple[str, str]:
        """Between which the longest of its words lies: the last may go on, those before are whole."""
        *whole, begun = self.name.split(" ")
        longest = max(whole, key=len, default="")
        return (longest, longest) if len(longest) > len(begun) else (begun, begun + LAST)


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
    viewer_id: int,
    source: str,
    user_id: int,
    hidden: Collection[int],
    before: Marks,
    limit: int,
    prefix: Prefix,
    ids: Sequence[int],
) -> list[Record]:
    """As `people`, of followers or following, those who match among these ids."""
    prefixes = *prefix.handles, *prefix.names
    return await database.fetch(CHOSEN[source], viewer_id, user_id, list(hidden), *before, limit, *prefixes, ids)


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


async def ids_by_word(first: str, last: str, at_most: int) -> list[int] | None:
    """Whose handle, or a word of whose name, lies between these two; None when they are more."""
    found: list[int] | None = await database.fetchval(
        "SELECT CASE WHEN cardinality(f.ids) <= $3 THEN f.ids END FROM (SELECT ARRAY(SELECT user_id FROM user_words"
        " WHERE word >= $1 AND word <= $2 ORDER BY word, user_id LIMIT $3 + 1) AS ids) f",
        first,
        last,
        at_most,
    )
    return found


# mutuals: followers of a person whom the viewer follows

# The viewer's follows drive it, each looked up among the person's followers, of whom there may be a million. The state
# is read instead of asked for: else the planner takes the index of the newest for these lookups, and scans it for each.
FOLLOWS_TOO = (
    "(SELECT m.state = 'following' FROM followers m WHERE m.user_id = {person} AND m.follower_id = t.other_id)"
)
# All lookups of one statement are one walk through the index; those for the viewer say who follows back.
MUTUALS = f"""
WITH mine AS MATERIALIZED (
    SELECT other_id AS id, created_at FROM following WHERE user_id = $1 AND state = 'following'
    AND other_id <> ALL($3::bigint[]) ORDER BY created_at DESC, other_id DESC LIMIT $4
), looked_up AS (
    SELECT user_id, follower_id, state FROM followers
    WHERE user_id = ANY($2::bigint[] || $1::bigint) AND follower_id = ANY(ARRAY(SELECT id FROM mine)) OFFSET 0
), ties AS MATERIALIZED (
    SELECT user_id, follower_id FROM looked_up WHERE state = 'following'
)
SELECT n.person_id, n.known, {AUTHOR_COLUMNS}
FROM (
    SELECT t.user_id AS person_id, least(count(*), $5) AS known, (array_agg(m.id ORDER BY
        m.id IN (SELECT other_id FROM close_friends WHERE user_id = $1) DESC,
        m.id IN (SELECT follower_id FROM ties WHERE user_id = $1) DESC,
        m.created_at DESC, m.id DESC))[1:2] AS closest
    FROM ties t JOIN mine m ON m.id = t.follower_id
    WHERE t.user_id = ANY($2::bigint[]) AND NOT EXISTS (SELECT FROM users a WHERE a.id = m.id AND a.state <> 'active')
    GROUP BY 1
) n JOIN users u ON u.id = ANY(n.closest)
ORDER BY n.person_id, array_position(n.closest, u.id)
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
