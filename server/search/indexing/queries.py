"""Every SQL statement that writes the search index, and what it is made from."""

from collections.abc import Collection, Iterable, Sequence

from asyncpg import Record

from server.kit import database, ids
from server.search.heat import HEAT, HEAT_STEP, RISING
from server.search.terms import Kind, guessable

FOLLOWERS_WEIGHT = "coalesce((SELECT round(4 * log(2, 1 + r.followers)) FROM reach r WHERE r.user_id = u.id), 0)"
"""Of a user `u`: one step for each fifth more followers."""
POSTS_WEIGHT = "round(4 * log(2, 1 + h.posts))"
PEOPLE = f"""
SELECT u.id, u.handle, u.name_key, {FOLLOWERS_WEIGHT}::int AS weight FROM users u
WHERE u.id = ANY($1::bigint[]) AND u.state = 'active'
"""
OPEN = "(p.audience = 'everyone' AND NOT u.private AND u.state = 'active')"
POSTS = f"""
SELECT p.id, p.author_id, p.caption, p.hashtags, p.place_id, {OPEN} AS open, {HEAT} AS heat
FROM posts p JOIN users u ON u.id = p.author_id
LEFT JOIN post_counts c ON (c.author_id, c.post_id) = (p.author_id, p.id)
WHERE p.id = ANY($1::bigint[]) AND p.state = 'published'
"""


async def lock(what: str, numbers: Iterable[int]) -> None:
    """Whoever indexes the same goes one after another, and reads what the one before has left."""
    await database.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1 || n, 0)) FROM unnest($2::bigint[]) n",
        f"search {what} ",
        sorted(set(numbers)),
    )


# terms


async def put_terms(kind: Kind, terms: Collection[tuple[int, str, int]], of: Sequence[int]) -> None:
    """Rows of id, term and weight: from now on all the terms of these ids. Words that nothing else is found by go."""
    columns = [list(column) for column in zip(*sorted(terms), strict=True)] or [[], [], []]
    await database.execute(
        "WITH gone AS (DELETE FROM search_terms t WHERE t.kind = $1 AND t.id = ANY($2::bigint[]) AND NOT EXISTS (SELECT"
        "  FROM unnest($3::bigint[], $4::text[]) AS n (id, term) WHERE n.id = t.id AND unaccent(n.term) = t.term)"
        "  RETURNING t.term)"
        " DELETE FROM search_words w USING gone WHERE w.kind = $1 AND w.word = gone.term AND NOT EXISTS (SELECT"
        "  FROM search_terms t WHERE t.kind = $1 AND t.term = gone.term AND t.id <> ALL($2::bigint[]))",
        kind,
        of,
        *columns[:2],
    )
    await database.execute(
        "INSERT INTO search_terms AS t (kind, id, term, weight)"
        " SELECT DISTINCT ON (n.id, unaccent(n.term)) $1::smallint, n.id, unaccent(n.term), n.weight"
        " FROM unnest($2::bigint[], $3::text[], $4::int[]) AS n (id, term, weight)"
        " ORDER BY n.id, unaccent(n.term)"
        " ON CONFLICT (kind, id, term) DO UPDATE SET weight = excluded.weight WHERE t.weight <> excluded.weight",
        kind,
        *columns,
    )
    await database.execute(
        "INSERT INTO search_words (kind, word) SELECT DISTINCT $1::smallint, unaccent(t) FROM unnest($2::text[]) t"
        " ORDER BY 2 ON CONFLICT DO NOTHING",
        kind,
        [term for term in columns[1] if guessable(kind, term)],
    )


async def people(user_ids: Sequence[int]) -> list[Record]:
    return await database.fetch(PEOPLE, user_ids)


async def weigh_people(user_ids: Sequence[int]) -> None:
    """Sets the weight of their terms anew where it has changed."""
    await database.execute(
        f"WITH known AS (SELECT u.id, {FOLLOWERS_WEIGHT}::int AS weight FROM users u WHERE u.id = ANY($1::bigint[]))"
        " UPDATE search_terms t SET weight = known.weight FROM known"
        f" WHERE t.kind = {Kind.PERSON:d} AND t.id = known.id AND t.weight <> known.weight",
        user_ids,
    )


