"""The index of people, hashtags, places and posts, and what people have searched for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.kit import database

ID = "2026-11-22T15:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the search index"

# Everything but recent_searches is made from other tables and can be made anew (`vitrine reindex`). Collation "C" makes
# the plain indexes serve prefix ranges. Three more hold the terms of each short beginning with the weightiest first, so
# that one letter, which a tenth of all people match, costs what a whole name costs.
#
# Typos are looked for among distinct words, of which there are fewer than terms; one index for each kind keeps its
# posting lists short. The more of its trigrams a word must share with what was typed, the less of an index is read: the
# share follows from the length of what was typed, see `terms.least_alike`. `kind + 0` is what the key does not know, so
# that nobody compares all words of a kind one by one, whatever the statistics say. Without fast updates a search never
# walks through what was added last.
UP = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TABLE search_terms (
    kind smallint NOT NULL,
    term text COLLATE "C" NOT NULL,
    weight smallint NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (kind, id, term)
);
CREATE INDEX search_terms_term ON search_terms (kind, term, weight DESC, id DESC);
CREATE INDEX search_terms_1 ON search_terms (kind, left(term, 1), weight DESC, id DESC) WHERE weight > 0;
CREATE INDEX search_terms_2 ON search_terms (kind, left(term, 2), weight DESC, id DESC) WHERE weight > 0;
CREATE INDEX search_terms_3 ON search_terms (kind, left(term, 3), weight DESC, id DESC) WHERE weight > 0;
CREATE TABLE search_words (
    kind smallint NOT NULL,
    word text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, word)
);
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
CREATE TABLE search_posts (
    post_id bigint PRIMARY KEY,
    author_id bigint NOT NULL,
    place_id bigint,
    open boolean NOT NULL,
    heat double precision NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX search_posts_author ON search_posts (author_id, post_id DESC);
CREATE INDEX search_posts_place_top ON search_posts (place_id, heat DESC, post_id DESC) WHERE place_id IS NOT NULL;
CREATE INDEX search_posts_place_recent ON search_posts (place_id, post_id DESC) WHERE place_id IS NOT NULL;
CREATE INDEX search_posts_hot ON search_posts (heat DESC, post_id DESC) WHERE open;
CREATE INDEX search_posts_words ON search_posts USING gin (words) WITH (fastupdate = off);
CREATE TABLE place_counts (
    place_id bigint PRIMARY KEY,
    posts bigint NOT NULL
);
CREATE TABLE hashtags (
    id bigint PRIMARY KEY,
    tag text COLLATE "C" NOT NULL UNIQUE,
    spelling text NOT NULL,
    posts bigint NOT NULL DEFAULT 0,
    rising double precision NOT NULL DEFAULT 0
);
CREATE INDEX hashtags_rising ON hashtags (rising DESC, id DESC) WHERE posts > 0;
CREATE TABLE tagged (
    tag_id bigint NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    open boolean NOT NULL,
    heat double precision NOT NULL,
    PRIMARY KEY (tag_id, post_id)
);
CREATE INDEX tagged_top ON tagged (tag_id, heat DESC, post_id DESC);
CREATE INDEX tagged_open ON tagged (tag_id, post_id DESC) INCLUDE (author_id) WHERE open;
CREATE INDEX tagged_of_post ON tagged (post_id);
CREATE TABLE recent_searches (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'hashtag', 'place', 'words')),
    value text NOT NULL,
    PRIMARY KEY (user_id, kind, value)
);
CREATE INDEX recent_searches_newest ON recent_searches (user_id, id DESC);
"""
DOWN = """
DROP TABLE recent_searches; DROP TABLE tagged; DROP TABLE hashtags; DROP TABLE place_counts; DROP TABLE search_posts;
DROP FUNCTION search_similar; DROP TABLE search_words; DROP TABLE search_terms;
DROP EXTENSION unaccent; DROP EXTENSION pg_trgm;
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
