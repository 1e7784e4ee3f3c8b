"""The outbox of events and the dead letters."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "outbox and dead letters"

UP = """
CREATE TABLE outbox (
    id bigint PRIMARY KEY,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    done text[] NOT NULL DEFAULT '{}',
    attempts int NOT NULL DEFAULT 0,
    error text NOT NULL DEFAULT '',
    due_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_due ON outbox (due_at, id);
CREATE TABLE dead_letters (
    id bigint PRIMARY KEY,
    topic text NOT NULL,
    reaction text NOT NULL,
    payload jsonb NOT NULL,
    attempts int NOT NULL,
    error text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
"""
DOWN = "DROP TABLE dead_letters; DROP TABLE outbox;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="kit", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
