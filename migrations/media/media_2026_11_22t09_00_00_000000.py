"""Media, their variants, and the uploads that bring them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "media, variants and uploads"

UP = """
CREATE TABLE media (
    id bigint PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES users (id),
    state text NOT NULL DEFAULT 'processing' CHECK (state IN ('processing', 'ready', 'failed')),
    problem text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    width int NOT NULL DEFAULT 0,
    height int NOT NULL DEFAULT 0,
    blurhash text NOT NULL DEFAULT '',
    uses text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX media_owner ON media (owner_id);
CREATE INDEX media_unused ON media (id) WHERE uses = '{}';
CREATE TABLE media_variants (
    media_id bigint NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    name text NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    width int NOT NULL,
    height int NOT NULL,
    bytes int NOT NULL,
    PRIMARY KEY (media_id, name)
);
CREATE INDEX media_variants_sha256 ON media_variants (sha256);
CREATE TABLE uploads (
    media_id bigint PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    owner_id bigint NOT NULL,
    way text NOT NULL CHECK (way IN ('tus', 'direct')),
    length bigint NOT NULL CHECK (length > 0),
    received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND length),
    head bytea NOT NULL DEFAULT '',
    metadata text NOT NULL DEFAULT '',
    expires_at timestamptz NOT NULL,
    completed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((received = length) = (completed_at IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX uploads_open ON uploads (owner_id) WHERE completed_at IS NULL;
CREATE INDEX uploads_expires ON uploads (expires_at);
CREATE TABLE upload_parts (
    media_id bigint NOT NULL REFERENCES uploads (media_id) ON DELETE CASCADE,
    start bigint NOT NULL,
    size int NOT NULL CHECK (size > 0),
    key text NOT NULL,
    PRIMARY KEY (media_id, start)
);
"""
DOWN = "DROP TABLE upload_parts; DROP TABLE uploads; DROP TABLE media_variants; DROP TABLE media;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="media", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
