"""All of a tie in the index of followers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "all of a tie in the index of followers"

# Who of many people follows somebody is then answered without their rows, which lie all over the table.
UP = """
ALTER TABLE followers DROP CONSTRAINT followers_pkey,
    ADD PRIMARY KEY (user_id, follower_id) INCLUDE (state, created_at);
"""
DOWN = """
ALTER TABLE followers DROP CONSTRAINT followers_pkey, ADD PRIMARY KEY (user_id, follower_id);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="graph", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
