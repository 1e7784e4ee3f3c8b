"""What happened to somebody, who did it, and what they want to be told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T15:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "notifications"

# All of it is keyed by the reader. Nothing refers to posts or comments: whether a deed still stands, and whether its
# post may still be seen, is asked when it is read, so nobody has to find a million notifications when a post goes.
UP = """
CREATE TABLE notifications (
    user_id bigint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('like', 'comment', 'reply', 'mention', 'comment_like', 'tag', 'share', 'follow',
        'request', 'accepted')),
    thing_id bigint NOT NULL,
    author_id bigint NOT NULL,
    post_id bigint NOT NULL,
    deeds bigint NOT NULL,
    began_at timestamptz NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
) WITH (fillfactor = 80);
CREATE INDEX notifications_latest ON notifications (user_id, at DESC, id DESC);
CREATE INDEX notifications_of_thing ON notifications (user_id, kind, thing_id, at DESC);
CREATE INDEX notifications_old ON notifications (at);
CREATE TABLE notification_deeds (
    user_id bigint NOT NULL,
    kind text NOT NULL,
    thing_id bigint NOT NULL,
    deed_id bigint NOT NULL,
    person_id bigint NOT NULL,
    notification_id bigint NOT NULL,
    at timestamptz NOT NULL,
    text text NOT NULL DEFAULT '',
    PRIMARY KEY (user_id, kind, thing_id, deed_id)
);
CREATE INDEX notification_deeds_latest ON notification_deeds (user_id, notification_id, at DESC);
CREATE TABLE notification_readers (
    user_id bigint PRIMARY KEY REFERENCES users (id),
    seen_at timestamptz NOT NULL DEFAULT 'epoch',
    told_at timestamptz NOT NULL DEFAULT 'epoch',
    tell_at timestamptz NOT NULL DEFAULT 'epoch',
    telling boolean NOT NULL DEFAULT false,
    likes text NOT NULL DEFAULT 'everyone' CHECK (likes IN ('everyone', 'following', 'nobody')),
    comments text NOT NULL DEFAULT 'everyone' CHECK (comments IN ('everyone', 'following', 'nobody')),
    comment_likes text NOT NULL DEFAULT 'everyone' CHECK (comment_likes IN ('everyone', 'following', 'nobody')),
    mentions text NOT NULL DEFAULT 'everyone' CHECK (mentions IN ('everyone', 'following', 'nobody')),
    shares text NOT NULL DEFAULT 'everyone' CHECK (shares IN ('everyone', 'following', 'nobody')),
    follows text NOT NULL DEFAULT 'everyone' CHECK (follows IN ('everyone', 'following', 'nobody')),
    paused_until timestamptz
) WITH (fillfactor = 70);
"""
DOWN = "DROP TABLE notification_readers; DROP TABLE notification_deeds; DROP TABLE notifications;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
