"""What each account brought of video in a day, counted even when the video is deleted again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T12:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "minutes of video a day"

UP = """
CREATE TABLE videos_admitted (
    media_id bigint PRIMARY KEY,
    owner_id bigint NOT NULL,
    seconds real NOT NULL,
    admitted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX videos_admitted_owner ON videos_admitted (owner_id, admitted_at);
CREATE INDEX videos_admitted_at ON videos_admitted (admitted_at);
"""
DOWN = "DROP TABLE videos_admitted;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="media", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
