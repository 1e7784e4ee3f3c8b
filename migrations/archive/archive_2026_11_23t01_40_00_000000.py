"""Archives: one file of everything that a person has here."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-23T01:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "archives"

UP = """
CREATE TABLE archives (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'making', 'ready', 'failed')),
    folder text NOT NULL DEFAULT '',
    size bigint NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL DEFAULT now(),
    made_at timestamptz,
    expires_at timestamptz,
    CHECK (state <> 'ready' OR (folder <> '' AND made_at IS NOT NULL AND expires_at IS NOT NULL))
);
CREATE INDEX archives_ending ON archives (expires_at) WHERE state = 'ready';
CREATE INDEX archives_folder ON archives (folder);
"""
DOWN = "DROP TABLE archives;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="archive", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
