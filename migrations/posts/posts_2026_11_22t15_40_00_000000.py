"""Places of the gazetteer on posts, and comments by who wrote them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T15:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "places of the gazetteer, comments by their writers"

UP = """
ALTER TABLE posts ADD place_id bigint;
CREATE INDEX comments_by ON comments (user_id, id DESC);
"""
DOWN = "DROP INDEX comments_by; ALTER TABLE posts DROP place_id;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="posts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
