"""Whose recent searches lead to somebody."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-23T01:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "recent searches by person"

# Asked by nobody but the erasure of an account.
UP = "CREATE INDEX recent_searches_of_person ON recent_searches (value) WHERE kind = 'person';"
DOWN = "DROP INDEX recent_searches_of_person;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
