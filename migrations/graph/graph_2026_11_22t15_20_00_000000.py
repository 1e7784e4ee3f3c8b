"""Close friends, and mutes of stories beside those of posts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "close friends, mutes of stories"

UP = """
CREATE TABLE close_friends (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    other_id bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX close_friends_newest ON close_friends (user_id, created_at DESC, other_id DESC);
ALTER TABLE mutes
    ADD posts boolean NOT NULL DEFAULT true,
    ADD stories boolean NOT NULL DEFAULT false,
    ADD CHECK (posts OR stories);
"""
DOWN = """
DELETE FROM mutes WHERE NOT posts;
ALTER TABLE mutes DROP posts, DROP stories;
DROP TABLE close_friends;
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
