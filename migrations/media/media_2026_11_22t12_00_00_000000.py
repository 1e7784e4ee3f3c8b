"""Videos with their renditions, looks, what machine vision found, and the block list."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "videos, looks, findings and the block list"

UP = """
ALTER TABLE media
    ADD kind text NOT NULL DEFAULT 'picture' CHECK (kind IN ('picture', 'video')),
    ADD look jsonb NOT NULL DEFAULT '{}',
    ADD ratio real NOT NULL DEFAULT 0,
    ADD seconds real NOT NULL DEFAULT 0,
    ADD sound boolean NOT NULL DEFAULT false,
    ADD folder text NOT NULL DEFAULT '',
    ADD restricted boolean NOT NULL DEFAULT false,
    ADD bytes bigint NOT NULL DEFAULT 0,
    ADD pdq bytea CHECK (length(pdq) = 32),
    ADD ready_at timestamptz,
    ADD analysed_at timestamptz,
    ADD verdict text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'flag', 'hold'));
CREATE INDEX media_folder ON media (folder) WHERE folder <> '';
CREATE TABLE renditions (
    media_id bigint NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'making', 'ready', 'failed')),
    percent smallint NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
    width int NOT NULL DEFAULT 0,
    height int NOT NULL DEFAULT 0,
    rate real NOT NULL DEFAULT 0,
    bitrate int NOT NULL DEFAULT 0,
    peak int NOT NULL DEFAULT 0,
    codecs text NOT NULL DEFAULT '',
    bytes bigint NOT NULL DEFAULT 0,
    details jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (media_id, name)
) WITH (fillfactor = 70);
CREATE TABLE media_findings (
    media_id bigint NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    model text NOT NULL,
    version text NOT NULL,
    finding jsonb NOT NULL,
    embedding bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (media_id, model)
);
CREATE INDEX media_findings_version ON media_findings (model, version, media_id);
CREATE TABLE blocked_pictures (
    pdq bytea PRIMARY KEY CHECK (length(pdq) = 32),
    reason text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now()
);
"""
DOWN = """
DROP TABLE blocked_pictures; DROP TABLE media_findings; DROP TABLE renditions;
DROP INDEX media_folder;
ALTER TABLE media DROP kind, DROP look, DROP ratio, DROP seconds, DROP sound, DROP folder, DROP restricted, DROP bytes,
    DROP pdq, DROP ready_at, DROP analysed_at, DROP verdict;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="media", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
