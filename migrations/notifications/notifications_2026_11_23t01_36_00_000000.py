"""What of the notifications of others somebody did, and what is about their posts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-23T01:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "notifications by person"

# Asked by nobody but the erasure of an account. Of most notifications the post is the reader's own.
UP = """
CREATE INDEX notification_deeds_by ON notification_deeds (person_id);
CREATE INDEX notifications_on_others ON notifications (author_id) WHERE author_id <> user_id AND author_id <> 0;
"""
DOWN = "DROP INDEX notifications_on_others; DROP INDEX notification_deeds_by;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
