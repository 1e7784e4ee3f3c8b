"""Authors cross the threshold in both directions, and a celebrity says on which side of it they are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T18:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "celebrities come and go"

UP = """
ALTER TABLE celebrities ADD state text NOT NULL DEFAULT 'celebrity'
    CHECK (state IN ('rising', 'celebrity', 'leaving'));
"""
DOWN = "ALTER TABLE celebrities DROP state;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="feed", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
