"""Brings the database to the newest schema. Safe to run from many processes at once."""

import contextlib
import io
import logging
import os

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration

from server.kit import database
from server.piccolo_conf import APPS
from server.settings import Settings

os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")  # where Piccolo looks for its engine

ADVISORY_LOCK = 0x76697472
"""Any number that nobody else locks: "vitr"."""
log = logging.getLogger(__name__)


class MigrationError(Exception):
    """A migration did not run; what had run before it stays."""


async def migrate(settings: Settings) -> int:
    """Runs what is missing, each migration in its own transaction. Returns how many ran."""
    guard = await asyncpg.connect(settings.database_url)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        await database.open_pool(settings)
        try:
            before = await _count()
            for app in APPS:
                said = io.StringIO()
                manager = ForwardsMigrationManager(app_name=app.app_name)
                await manager.create_migration_table()
                with contextlib.redirect_stdout(said):
                    result = await manager.run_migrations(app)
                if not result.success:
                    raise MigrationError(f"{app.app_name}: {result.message}")
            return await _count() - before
        finally:
            await database.close_pool()
    finally:
        await guard.close()


async def pending(settings: Settings) -> bool:
    """Whether some migration has not run on this database. The pool must be open."""
    if not await Migration.table_exists():
        return True
    for app in APPS:
        manager = ForwardsMigrationManager(app_name=app.app_name)
        known = manager.get_migration_modules(app.resolved_migrations_folder_path)
        if set(known) - set(await Migration.get_migrations_which_ran(app_name=app.app_name)):
            return True
    return False


async def _count() -> int:
    return int(await Migration.count()) if await Migration.table_exists() else 0
