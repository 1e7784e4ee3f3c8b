"""Every SQL statement on ties between people."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.tables import CloseFriend, Mute
from server.kit import database

RELATION_COLUMNS = """
coalesce((SELECT state FROM following WHERE user_id = $1 AND other_id = u.id), 'none') AS tie,
coalesce((SELECT state FROM followers WHERE user_id = $1 AND follower_id = u.id), 'none') AS their_tie,
EXISTS (SELECT FROM blocks WHERE user_id = $1 AND other_id = u.id) AS blocked,
EXISTS (SELECT FROM mutes WHERE user_id = $1 AND other_id = u.id AND posts) AS muted,
EXISTS (SELECT FROM mutes WHERE user_id = $1 AND other_id = u.id AND stories) AS muted_stories,
EXISTS (SELECT FROM close_friends WHERE user_id = $1 AND other_id = u.id) AS close_friend
"""
"""The viewer $1 and a user `u`, from the viewer's side. Each lookup starts with the viewer: one shard answers all."""


async def between(viewer_id: int, other_id: int) -> Record:
    """`RELATION_COLUMNS` and `blocks_you`; of strangers too."""
    row = await database.fetchrow(
        f"SELECT {RELATION_COLUMNS},"
        " EXISTS (SELECT FROM blocked_by WHERE user_id = $1 AND other_id = u.id) AS blocks_you"
        " FROM (SELECT $2::bigint AS id) u",
        viewer_id,
        other_id,
    )
    assert row is not None
    return row


async def lock_pair(one_id: int, other_id: int) -> None:
    """One change at a time between two people, whichever of them makes it; held until the transaction ends."""
    low, high = sorted((one_id, other_id))
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"tie {low} {high}")


async def privacy_held(user_id: int) -> bool:
    """Whether the account is private; it stays so until the transaction ends."""
    return bool(await database.fetchval("SELECT private FROM users WHERE id = $1 FOR SHARE", user_id))


# ties, always both directions in one statement


async def set_tie(user_id: int, other_id: int, state: str) -> None:
    """Makes or changes the tie; its age counts from now."""
    await database.execute(
        "WITH there AS (INSERT INTO following (user_id, other_id, state, created_at) VALUES ($1, $2, $3, now())"
        " ON CONFLICT (user_id, other_id) DO UPDATE SET state = excluded.state, created_at = excluded.created_at)"
        " INSERT INTO followers (user_id, follower_id, state, created_at) VALUES ($2, $1, $3, now())"
        " ON CONFLICT (user_id, follower_id) DO UPDATE SET state = excluded.state, created_at = excluded.created_at",
        user_id,
        other_id,
        state,
    )


async def drop_tie(user_id: int, other_id: int) -> str | None:
    """The state that the tie had, or None where there was none."""
    state: str | None = await database.fetchval(
        "WITH there AS (DELETE FROM following WHERE user_id = $1 AND other_id = $2)"
        " DELETE FROM followers WHERE user_id = $2 AND follower_id = $1 RETURNING state",
        user_id,
        other_id,
    )
    return state


async def accept_oldest_requests(user_id: int, limit: int) -> list[int]:
    """Lets in who has waited longest at an account that is public by now. Returns their ids."""
    rows = await database.fetch(
        "WITH waiting AS (SELECT f.follower_id FROM followers f JOIN users u ON u.id = f.user_id AND NOT u.private"
        "   WHERE f.user_id = $1 AND f.state = 'requested'"
        "   ORDER BY f.created_at, f.follower_id LIMIT $2 FOR UPDATE OF f),"
        " there AS (UPDATE following SET state = 'following', created_at = now()"
        "   WHERE other_id = $1 AND user_id IN (SELECT follower_id FROM waiting))"
        " UPDATE followers SET state = 'following', created_at = now()"
        " WHERE user_id = $1 AND follower_id IN (SELECT follower_id FROM waiting) RETURNING follower_id",
        user_id,
        limit,
    )
    return [row["follower_id"] for row in rows]


async def ties_made(user_id: int, at_most: int) -> int:
    """How many this person follows or asks to follow."""
    return int(
        await database.fetchval(
            "SELECT count(*) FROM (SELECT FROM following WHERE user_id = $1 LIMIT $2) t", user_id, at_most
        )
    )


# blocks, mutes and close friends


async def add_block(user_id: int, other_id: int) -> None:
    await database.execute(
        "WITH there AS"
        " (INSERT INTO blocks (user_id, other_id, created_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING)"
        " INSERT INTO blocked_by (user_id, other_id, created_at) VALUES ($2, $1, now()) ON CONFLICT DO NOTHING",
        user_id,
        other_id,
    )


