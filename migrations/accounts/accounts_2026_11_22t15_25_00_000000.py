"""People found by any word of their name."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T15:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "people by the words of their names"

UP = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX users_name_words ON users USING gin (name_key gin_trgm_ops);
"""
DOWN = "DROP INDEX users_name_words;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
