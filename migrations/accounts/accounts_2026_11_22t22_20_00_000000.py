"""The words that people are found by, and who is suspended."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the words that people are found by, who is suspended"

# A plain index of words reads as many people as are asked for and stops. By trigrams whoever matched was collected
# first, and for a frequent word those are a tenth of all people. No foreign key: it would need an index of its own,
# and a word that is nobody's finds nobody.
UP = """
CREATE TABLE user_words (
    word text COLLATE "C" NOT NULL,
    user_id bigint NOT NULL,
    PRIMARY KEY (word, user_id)
);
INSERT INTO user_words SELECT DISTINCT w.word, u.id
FROM users u, unnest(string_to_array(u.name_key, ' ') || u.handle) AS w (word) WHERE w.word <> '';
CREATE INDEX users_suspended ON users (id) WHERE state <> 'active';
DROP INDEX users_name_words;
DROP INDEX users_name_key;
"""
DOWN = """
CREATE INDEX users_name_key ON users (name_key) WHERE name_key <> '';
CREATE INDEX users_name_words ON users USING gin (name_key gin_trgm_ops);
DROP INDEX users_suspended;
DROP TABLE user_words;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
