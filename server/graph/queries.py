"""Every SQL statement on ties between people."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime

from asyncpg import Record

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


# counts and the fan-out


ACTIVE_FOLLOWERS = """
SELECT f.follower_id FROM followers f JOIN users u ON u.id = f.follower_id
WHERE f.user_id = $1 AND f.state = 'following' AND u.last_seen_at >= $2
ORDER BY u.last_seen_at DESC
"""
"""Suspended people among them: should that end, their timelines must not have holes."""


async def active_followers(author_id: int, active_since: datetime, at_a_time: int) -> AsyncGenerator[list[int], None]:
    """Followers seen since then, those seen last first, sorted once, of one moment."""
    async with aclosing(database.batches(at_a_time, ACTIVE_FOLLOWERS, author_id, active_since)) as found:
        async for rows in found:
            yield [row["follower_id"] for row in rows]


async def followers_among(author_id: int, user_ids: Sequence[int]) -> list[int]:
    """Which of these follow the author."""
    rows = await database.fetch(
        "SELECT f.follower_id FROM unnest($2::bigint[]) AS w (id) JOIN followers f"
        " ON f.user_id = $1 AND f.follower_id = w.id WHERE f.state = 'following'",
        author_id,
        user_ids,
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


async def counts(user_id: int, exact_below: int) -> Record:
    """`followers` and `following`. Audiences of `exact_below` and more are as last counted by `count_reach`, and not
    looked at when they were twice as large then."""
    row = await database.fetchrow(
        "SELECT CASE WHEN r.known >= 2 * $2::int THEN r.known ELSE (SELECT"
        "   CASE WHEN count(*) < $2 THEN count(*) ELSE greatest(count(*), r.known) END"
        "   FROM (SELECT FROM followers WHERE user_id = $1 AND state = 'following' LIMIT $2) t) END AS followers,"
        " (SELECT count(*) FROM following WHERE user_id = $1 AND state = 'following') AS following"
        " FROM (SELECT coalesce((SELECT followers FROM reach WHERE user_id = $1), 0) AS known) r",
        user_id,
        exact_below,
    )
    assert row is not None
    return row


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
