"""Every SQL statement on users and their sessions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from asyncpg import Record

from server.accounts.tables import User
from server.kit import database

ACCOUNT = "id, handle, name, bio, private, role, state, picture, created_at"


# users


async def add_user(
    user_id: int, handle: str, skeleton: str, name: str, name_key: str, password_hash: str
) -> Record | None:
    """The new account, or None when the handle or one that looks like it is taken."""
    return await database.fetchrow(
        "INSERT INTO users (id, handle, skeleton, name, name_key, password_hash) SELECT $1, $2, $3, $4, $5, $6"
        " WHERE NOT EXISTS (SELECT FROM held_handles WHERE (handle = $2 OR skeleton = $3) AND free_at > now())"
        f" ON CONFLICT DO NOTHING RETURNING {ACCOUNT}",
        user_id,
        handle,
        skeleton,
        name,
        name_key,
        password_hash,
    )


async def set_words(user_id: int, words: Collection[str], before: Collection[str] = ()) -> None:
    """What the person is found by from now on, and was found by `before`."""
    await database.execute(
        "WITH gone AS"
        " (DELETE FROM user_words WHERE user_id = $1 AND word = ANY($3::text[]) AND word <> ALL($2::text[]))"
        " INSERT INTO user_words (user_id, word) SELECT $1, w FROM unnest($2::text[]) w ON CONFLICT DO NOTHING",
        user_id,
        list(words),
        list(before),
    )


async def taken(handle: str, skeleton: str) -> str | None:
    """The handle that stands in the way, the same or a look-alike; also of somebody who left not long ago."""
    found: str | None = await database.fetchval(
        "SELECT handle FROM (SELECT handle FROM users WHERE handle = $1 OR skeleton = $2 UNION ALL"
        "  SELECT handle FROM held_handles WHERE (handle = $1 OR skeleton = $2) AND free_at > now()) h"
        " ORDER BY handle = $1 DESC LIMIT 1",
        handle,
        skeleton,
    )
    return found


async def account(user_id: int) -> Record | None:
    return await database.fetchrow(f"SELECT {ACCOUNT} FROM users WHERE id = $1", user_id)


async def account_by_handle(handle: str) -> Record | None:
    return await database.fetchrow(f"SELECT {ACCOUNT} FROM users WHERE handle = $1", handle)


async def accounts(user_ids: Sequence[int]) -> list[Record]:
    return await database.fetch(f"SELECT {ACCOUNT} FROM users WHERE id = ANY($1::bigint[])", user_ids)


async def known_handles(handles: Sequence[str]) -> set[str]:
    rows = await database.fetch("SELECT handle FROM users WHERE handle = ANY($1::text[]) AND state = 'active'", handles)
    return {row["handle"] for row in rows}


async def ids_of(handles: Sequence[str]) -> dict[str, int]:
    rows = await database.fetch("SELECT handle, id FROM users WHERE handle = ANY($1) AND state = 'active'", handles)
    return {row["handle"]: row["id"] for row in rows}


async def credentials(handle: str) -> Record | None:
    """Of whoever is not being erased."""
    return await database.fetchrow(
        "SELECT id, password_hash, state, leaves_at FROM users WHERE handle = $1 AND state <> 'erasing'", handle
    )


async def password_hash(user_id: int) -> str | None:
    found: str | None = await database.fetchval("SELECT password_hash FROM users WHERE id = $1", user_id)
    return found


async def lock_active(user_id: int, password_hash: str | None = None) -> Record | None:
    """The active account, if it still has that password hash; held until the transaction ends.

    Whoever locks a user and a session locks the user first.
    """
    return await database.fetchrow(
        f"SELECT {ACCOUNT} FROM users WHERE id = $1 AND state = 'active'"
        " AND ($2::text IS NULL OR password_hash = $2) FOR NO KEY UPDATE",
        user_id,
        password_hash,
    )


async def change(user_id: int, values: dict[str, Any]) -> None:
    """Sets those columns of the user."""
    await User.update({getattr(User, name): value for name, value in values.items()}).where(User.id == user_id)


async def change_state(user_id: int, before: str, after: str) -> bool:
    """False when the account is not in the state `before`."""
    return bool(
        await database.fetchval(
            "UPDATE users SET state = $3 WHERE id = $1 AND state = $2 RETURNING true", user_id, before, after
        )
    )


async def set_picture(user_id: int, media_id: int | None, picture: Any) -> Record | None:
    """The `media_id` shown before, which may be NULL; no row when nothing changed."""
    return await database.fetchrow(
        "UPDATE users u SET picture_media_id = $2, picture = $3::jsonb"
        " FROM (SELECT id, picture_media_id AS media_id FROM users WHERE id = $1 FOR NO KEY UPDATE) before"
        " WHERE u.id = before.id AND (u.picture_media_id, u.picture) IS DISTINCT FROM ($2, $3::jsonb)"
        " RETURNING before.media_id",
        user_id,
        media_id,
        picture,
    )


async def shows_picture(user_id: int, media_id: int) -> bool:
    """Whether that is the person's picture; it stays so until the transaction ends."""
    return bool(
        await database.fetchval("SELECT picture_media_id = $2 FROM users WHERE id = $1 FOR SHARE", user_id, media_id)
    )


