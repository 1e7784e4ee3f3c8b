"""Authors above the fan-out threshold."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T08:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "celebrities"

UP = """
CREATE TABLE celebrities (
    user_id bigint PRIMARY KEY REFERENCES users (id),
    since timestamptz NOT NULL DEFAULT now()
);
"""
DOWN = "DROP TABLE celebrities;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="feed", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
