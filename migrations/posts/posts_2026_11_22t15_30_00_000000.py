"""Saves and collections, hidden posts, shares, dismissed suggestions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T15:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "saves, hidden posts, shares, dismissed suggestions"

# Pictures and tags of a page of posts are asked for by their drafts, whoever the authors are.
#
# All keyed by whose they are. There are no foreign keys to posts, as with likes; the indexes by post serve the job that
# takes away what a deleted post leaves.
UP = """
CREATE TABLE saves (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (user_id, post_id)
);
CREATE INDEX saves_newest ON saves (user_id, id DESC);
CREATE INDEX saves_of_post ON saves (post_id);
CREATE TABLE collections (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    latest bigint NOT NULL,
    PRIMARY KEY (user_id, id),
    UNIQUE (user_id, name_key)
);
CREATE TABLE collection_posts (
    user_id bigint NOT NULL,
    collection_id bigint NOT NULL,
    post_id bigint NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (user_id, collection_id, post_id),
    FOREIGN KEY (user_id, collection_id) REFERENCES collections (user_id, id) ON DELETE CASCADE,
    FOREIGN KEY (user_id, post_id) REFERENCES saves (user_id, post_id) ON DELETE CASCADE
);
CREATE INDEX collection_posts_newest ON collection_posts (user_id, collection_id, id DESC);
CREATE INDEX collection_posts_post ON collection_posts (user_id, post_id);
CREATE TABLE hidden_posts (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    why text NOT NULL CHECK (why IN ('hidden', 'not-interested')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, post_id)
);
CREATE INDEX hidden_posts_of_post ON hidden_posts (post_id);
CREATE TABLE shares (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_id bigint NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    id bigint NOT NULL,
    note text NOT NULL,
    shared_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, to_id, post_id)
);
CREATE INDEX shares_newest ON shares (user_id, shared_at DESC);
CREATE INDEX shares_of_post ON shares (post_id);
CREATE TABLE dismissed_suggestions (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    other_id bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, other_id)
);
CREATE INDEX post_items_draft ON post_items (draft_id);
CREATE INDEX post_tags_draft ON post_tags (draft_id);
"""
DOWN = """
DROP INDEX post_tags_draft; DROP INDEX post_items_draft;
DROP TABLE dismissed_suggestions; DROP TABLE shares; DROP TABLE hidden_posts;
DROP TABLE collection_posts; DROP TABLE collections; DROP TABLE saves;
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
