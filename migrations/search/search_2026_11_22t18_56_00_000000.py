"""Hashtags that people follow."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T18:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "followed hashtags"

# By the tag itself: the ids of hashtags belong to the index, which may be made anew, and a tag that nobody has used yet
# can be followed like any other.
UP = """
CREATE TABLE followed_hashtags (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tag text COLLATE "C" NOT NULL,
    followed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, tag)
);
"""
DOWN = "DROP TABLE followed_hashtags;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
