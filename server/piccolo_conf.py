"""What Piccolo's own command line and its migrations read: the engine and the domains in the order of the floors."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, AppRegistry

from server.kit.database import DB

__all__ = ["APPS", "APP_REGISTRY", "DB"]

MIGRATIONS = Path(__file__).parent.parent / "migrations"
DOMAINS = ("kit", "accounts", "graph", "places", "media", "posts", "search", "feed", "notifications", "archive")
"""Domains with tables, in the order in which their migrations run."""
APPS = [AppConfig(app_name=name, migrations_folder_path=str(MIGRATIONS / name)) for name in DOMAINS]
APP_REGISTRY = AppRegistry(apps=[])
