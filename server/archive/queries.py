"""Every SQL statement on archives."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import database

ARCHIVE = "id, state, size, asked_at, made_at, expires_at"


async def of(user_id: int) -> Record | None:
    """The last one that somebody asked for, which may be `over`."""
    return await database.fetchrow(
        f"SELECT {ARCHIVE}, coalesce(expires_at <= now(), false) AS over FROM archives WHERE user_id = $1", user_id
    )


async def ask(user_id: int, archive_id: int, hours: float) -> bool:
    """Notes the wish. False when the one before was asked for within so many hours and has not failed."""
    done = await database.execute(
        "INSERT INTO archives AS a (user_id, id) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET"
        " id = excluded.id, state = 'waiting', size = 0, asked_at = now(), made_at = NULL, expires_at = NULL"
        " WHERE a.state = 'failed' OR a.asked_at <= now() - make_interval(secs => $3 * 3600)",
        user_id,
        archive_id,
        hours,
    )
    return done == "INSERT 0 1"


async def begin(user_id: int, archive_id: int, folder: str) -> str | None:
    """Names the folder of this attempt. The folder that stood there; None when this archive is not waited for."""
    before: str | None = await database.fetchval(
        "UPDATE archives a SET state = 'making', folder = $3"
        " FROM (SELECT folder FROM archives WHERE user_id = $1 FOR UPDATE) before"
        " WHERE a.user_id = $1 AND a.id = $2 AND a.state IN ('waiting', 'making') RETURNING before.folder",
        user_id,
        archive_id,
        folder,
    )
    return before


async def finish(user_id: int, archive_id: int, folder: str, size: int, days: float) -> bool:
    """False when another attempt, or another wish, has taken its place."""
    done = await database.execute(
        "UPDATE archives SET state = 'ready', size = $4, made_at = now(),"
        " expires_at = now() + make_interval(secs => $5 * 86400)"
        " WHERE user_id = $1 AND id = $2 AND folder = $3 AND state = 'making'",
        user_id,
        archive_id,
        folder,
        size,
        days,
    )
    return done == "UPDATE 1"


async def fail(user_id: int, archive_id: int) -> str | None:
    """The folder that may hold a part of it; None when it was not waited for."""
    folder: str | None = await database.fetchval(
        "UPDATE archives SET state = 'failed' WHERE user_id = $1 AND id = $2 AND state IN ('waiting', 'making')"
        " RETURNING folder",
        user_id,
        archive_id,
    )
    return folder


async def ready(user_id: int, archive_id: int) -> Record | None:
    """`folder`, `size`, `made_at` and the owner's `handle` of one that may be fetched."""
    return await database.fetchrow(
        "SELECT a.folder, a.size, a.made_at, u.handle FROM archives a JOIN users u ON u.id = a.user_id"
        " WHERE a.user_id = $1 AND a.id = $2 AND a.state = 'ready' AND a.expires_at > now() AND u.state = 'active'",
        user_id,
        archive_id,
    )


async def stored(user_id: int) -> Record | None:
    """`id` and `folder` of somebody's archive, in whatever state, which stays as it is until the transaction ends."""
    return await database.fetchrow("SELECT id, folder FROM archives WHERE user_id = $1 FOR UPDATE", user_id)


async def over(limit: int) -> list[Record]:
    """`user_id`, `id` and `folder` of those whose time is over."""
    return await database.fetch(
        "SELECT user_id, id, folder FROM archives WHERE state = 'ready' AND expires_at <= now()"
        " ORDER BY expires_at LIMIT $1",
        limit,
    )


async def forget(user_id: int, archive_id: int) -> None:
    await database.execute("DELETE FROM archives WHERE user_id = $1 AND id = $2", user_id, archive_id)


async def named(folders: Sequence[str]) -> set[str]:
    """Which of these folders are some archive's."""
    rows = await database.fetch("SELECT folder FROM archives WHERE folder = ANY($1::text[])", folders)
    return {row["folder"] for row in rows}
