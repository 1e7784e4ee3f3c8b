"""The posts table, keyed by author first so that it can be distributed by author."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T08:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "posts"

UP = """
CREATE TABLE posts (
    author_id bigint NOT NULL REFERENCES users (id),
    id bigint NOT NULL,
    draft_id bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'processing', 'published', 'held', 'failed')),
    media_id bigint NOT NULL,
    caption text NOT NULL,
    alt text NOT NULL,
    hashtags text[] NOT NULL DEFAULT '{}',
    mentions text[] NOT NULL DEFAULT '{}',
    problem text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    edited_at timestamptz,
    PRIMARY KEY (author_id, id)
);
CREATE INDEX posts_id ON posts (id);
CREATE INDEX posts_draft_id ON posts (draft_id);
CREATE INDEX posts_media_id ON posts (media_id);
CREATE INDEX posts_published ON posts (author_id, id DESC) WHERE state = 'published';
CREATE INDEX posts_pending ON posts (author_id, draft_id DESC) WHERE state <> 'published';
"""
DOWN = "DROP TABLE posts;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="posts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
