"""Words that may have been meant are looked up by what they are without one letter, no more by their trigrams."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T18:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of typos"

# Two words a slip apart are the same without one letter each (Garbe's SymSpell, 2012: symmetric deletion). Only the
# first ten letters are keyed, where a slip behind them changes nothing. Keys are cut to a million: a posting list of a
# few words takes a quarter of what a key for each would, and the few that are there by chance fail the similarity.
# A trigram may stand in a tenth of all words; these keys never do. Parallel workers take longer to start than all the
# rest takes. As before, neither `kind + 0` nor the settings leave the planner a way to compare all words of a kind.
UP = """
DROP FUNCTION search_similar;
DROP INDEX search_words_people; DROP INDEX search_words_hashtags; DROP INDEX search_words_places;
CREATE FUNCTION search_slips(kind smallint, word text) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    start text := left(word, 10);
    keys int[] := ARRAY[(hashtext(start) # kind) & 1048575];
BEGIN
    FOR i IN 1..length(start) LOOP
        keys := keys || ((hashtext(overlay(start PLACING '' FROM i FOR 1)) # kind) & 1048575);
    END LOOP;
    RETURN keys;
END
$$;
CREATE INDEX search_words_slips ON search_words USING gin (search_slips(kind, word)) WITH (fastupdate = off);
CREATE FUNCTION search_similar(kind smallint, typed text, threshold real, at_most int)
RETURNS TABLE (word text, alike real) LANGUAGE sql STABLE
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
    SELECT w.word COLLATE "default", similarity(w.word, $2) FROM search_words w
    WHERE w.kind + 0 = $1 AND search_slips(w.kind, w.word) && search_slips($1, $2) AND similarity(w.word, $2) >= $3
    ORDER BY 2 DESC, 1 LIMIT $4
$$;
"""
DOWN = """
DROP FUNCTION search_similar; DROP INDEX search_words_slips; DROP FUNCTION search_slips;
CREATE INDEX search_words_people ON search_words USING gin (word gin_trgm_ops) WITH (fastupdate = off)
    WHERE kind + 0 = 1;
CREATE INDEX search_words_hashtags ON search_words USING gin (word gin_trgm_ops) WITH (fastupdate = off)
    WHERE kind + 0 = 2;
CREATE INDEX search_words_places ON search_words USING gin (word gin_trgm_ops) WITH (fastupdate = off)
    WHERE kind + 0 = 3;
CREATE FUNCTION search_similar(kind smallint, typed text, threshold real, at_most int)
RETURNS TABLE (word text, alike real) LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', threshold::text, true);
    RETURN QUERY EXECUTE format(
        'SELECT w.word COLLATE "default", similarity(w.word, $1) FROM search_words w'
        ' WHERE w.kind + 0 = %s AND w.word %% $1'
        ' ORDER BY 2 DESC, 1 LIMIT $2', kind) USING typed, at_most;
END
$$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def up() -> None:
        await database.execute(UP)

    async def down() -> None:
        await database.execute(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