async def replace_password(user_id: int, old_hash: str, new_hash: str) -> bool:
    """False when somebody else has replaced it meanwhile."""
    return bool(
        await database.fetchval(
            "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2 RETURNING true",
            user_id,
            old_hash,
            new_hash,
        )
    )


async def seen(user_id: int) -> None:
    await database.execute("UPDATE users SET last_seen_at = now() WHERE id = $1", user_id)


# leaving for good


async def state(user_id: int) -> str | None:
    found: str | None = await database.fetchval("SELECT state FROM users WHERE id = $1", user_id)
    return found


async def set_leaving(user_id: int, password_hash: str, days: int) -> bool:
    """False unless the account is active and still has that password hash."""
    return bool(
        await database.fetchval(
            "UPDATE users SET state = 'leaving', leaves_at = now() + make_interval(days => $3)"
            " WHERE id = $1 AND password_hash = $2 AND state = 'active' RETURNING true",
            user_id,
            password_hash,
            days,
        )
    )


async def set_staying(user_id: int, password_hash: str) -> bool:
    """False unless the account is leaving, and nothing of it has gone yet."""
    return bool(
        await database.fetchval(
            "UPDATE users SET state = 'active', leaves_at = NULL"
            " WHERE id = $1 AND password_hash = $2 AND state = 'leaving' RETURNING true",
            user_id,
            password_hash,
        )
    )


async def due_to_go(after_seconds: float, limit: int) -> list[int]:
    """Whose time came so many seconds ago, and those of whom something has gone already; longest ago first."""
    rows = await database.fetch(
        "SELECT id FROM users WHERE leaves_at <= now() - make_interval(secs => $1) ORDER BY leaves_at, id LIMIT $2",
        after_seconds,
        limit,
    )
    return [row["id"] for row in rows]


async def set_erasing(user_id: int) -> Record | None:
    """Empties the row of somebody who is leaving and whose time has come. Returns handle and skeleton; None when it was
    emptied before, or they have come back."""
    return await database.fetchrow(
        "UPDATE users SET state = 'erasing', password_hash = '', name = '', name_key = '', bio = '', role = 'person',"
        " picture_media_id = NULL, picture = NULL"
        " WHERE id = $1 AND state = 'leaving' AND leaves_at <= now() RETURNING handle, skeleton",
        user_id,
    )


async def hold_handle(handle: str, skeleton: str, days: int) -> None:
    await database.execute("DELETE FROM held_handles WHERE handle = $1 OR skeleton = $2", handle, skeleton)
    await database.execute(
        "INSERT INTO held_handles (handle, skeleton, free_at) VALUES ($1, $2, now() + make_interval(days => $3))",
        handle,
        skeleton,
        days,
    )


async def free_handles() -> None:
    await database.execute("DELETE FROM held_handles WHERE free_at <= now()")


async def forget_access(user_id: int) -> None:
    """Sessions, and the words by which the person was found."""
    await database.execute("DELETE FROM sessions WHERE user_id = $1", user_id)
    await database.execute("DELETE FROM user_words WHERE user_id = $1", user_id)


async def delete_user(user_id: int) -> bool:
    """The row itself. Raises where something of theirs is left that no foreign key takes along."""
    done = await database.execute("DELETE FROM users WHERE id = $1 AND state = 'erasing'", user_id)
    return done == "DELETE 1"


# sessions


async def add_session(
    user_id: int, session_id: int, device: str, address: str, family_hash: bytes, secret_hash: bytes
) -> None:
    await database.execute(
        "INSERT INTO sessions (user_id, id, device, address, family_hash, secret_hash) VALUES ($1, $2, $3, $4, $5, $6)",
        user_id,
        session_id,
        device,
        address,
        family_hash,
        secret_hash,
    )


async def user_of_session(session_id: int) -> int | None:
    found: int | None = await database.fetchval("SELECT user_id FROM sessions WHERE id = $1", session_id)
    return found


