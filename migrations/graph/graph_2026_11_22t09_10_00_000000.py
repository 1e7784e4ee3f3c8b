"""Follows, blocks, mutes; each tie stands in both directions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T09:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "follows, blocks and mutes"

# Each table is keyed by the person whose list it is, so that every list lies on one shard.
UP = """
CREATE TABLE following (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    other_id bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('following', 'requested')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX following_newest ON following (user_id, created_at DESC, other_id DESC) WHERE state = 'following';
CREATE TABLE followers (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    follower_id bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('following', 'requested')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, follower_id),
    CHECK (user_id <> follower_id)
);
CREATE INDEX followers_newest ON followers (user_id, created_at DESC, follower_id DESC) WHERE state = 'following';
CREATE INDEX followers_asking ON followers (user_id, created_at DESC, follower_id DESC) WHERE state = 'requested';
CREATE TABLE blocks (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    other_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX blocks_newest ON blocks (user_id, created_at DESC, other_id DESC);
CREATE TABLE blocked_by (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    other_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE TABLE mutes (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    other_id bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, other_id),
    CHECK (user_id <> other_id)
);
CREATE INDEX mutes_newest ON mutes (user_id, created_at DESC, other_id DESC);
CREATE TABLE reach (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    followers int NOT NULL,
    counted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reach_most ON reach (followers DESC, user_id DESC);
"""
DOWN = """
DROP TABLE reach; DROP TABLE mutes;
DROP TABLE blocked_by; DROP TABLE blocks;
DROP TABLE followers; DROP TABLE following;
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
