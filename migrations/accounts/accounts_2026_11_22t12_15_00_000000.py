"""When a session last exchanged its refresh token."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T12:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "when a refresh token was exchanged"

UP = "ALTER TABLE sessions ADD rotated_at timestamptz NOT NULL DEFAULT now();"
DOWN = "ALTER TABLE sessions DROP rotated_at;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
