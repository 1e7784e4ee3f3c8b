"""Posts of many pictures, with people tagged in them, places, audiences, and what they read like before an edit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T12:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "posts of many pictures, tags and versions"

UP = """
ALTER TABLE posts
    ADD aspect text NOT NULL DEFAULT 'original' CHECK (aspect IN ('original', 'square', 'portrait', 'landscape')),
    ADD audience text NOT NULL DEFAULT 'everyone' CHECK (audience IN ('everyone', 'followers')),
    ADD place text NOT NULL DEFAULT '',
    ADD flag text NOT NULL DEFAULT '';
DROP INDEX posts_draft_id;
CREATE UNIQUE INDEX posts_draft ON posts (author_id, draft_id);
CREATE INDEX posts_draft_id ON posts (draft_id);
CREATE TABLE post_items (
    author_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    position smallint NOT NULL,
    media_id bigint NOT NULL,
    alt text NOT NULL,
    look jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (author_id, draft_id, position),
    FOREIGN KEY (author_id, draft_id) REFERENCES posts (author_id, draft_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX post_items_media ON post_items (media_id);
CREATE TABLE post_tags (
    author_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    position smallint NOT NULL,
    user_id bigint NOT NULL REFERENCES users (id),
    x real NOT NULL CHECK (x BETWEEN 0 AND 1),
    y real NOT NULL CHECK (y BETWEEN 0 AND 1),
    PRIMARY KEY (author_id, draft_id, position, user_id),
    FOREIGN KEY (author_id, draft_id, position) REFERENCES post_items ON DELETE CASCADE
);
CREATE INDEX post_tags_user ON post_tags (user_id, draft_id);
CREATE TABLE post_versions (
    author_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    until timestamptz NOT NULL DEFAULT clock_timestamp(),
    caption text NOT NULL,
    place text NOT NULL,
    alts text[] NOT NULL,
    PRIMARY KEY (author_id, draft_id, until),
    FOREIGN KEY (author_id, draft_id) REFERENCES posts (author_id, draft_id) ON DELETE CASCADE
);
INSERT INTO post_items (author_id, draft_id, position, media_id, alt)
SELECT author_id, draft_id, 0, media_id, alt FROM posts;
ALTER TABLE posts DROP media_id, DROP alt;
"""
DOWN = """
ALTER TABLE posts ADD media_id bigint NOT NULL DEFAULT 0, ADD alt text NOT NULL DEFAULT '';
UPDATE posts p SET media_id = i.media_id, alt = i.alt FROM post_items i
WHERE (i.author_id, i.draft_id, i.position) = (p.author_id, p.draft_id, 0);
CREATE INDEX posts_media_id ON posts (media_id);
DROP TABLE post_versions; DROP TABLE post_tags; DROP TABLE post_items;
DROP INDEX posts_draft;
ALTER TABLE posts DROP aspect, DROP audience, DROP place, DROP flag;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="posts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
