"""SQL on the models that rank."""

from asyncpg import Record

from server.kit import database

COLUMNS = (
    "version, kind, state, trained_on, trained_at, window_from, window_to, rows, scheme, metrics, sha256, promoted_at"
)


async def standing() -> list[Record]:
    """`version`, `state` and `sha256` of the model that ranks and of the one in its shadow."""
    return await database.fetch(
        "SELECT version, state, sha256 FROM feed_models WHERE state IN ('current', 'shadow') ORDER BY version"
    )


async def newest(limit: int) -> list[Record]:
    return await database.fetch(f"SELECT {COLUMNS} FROM feed_models ORDER BY version DESC LIMIT $1", limit)
