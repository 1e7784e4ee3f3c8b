"""What was shown in feeds and what came of it, what people chose, and the models that rank."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T18:52:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "impressions, outcomes, exposure, snapshots, preferences, models"

# The log is partitioned by the time that stands in the snapshot's id, a day each: keys can be unique in a partition, a
# batch touches one, and what is old goes by dropping tables. Partitions are made ahead by a job; the default one
# takes what comes before it did.
UP = """
CREATE TABLE impressions (
    user_id bigint NOT NULL,
    snapshot_id bigint NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    shown_at timestamptz NOT NULL,
    surface smallint NOT NULL,
    source smallint NOT NULL,
    position smallint NOT NULL,
    device smallint NOT NULL,
    model bigint NOT NULL,
    score real NOT NULL,
    scheme smallint NOT NULL,
    features bytea,
    PRIMARY KEY (user_id, snapshot_id, post_id)
) PARTITION BY RANGE (snapshot_id);
CREATE TABLE impressions_default PARTITION OF impressions DEFAULT;
CREATE INDEX impressions_newest ON impressions (user_id, shown_at DESC);
CREATE TABLE outcomes (
    user_id bigint NOT NULL,
    snapshot_id bigint NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    kind smallint NOT NULL,
    amount real NOT NULL,
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, snapshot_id, post_id, kind)
) PARTITION BY RANGE (snapshot_id);
CREATE TABLE outcomes_default PARTITION OF outcomes DEFAULT;
CREATE INDEX outcomes_newest ON outcomes (user_id, happened_at DESC);
CREATE TABLE exposure (
    author_id bigint NOT NULL,
    post_id bigint NOT NULL,
    views bigint NOT NULL DEFAULT 0,
    dwells bigint NOT NULL DEFAULT 0,
    shares bigint NOT NULL DEFAULT 0,
    hides bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (author_id, post_id)
);
CREATE UNLOGGED TABLE home_snapshots (
    user_id bigint NOT NULL,
    id bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (user_id, id)
);
CREATE TABLE feed_preferences (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    first text NOT NULL DEFAULT 'home' CHECK (first IN ('home', 'following')),
    suggested boolean NOT NULL DEFAULT true
);
CREATE TABLE feed_models (
    version bigint PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('network', 'trees')),
    state text NOT NULL CHECK (state IN ('candidate', 'shadow', 'current', 'retired')),
    trained_on text NOT NULL CHECK (trained_on IN ('log', 'simulation')),
    trained_at timestamptz NOT NULL,
    window_from timestamptz NOT NULL,
    window_to timestamptz NOT NULL,
    rows integer NOT NULL,
    scheme smallint NOT NULL,
    metrics jsonb NOT NULL,
    sha256 bytea NOT NULL,
    promoted_at timestamptz
);
CREATE UNIQUE INDEX feed_models_current ON feed_models (state) WHERE state = 'current';
"""
DOWN = """
DROP TABLE feed_models; DROP TABLE feed_preferences; DROP TABLE home_snapshots; DROP TABLE exposure;
DROP TABLE outcomes; DROP TABLE impressions;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="feed", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