async def unused_words(kind: Kind, after: str, limit: int) -> list[str]:
    """Deletes words that nothing is found by any more among the next so many. Returns those that it looked at."""
    rows = await database.fetch(
        "WITH seen AS (SELECT word FROM search_words WHERE kind = $1 AND word > $2 ORDER BY word LIMIT $3),"
        " gone AS (DELETE FROM search_words w USING seen WHERE w.kind = $1 AND w.word = seen.word AND NOT EXISTS"
        "  (SELECT FROM search_terms t WHERE t.kind = $1 AND t.term = seen.word))"
        " SELECT word FROM seen ORDER BY word",
        kind,
        after,
        limit,
    )
    return [row["word"] for row in rows]


# posts


async def authors_of(post_ids: Sequence[int]) -> list[int]:
    rows = await database.fetch(
        "SELECT author_id FROM posts WHERE id = ANY($1::bigint[])"
        " UNION SELECT author_id FROM search_posts WHERE post_id = ANY($1::bigint[])",
        post_ids,
    )
    return [row["author_id"] for row in rows]


async def posts(post_ids: Sequence[int]) -> list[Record]:
    """What is published of these: author, caption, hashtags, place, whether open, heat."""
    return await database.fetch(POSTS, post_ids)


async def indexed_posts(post_ids: Sequence[int]) -> list[Record]:
    return await database.fetch(
        "SELECT post_id, place_id, open FROM search_posts WHERE post_id = ANY($1::bigint[])", post_ids
    )


async def indexed_tags(post_ids: Sequence[int]) -> list[Record]:
    return await database.fetch(
        "SELECT t.post_id, t.tag_id, t.open FROM tagged t WHERE t.post_id = ANY($1::bigint[])", post_ids
    )


async def delete_posts(post_ids: Sequence[int]) -> None:
    await database.execute("DELETE FROM search_posts WHERE post_id = ANY($1::bigint[])", post_ids)


async def put_posts(rows: Sequence[tuple[int, int, int | None, bool, float, list[str]]]) -> None:
    """Rows of post, author, place, open, heat and words."""
    await database.executemany(
        "INSERT INTO search_posts AS s (post_id, author_id, place_id, open, heat, words)"
        " VALUES ($1, $2, $3, $4, $5, array_to_tsvector(ARRAY(SELECT DISTINCT unaccent(w) FROM unnest($6::text[]) w"
        "  WHERE unaccent(w) <> '')))"
        " ON CONFLICT (post_id) DO UPDATE SET place_id = excluded.place_id, open = excluded.open,"
        "  heat = excluded.heat, words = excluded.words",
        rows,
    )


async def add_to_places(changes: Sequence[tuple[int, int]]) -> None:
    """Sorted rows of place and by how much its count changes."""
    await database.execute(
        "INSERT INTO place_counts AS c (place_id, posts)"
        " SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS n (place_id, posts) ORDER BY 1"
        " ON CONFLICT (place_id) DO UPDATE SET posts = c.posts + excluded.posts",
        *(list(column) for column in zip(*changes, strict=True)),
    )


async def hashtag_ids(spellings: dict[str, str]) -> dict[str, int]:
    """Ids of these tags, given with how each is written; new ones are made."""
    tags = sorted(spellings)
    await database.execute(
        "INSERT INTO hashtags (id, tag, spelling) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])"
        " ON CONFLICT (tag) DO NOTHING",
        [ids.new_id() for _ in tags],
        tags,
        [spellings[tag] for tag in tags],
    )
    rows = await database.fetch("SELECT tag, id FROM hashtags WHERE tag = ANY($1::text[])", tags)
    return {row["tag"]: row["id"] for row in rows}


async def drop_tags(pairs: Sequence[tuple[int, int]]) -> None:
    """Pairs of tag and post."""
    await database.execute(
        "DELETE FROM tagged t USING unnest($1::bigint[], $2::bigint[]) AS n (tag_id, post_id)"
        " WHERE (t.tag_id, t.post_id) = (n.tag_id, n.post_id)",
        *(list(column) for column in zip(*pairs, strict=True)),
    )


async def put_tags(rows: Sequence[tuple[int, int, int, bool, float]]) -> None:
    """Rows of tag, post, author, open and heat."""
    await database.execute(
        "INSERT INTO tagged AS t (tag_id, post_id, author_id, open, heat)"
        " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[], $5::double precision[])"
        " ON CONFLICT (tag_id, post_id) DO UPDATE SET open = excluded.open, heat = excluded.heat",
        *(list(column) for column in zip(*rows, strict=True)),
    )


