"""The log leads from a viewer and a post to when it was shown; what of it has still to be counted lies apart."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T19:04:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of the log, what is not counted yet"

# With the post before the snapshot the same key also says whether somebody has seen a post at all, so that people are
# counted, not showings. A row of exposure_news is written with what it tells of and deleted with being counted.
UP = """
ALTER TABLE impressions DROP CONSTRAINT impressions_pkey, ADD PRIMARY KEY (user_id, post_id, snapshot_id);
ALTER TABLE outcomes DROP CONSTRAINT outcomes_pkey, ADD PRIMARY KEY (user_id, post_id, snapshot_id, kind);
CREATE TABLE exposure_news (
    user_id bigint NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    kind smallint NOT NULL,
    PRIMARY KEY (user_id, post_id, kind)
);
"""
DOWN = """
DROP TABLE exposure_news;
ALTER TABLE outcomes DROP CONSTRAINT outcomes_pkey, ADD PRIMARY KEY (user_id, snapshot_id, post_id, kind);
ALTER TABLE impressions DROP CONSTRAINT impressions_pkey, ADD PRIMARY KEY (user_id, snapshot_id, post_id);
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
