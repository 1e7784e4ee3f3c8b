"""The gazetteer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T15:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the gazetteer"

# A place stands at a point of a globe in space, in km from its middle. There the straight line between two points
# orders them as the way over the ground does, which degrees do not near the poles and the date line; GiST finds the
# nearest.
UP = """
CREATE EXTENSION IF NOT EXISTS cube;
CREATE TABLE places (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    region text NOT NULL,
    latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    population int NOT NULL,
    names text[] NOT NULL,
    position cube NOT NULL GENERATED ALWAYS AS (cube(ARRAY[
        6371 * cos(radians(latitude)) * cos(radians(longitude)),
        6371 * cos(radians(latitude)) * sin(radians(longitude)),
        6371 * sin(radians(latitude))])) STORED
);
CREATE INDEX places_near ON places USING gist (position);
"""
DOWN = "DROP TABLE places; DROP EXTENSION cube;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="places", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
