"""Likes, comments, who may write them, and counts of both."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T13:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "likes and comments"

# Keyed by the post's author, so that all of a post lies on its shard; `liked` is the other side, keyed by who likes.
# There are no foreign keys to posts: each like would lock its post's row, and deleting a post would delete a million
# likes in one request. A job takes them away instead.
#
# Comments are paged by an order that no other index has, -id, and found by a hash: else the planner may walk all of an
# author's comments for the first page of one post, past a hundred thousand replies.
UP = """
ALTER TABLE posts
    ADD who_may_comment text NOT NULL DEFAULT 'everyone' CHECK (who_may_comment IN ('everyone', 'followers', 'nobody'));
CREATE TABLE likes (
    author_id bigint NOT NULL,
    post_id bigint NOT NULL,
    user_id bigint NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (author_id, post_id, user_id)
);
CREATE INDEX likes_newest ON likes (author_id, post_id, id DESC);
CREATE TABLE liked (
    user_id bigint NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    PRIMARY KEY (user_id, post_id)
);
CREATE TABLE post_counts (
    author_id bigint NOT NULL,
    post_id bigint NOT NULL,
    likes bigint NOT NULL DEFAULT 0,
    comments bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (author_id, post_id)
) WITH (fillfactor = 70);
CREATE TABLE comments (
    author_id bigint NOT NULL,
    id bigint NOT NULL,
    post_id bigint NOT NULL,
    user_id bigint NOT NULL REFERENCES users (id),
    parent_id bigint,
    text text NOT NULL,
    mentions text[] NOT NULL DEFAULT '{}',
    likes bigint NOT NULL DEFAULT 0,
    pinned_at timestamptz,
    PRIMARY KEY (author_id, id),
    FOREIGN KEY (author_id, parent_id) REFERENCES comments (author_id, id) ON DELETE CASCADE,
    CHECK (parent_id IS NULL OR pinned_at IS NULL)
) WITH (fillfactor = 90);
CREATE INDEX comments_id ON comments USING hash (id);
CREATE INDEX comments_of_post ON comments (author_id, post_id, (-id)) WHERE parent_id IS NULL;
CREATE INDEX comments_pinned ON comments (author_id, post_id) WHERE pinned_at IS NOT NULL;
CREATE INDEX comments_replies ON comments (author_id, parent_id, id);
CREATE TABLE comment_likes (
    author_id bigint NOT NULL,
    comment_id bigint NOT NULL,
    user_id bigint NOT NULL,
    PRIMARY KEY (author_id, comment_id, user_id),
    FOREIGN KEY (author_id, comment_id) REFERENCES comments (author_id, id) ON DELETE CASCADE
);
"""
DOWN = """
DROP TABLE comment_likes; DROP TABLE comments; DROP TABLE post_counts; DROP TABLE liked; DROP TABLE likes;
ALTER TABLE posts DROP who_may_comment;
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
