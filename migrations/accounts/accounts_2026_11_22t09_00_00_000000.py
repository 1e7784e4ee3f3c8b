"""Users and their sessions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "users and sessions"

# Collation "C" makes the plain indexes serve prefix ranges whatever the locale of the database.
UP = """
CREATE TABLE users (
    id bigint PRIMARY KEY,
    handle text COLLATE "C" NOT NULL UNIQUE CHECK (handle ~ '^[a-z0-9._]{1,30}$'),
    skeleton text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL DEFAULT '',
    name_key text COLLATE "C" NOT NULL DEFAULT '',
    bio text NOT NULL DEFAULT '',
    private boolean NOT NULL DEFAULT false,
    role text NOT NULL DEFAULT 'person' CHECK (role IN ('person', 'moderator')),
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    picture_media_id bigint,
    picture jsonb,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 85);
CREATE INDEX users_name_key ON users (name_key) WHERE name_key <> '';
CREATE TABLE sessions (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    family_hash bytea NOT NULL,
    secret_hash bytea NOT NULL,
    generation int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
) WITH (fillfactor = 85);
CREATE INDEX sessions_open ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
"""
DOWN = "DROP TABLE sessions; DROP TABLE users;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
