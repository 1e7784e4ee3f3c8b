"""Every SQL statement on the gazetteer."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import database

COLUMNS = "id, name, region, latitude, longitude"
GAZETTEER = ("id", "name", "region", "latitude", "longitude", "population", "names")
NEAREST = f"""
SELECT {COLUMNS} FROM places ORDER BY position <-> cube(ARRAY[
    6371 * cos(radians($1)) * cos(radians($2)), 6371 * cos(radians($1)) * sin(radians($2)), 6371 * sin(radians($1))])
LIMIT $3
"""


async def by_ids(place_ids: Sequence[int]) -> list[Record]:
    return await database.fetch(f"SELECT {COLUMNS} FROM places WHERE id = ANY($1::bigint[])", place_ids)


async def nearest(latitude: float, longitude: float, limit: int) -> list[Record]:
    """Nearest first. Both in degrees."""
    return await database.fetch(NEAREST, latitude, longitude, limit)


async def count() -> int:
    return int(await database.fetchval("SELECT count(*) FROM places"))


async def largest(limit: int) -> list[Record]:
    return await database.fetch(f"SELECT {COLUMNS} FROM places ORDER BY population DESC, id LIMIT $1", limit)


async def names_after(after: int, limit: int) -> list[Record]:
    """Id, population and names, in the order of the ids."""
    return await database.fetch(
        "SELECT id, population, names FROM places WHERE id > $1 ORDER BY id LIMIT $2", after, limit
    )


async def put(rows: Sequence[tuple[object, ...]]) -> None:
    """Rows of `GAZETTEER`, new or anew. Places that are not among them stay, for posts may name them."""
    async with database.transaction(), database.connection() as connection:
        await connection.execute(
            f"CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT {', '.join(GAZETTEER)} FROM places WITH NO DATA"
        )
        await connection.copy_records_to_table("arriving", records=rows, columns=GAZETTEER)
        changes = ", ".join(f"{name} = excluded.{name}" for name in GAZETTEER[1:])
        await connection.execute(
            f"INSERT INTO places ({', '.join(GAZETTEER)}) SELECT * FROM arriving"
            f" ON CONFLICT (id) DO UPDATE SET {changes}"
        )