async def count_hashtags(changes: Sequence[tuple[int, int]]) -> list[Record]:
    """Rows of tag and by how much its count changes; how it rises is found anew. Returns id, tag and weight."""
    tag_ids = [tag_id for tag_id, _ in changes]
    await _lock_hashtags(tag_ids)
    return await database.fetch(
        f"UPDATE hashtags h SET posts = h.posts + n.posts, rising = {RISING}"
        " FROM unnest($1::bigint[], $2::bigint[]) AS n (id, posts) WHERE h.id = n.id"
        f" RETURNING h.id, h.tag, {POSTS_WEIGHT}::int AS weight",
        tag_ids,
        [change for _, change in changes],
    )


async def recount_hashtags(tag_ids: Sequence[int]) -> list[Record]:
    """Counts them from their rows. Returns id, tag and weight."""
    await _lock_hashtags(tag_ids)
    return await database.fetch(
        "WITH counted AS (SELECT h.id, (SELECT count(*) FROM tagged t WHERE t.tag_id = h.id AND t.open) AS posts"
        "  FROM hashtags h WHERE h.id = ANY($1::bigint[]))"
        f" UPDATE hashtags h SET posts = counted.posts, rising = {RISING} FROM counted WHERE h.id = counted.id"
        f" RETURNING h.id, h.tag, {POSTS_WEIGHT}::int AS weight",
        tag_ids,
    )


async def _lock_hashtags(tag_ids: Sequence[int]) -> None:
    """In an order of their own, and before the statement that reads what others have just committed."""
    await database.execute("SELECT FROM hashtags WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE", tag_ids)


async def warm_posts(post_ids: Sequence[int]) -> None:
    """Finds the heat of these anew, and writes what has changed enough to matter."""
    await database.execute(
        f"WITH now AS (SELECT p.id, {HEAT} AS heat FROM search_posts s JOIN posts p"
        "   ON (p.author_id, p.id) = (s.author_id, s.post_id)"
        "   LEFT JOIN post_counts c ON (c.author_id, c.post_id) = (p.author_id, p.id)"
        "   WHERE s.post_id = ANY($1::bigint[])),"
        " changed AS (UPDATE search_posts s SET heat = now.heat FROM now"
        "   WHERE s.post_id = now.id AND abs(s.heat - now.heat) >= $2 RETURNING s.post_id, s.heat)"
        " UPDATE tagged t SET heat = changed.heat FROM changed WHERE t.post_id = changed.post_id",
        post_ids,
        HEAT_STEP,
    )


async def shown_otherwise(author_id: int, limit: int) -> list[int]:
    """Posts of theirs that are indexed as open and are not, or the other way round."""
    rows = await database.fetch(
        f"SELECT s.post_id FROM search_posts s JOIN posts p ON (p.author_id, p.id) = (s.author_id, s.post_id)"
        f" JOIN users u ON u.id = s.author_id WHERE s.author_id = $1 AND s.open <> {OPEN} LIMIT $2",
        author_id,
        limit,
    )
    return [row["post_id"] for row in rows]


# all of it


async def refresh_statistics() -> None:
    """After much has been added at once: until then the planner takes a kind that it has not seen for a rare one."""
    await database.execute("ANALYZE search_terms, search_words")


async def user_ids_after(after: int, limit: int) -> list[int]:
    rows = await database.fetch("SELECT id FROM users WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
    return [row["id"] for row in rows]


async def post_ids_after(after: int, limit: int) -> list[int]:
    """Posts that are there, or that the index still has."""
    rows = await database.fetch(
        "(SELECT id FROM posts WHERE id > $1 AND state = 'published' ORDER BY id LIMIT $2)"
        " UNION (SELECT post_id FROM search_posts WHERE post_id > $1 ORDER BY post_id LIMIT $2) ORDER BY 1 LIMIT $2",
        after,
        limit,
    )
    return [row["id"] for row in rows]


async def hashtag_ids_after(after: int, limit: int) -> list[int]:
    rows = await database.fetch("SELECT id FROM hashtags WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
    return [row["id"] for row in rows]


async def recount_places() -> None:
    await database.execute("LOCK TABLE place_counts IN SHARE ROW EXCLUSIVE MODE")
    await database.execute(
        "WITH truth AS (SELECT place_id, count(*) AS posts FROM search_posts WHERE open AND place_id IS NOT NULL"
        "  GROUP BY 1), gone AS (DELETE FROM place_counts c WHERE NOT EXISTS"
        "  (SELECT FROM truth WHERE truth.place_id = c.place_id))"
        " INSERT INTO place_counts AS c (place_id, posts) SELECT * FROM truth"
        " ON CONFLICT (place_id) DO UPDATE SET posts = excluded.posts WHERE c.posts <> excluded.posts"
    )
