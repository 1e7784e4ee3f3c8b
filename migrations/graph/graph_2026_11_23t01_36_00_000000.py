"""Who has muted somebody, or counts them among their close friends."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-23T01:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mutes and close friends from the other side"

# Asked by nobody but the erasure of an account, which takes its rows out of the lists of others.
UP = """
CREATE INDEX mutes_of ON mutes (other_id);
CREATE INDEX close_friends_of ON close_friends (other_id);
"""
DOWN = "DROP INDEX close_friends_of; DROP INDEX mutes_of;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="graph", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
