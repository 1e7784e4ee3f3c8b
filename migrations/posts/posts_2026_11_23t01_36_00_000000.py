"""What of shares, dismissed suggestions and likes of comments concerns a person."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-23T01:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "shares, dismissals and likes of comments by person"

# Asked by nobody but the erasure of an account.
UP = """
CREATE INDEX shares_to ON shares (to_id);
CREATE INDEX dismissed_suggestions_of ON dismissed_suggestions (other_id);
CREATE INDEX comment_likes_by ON comment_likes (user_id);
"""
DOWN = "DROP INDEX comment_likes_by; DROP INDEX dismissed_suggestions_of; DROP INDEX shares_to;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="posts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