async def lock_session(session_id: int, days: int, grace: float) -> Record | None:
    """An open session used within so many days; held until the transaction ends.

    `fresh` when its token was exchanged less than `grace` seconds ago.
    """
    return await database.fetchrow(
        "SELECT id, user_id, family_hash, secret_hash, generation,"
        " rotated_at > now() - make_interval(secs => $3) AS fresh FROM sessions"
        " WHERE id = $1 AND ended_at IS NULL AND last_used_at > now() - make_interval(days => $2) FOR UPDATE",
        session_id,
        days,
        grace,
    )


async def rotate(session_id: int, secret_hash: bytes, address: str) -> None:
    await database.execute(
        "UPDATE sessions SET secret_hash = $2, address = $3, generation = generation + 1, last_used_at = now(),"
        " rotated_at = now() WHERE id = $1",
        session_id,
        secret_hash,
        address,
    )


async def live_session(user_id: int, session_id: int) -> Record | None:
    """Handle and role of the user while both the session and the account are in force; `stale` after an hour unused."""
    return await database.fetchrow(
        "SELECT u.handle, u.role, s.last_used_at < now() - interval '1 hour' AS stale"
        " FROM sessions s JOIN users u ON u.id = s.user_id"
        " WHERE s.id = $2 AND s.user_id = $1 AND s.ended_at IS NULL AND u.state = 'active'",
        user_id,
        session_id,
    )


async def touch(user_id: int, session_id: int) -> None:
    await database.execute(
        "WITH used AS (UPDATE sessions SET last_used_at = now() WHERE id = $2)"
        " UPDATE users SET last_seen_at = now() WHERE id = $1",
        user_id,
        session_id,
    )


async def sessions(user_id: int, days: int) -> list[Record]:
    """Open ones used within so many days, latest first."""
    return await database.fetch(
        "SELECT id, device, address, created_at, last_used_at FROM sessions"
        " WHERE user_id = $1 AND ended_at IS NULL AND last_used_at > now() - make_interval(days => $2)"
        " ORDER BY last_used_at DESC, id DESC",
        user_id,
        days,
    )


async def has_session(user_id: int, session_id: int) -> bool:
    return bool(
        await database.fetchval("SELECT true FROM sessions WHERE user_id = $1 AND id = $2", user_id, session_id)
    )


async def end_sessions(user_id: int, *, only: int | None = None, keep: int | None = None) -> list[int]:
    """Ends the one session, or all but the one kept. Returns the ids of those that were open."""
    rows = await database.fetch(
        "UPDATE sessions SET ended_at = now() WHERE user_id = $1 AND ended_at IS NULL"
        " AND ($2::bigint IS NULL OR id = $2) AND ($3::bigint IS NULL OR id <> $3) RETURNING id",
        user_id,
        only,
        keep,
    )
    return [row["id"] for row in rows]


async def end_oldest_sessions(user_id: int, keep: int) -> list[int]:
    """Ends all but the `keep` sessions used last."""
    rows = await database.fetch(
        "UPDATE sessions SET ended_at = now() WHERE id IN (SELECT id FROM sessions WHERE user_id = $1"
        " AND ended_at IS NULL ORDER BY last_used_at DESC, id DESC OFFSET $2) RETURNING id",
        user_id,
        keep,
    )
    return [row["id"] for row in rows]


async def forget_ended_sessions(user_id: int, days: int) -> None:
    await database.execute(
        "DELETE FROM sessions WHERE user_id = $1 AND ended_at < now() - make_interval(days => $2)", user_id, days
    )


async def over_among(sessions: Collection[tuple[int, int]], days: int) -> set[int]:
    """Of pairs of user and session the ids of sessions that are not open, long not used, or of suspended people."""
    rows = await database.fetch(
        "SELECT w.id FROM unnest($1::bigint[], $2::bigint[]) AS w (user_id, id) WHERE NOT EXISTS ("
        " SELECT FROM sessions s JOIN users u ON u.id = s.user_id AND u.state = 'active'"
        " WHERE s.id = w.id AND s.user_id = w.user_id AND s.ended_at IS NULL"
        " AND s.last_used_at > now() - make_interval(days => $3))",
        [user_id for user_id, _ in sessions],
        [session_id for _, session_id in sessions],
        days,
    )
    return {row["id"] for row in rows}


async def ended_within(seconds: float) -> Iterable[int]:
    """Sessions of all users that ended so lately."""
    rows = await database.fetch(
        "SELECT id FROM sessions WHERE ended_at > now() - make_interval(secs => $1)", float(seconds)
    )
    return [row["id"] for row in rows]