async def drop_block(user_id: int, other_id: int) -> None:
    await database.execute(
        "WITH there AS (DELETE FROM blocks WHERE user_id = $1 AND other_id = $2)"
        " DELETE FROM blocked_by WHERE user_id = $2 AND other_id = $1",
        user_id,
        other_id,
    )


async def set_mute(user_id: int, other_id: int, posts: bool, stories: bool) -> None:
    """Of at least one of the two."""
    await database.execute(
        "INSERT INTO mutes (user_id, other_id, posts, stories) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (user_id, other_id) DO UPDATE SET posts = excluded.posts, stories = excluded.stories",
        user_id,
        other_id,
        posts,
        stories,
    )


async def drop_mute(user_id: int, other_id: int) -> None:
    await Mute.delete().where(Mute.user_id == user_id, Mute.other_id == other_id)


async def add_close_friend(user_id: int, other_id: int, at_most: int) -> bool:
    """False when so many are there already."""
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"close friends {user_id}")
    done = await database.execute(
        "INSERT INTO close_friends (user_id, other_id) SELECT $1, $2"
        " WHERE (SELECT count(*) FROM close_friends WHERE user_id = $1) < $3 ON CONFLICT DO NOTHING",
        user_id,
        other_id,
        at_most,
    )
    return done == "INSERT 0 1"


async def drop_close_friend(user_id: int, other_id: int) -> None:
    await CloseFriend.delete().where(CloseFriend.user_id == user_id, CloseFriend.other_id == other_id)


async def ties(user_id: int) -> Record:
    """Four arrays: `following`, `hidden` (blocked either way), `muted` (posts) and `muted_stories`."""
    row = await database.fetchrow(
        "SELECT ARRAY(SELECT other_id FROM following WHERE user_id = $1 AND state = 'following') AS following,"
        " ARRAY(SELECT other_id FROM blocks WHERE user_id = $1 UNION"
        "       SELECT other_id FROM blocked_by WHERE user_id = $1) AS hidden,"
        " ARRAY(SELECT other_id FROM mutes WHERE user_id = $1 AND posts) AS muted,"
        " ARRAY(SELECT other_id FROM mutes WHERE user_id = $1 AND stories) AS muted_stories",
        user_id,
    )
    assert row is not None
    return row


# lists of people, newest first: (created_at, id) below the marks, who is not hidden from the viewer

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


# counts and the fan-out


async def follower_batch(author_id: int, after_follower_id: int, limit: int, active_since: datetime) -> list[int]:
    """Active followers seen since then, in the order of their ids, above `after_follower_id`."""
    rows = await database.fetch(
        "SELECT f.follower_id FROM followers f JOIN users u ON u.id = f.follower_id"
        " WHERE f.user_id = $1 AND f.follower_id > $2 AND f.state = 'following'"
        " AND u.state = 'active' AND u.last_seen_at >= $4 ORDER BY f.follower_id LIMIT $3",
        author_id,
        after_follower_id,
        limit,
        active_since,
    )
    return [row["follower_id"] for row in rows]


async def followed_ids(user_id: int) -> list[int]:
    rows = await database.fetch("SELECT other_id FROM following WHERE user_id = $1 AND state = 'following'", user_id)
    return [row["other_id"] for row in rows]


async def follower_count(user_id: int, at_most: int) -> int:
    return int(
        await database.fetchval(
            "SELECT count(*) FROM (SELECT FROM followers WHERE user_id = $1 AND state = 'following' LIMIT $2) t",
            user_id,
            at_most,
        )
    )


async def following_count(user_id: int) -> int:
    return int(
        await database.fetchval("SELECT count(*) FROM following WHERE user_id = $1 AND state = 'following'", user_id)
    )


async def reach(user_id: int) -> int:
    """Followers as last counted by `count_reach`."""
    return int(await database.fetchval("SELECT followers FROM reach WHERE user_id = $1", user_id) or 0)


async def count_reach(user_ids: Sequence[int], exact_below: int, seconds: int) -> None:
    """Counts followers anew; audiences of `exact_below` and more only when last counted so many seconds ago."""
    await database.execute(
        "INSERT INTO reach (user_id, followers)"
        " SELECT u.id, (SELECT count(*) FROM followers f WHERE f.user_id = u.id AND f.state = 'following')"
        " FROM users u LEFT JOIN reach r ON r.user_id = u.id WHERE u.id = ANY($1::bigint[])"
        " AND (r.user_id IS NULL OR r.followers < $2 OR r.counted_at < now() - make_interval(secs => $3))"
        " ORDER BY u.id"
        " ON CONFLICT (user_id) DO UPDATE SET followers = excluded.followers, counted_at = excluded.counted_at",
        user_ids,
        exact_below,
        float(seconds),
    )


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
