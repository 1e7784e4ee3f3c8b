"""People who leave for good, and the handles that nobody can take over from them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-23T01:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "leaving for good"

# On the way back whoever was leaving stays hidden: nobody who wanted to go is shown again by an older version.
UP = """
ALTER TABLE users DROP CONSTRAINT users_state_check, ADD leaves_at timestamptz,
    ADD CONSTRAINT users_state_check CHECK (state IN ('active', 'suspended', 'leaving', 'erasing')),
    ADD CONSTRAINT users_leaves_at_check CHECK ((state IN ('leaving', 'erasing')) = (leaves_at IS NOT NULL));
CREATE INDEX users_leaving ON users (leaves_at) WHERE leaves_at IS NOT NULL;
CREATE TABLE held_handles (
    handle text COLLATE "C" PRIMARY KEY,
    skeleton text COLLATE "C" NOT NULL UNIQUE,
    free_at timestamptz NOT NULL
);
"""
DOWN = """
DROP TABLE held_handles;
DROP INDEX users_leaving;
ALTER TABLE users DROP CONSTRAINT users_leaves_at_check;
UPDATE users SET state = 'suspended' WHERE state IN ('leaving', 'erasing');
ALTER TABLE users DROP CONSTRAINT users_state_check, DROP leaves_at,
    ADD CONSTRAINT users_state_check CHECK (state IN ('active', 'suspended'));
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
