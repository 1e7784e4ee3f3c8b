"""Every SQL statement that answers a search. Those that write the index are in `indexing`."""

from collections.abc import Collection, Sequence
from typing import Final

from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.queries import RELATION_COLUMNS
from server.kit import database, ids
from server.search.terms import Kind

LAST: Final = "\U0010ffff"
"""Sorts behind whatever else may follow a prefix, bytewise."""
CANDIDATES: Final = 300
"""From each source, however many match."""
WEIGHTIEST: Final = 600
"""Terms with the first letters in common, of which the matching ones are candidates."""
BEGINS: Final = f"(t.term >= unaccent($2) AND t.term < unaccent($2) || '{LAST}')"
FIRST_LETTERS: Final = {n: f"left(t.term, {n}) = left(unaccent($2), {n})" for n in (1, 2, 3)}

# What begins as typed: in alphabetical order, weightiest first where terms are equal, and the weightiest that share the
# first letters. Either alone is incomplete where very many match; both cost the same for one letter and for a name.
# $1 kind, $2 typed
MATCHING: Final = {
    n: f"""
    (SELECT t.id, t.term, t.weight FROM search_terms t WHERE t.kind = $1 AND {BEGINS}
     ORDER BY t.term, t.weight DESC LIMIT {CANDIDATES})
    UNION ALL
    (SELECT t.id, t.term, t.weight FROM (
        SELECT t.id, t.term, t.weight FROM search_terms t
        WHERE t.kind = $1 AND {letters} AND t.weight > 0 ORDER BY t.weight DESC, t.id DESC LIMIT {WEIGHTIEST}) t
     WHERE {BEGINS} LIMIT {CANDIDATES})"""
    for n, letters in FIRST_LETTERS.items()
}
# Whom the viewer follows, and who is of the viewer's circle. $3 viewer, $4 circle, $5 typed as a handle
PEOPLE: Final = {
    n: f"""
SELECT c.id, max(c.weight) AS weight, bool_or(c.followed) AS followed, bool_or(c.handle) AS handle FROM (
    SELECT m.id, m.weight, false AS followed, false AS handle FROM ({matching}) m
    UNION ALL
    (SELECT t.id, t.weight, true, false FROM following f
     JOIN search_terms t ON t.kind = $1 AND t.id = f.other_id AND {BEGINS}
     WHERE f.user_id = $3 AND f.state = 'following' ORDER BY t.weight DESC, t.id DESC LIMIT {CANDIDATES})
    UNION ALL
    (SELECT t.id, t.weight, false, false FROM unnest($4::bigint[]) AS w (id)
     JOIN search_terms t ON t.kind = $1 AND t.id = w.id AND {BEGINS} LIMIT {CANDIDATES})
    UNION ALL
    SELECT u.id, 0, false, true FROM users u WHERE u.handle = $5
) c GROUP BY c.id
"""
    for n, matching in MATCHING.items()
}
# $1 kind, $2 words, $3 viewer
PEOPLE_NAMED: Final = f"""
SELECT m.id, m.weight, m.term, EXISTS (SELECT FROM following f
    WHERE f.user_id = $3 AND f.other_id = m.id AND f.state = 'following') AS followed
FROM unnest($2::text[]) AS w (word) CROSS JOIN LATERAL (
    SELECT t.id, t.weight, t.term FROM search_terms t WHERE t.kind = $1 AND t.term = w.word
    ORDER BY t.weight DESC, t.id DESC LIMIT {CANDIDATES // 6}) m
"""
# $1 kind, $2 typed, $3 limit
HASHTAGS: Final = {
    n: f"""
SELECT h.tag, h.spelling, h.posts FROM (SELECT DISTINCT m.id FROM ({matching}) m) m JOIN hashtags h ON h.id = m.id
WHERE h.posts > 0 ORDER BY (h.tag = $2) DESC, h.posts DESC, h.tag LIMIT $3
"""
    for n, matching in MATCHING.items()
}
PLACES: Final = {
    n: f"""
SELECT m.id FROM ({matching}) m LEFT JOIN place_counts c ON c.place_id = m.id
GROUP BY m.id, c.posts ORDER BY max(m.weight) + 4 * log(2, 1 + coalesce(c.posts, 0)) DESC, m.id LIMIT $3
"""
    for n, matching in MATCHING.items()
}
# $1 viewer, $2 query, $3 ids from, $4 ids below, $5 hidden authors, $6 limit. Sorted by what is no index, or else the
# planner may walk through all posts to the first with two frequent words that never meet; narrowed likewise, or else it
# collects all ids between the two beside the few that have a rare word.
CAPTIONS: Final = """
SELECT s.post_id, s.heat + 2 * ln(1e-3 + ts_rank(s.words, $2::text::tsquery, 1)) AS score FROM search_posts s
WHERE s.words @@ $2::text::tsquery AND s.post_id + 0 >= $3 AND s.post_id + 0 < $4 AND s.author_id <> ALL($5::bigint[])
AND (s.open OR s.author_id = $1 OR EXISTS (SELECT FROM following f
    WHERE f.user_id = $1 AND f.other_id = s.author_id AND f.state = 'following'))
ORDER BY s.post_id + 0 DESC LIMIT $6
"""


def letters(text: str) -> int:
    """Of the beginning, which choose the index."""
    return min(max(len(text), 1), 3)


async def similar(kind: Kind, typed: str, swapped: Sequence[str], least: float, limit: int) -> dict[str, float]:
    """Words of the index that may have been meant, and how alike they are, from 0 to 1; those of `swapped` first."""
    rows = await database.fetch(
        "SELECT word, 1.0::real AS alike FROM search_words WHERE kind = $1 AND word IN"
        "  (SELECT unaccent(s) FROM unnest($3::text[]) s)"
        " UNION ALL SELECT * FROM search_similar($1, unaccent($2), $4, $5)",
        kind,
        typed,
        swapped,
        least,
        limit,
    )
    found: dict[str, float] = {}
    for row in rows:
        found.setdefault(row["word"], row["alike"])
    return found


# people


async def people(viewer_id: int, typed: str, circle: Collection[int], handle: str) -> list[Record]:
    """Those who may be meant: id, weight, followed, and whether the handle is just this."""
    return await database.fetch(PEOPLE[letters(typed)], Kind.PERSON, typed, viewer_id, list(circle), handle)


async def people_named(viewer_id: int, words: Sequence[str]) -> list[Record]:
    """Those with just one of these terms: id, weight, followed, term."""
    return await database.fetch(PEOPLE_NAMED, Kind.PERSON, words, viewer_id)


async def with_term(kind: Kind, typed: str, words: Sequence[str], among: Collection[int]) -> set[int]:
    """Which of these ids have a term that begins so, or is one of the words."""
    rows = await database.fetch(
        f"SELECT DISTINCT t.id FROM search_terms t WHERE t.kind = $1 AND ({BEGINS} OR t.term = ANY($4::text[]))"
        " AND t.id = ANY($3::bigint[])",
        kind,
        typed,
        list(among),
        words,
    )
    return {row["id"] for row in rows}


async def rows_of_people(viewer_id: int, user_ids: Sequence[int]) -> list[Record]:
    """Active ones of these, with `RELATION_COLUMNS`, in no order."""
    return await database.fetch(
        f"SELECT {AUTHOR_COLUMNS}, {RELATION_COLUMNS} FROM users u"
        " WHERE u.id = ANY($2::bigint[]) AND u.state = 'active'",
        viewer_id,
        user_ids,
    )


async def interactions(user_id: int, likes: int, comments: int) -> list[Record]:
    """Whose posts somebody has liked or commented on last, and how often."""
    return await database.fetch(
        "SELECT author_id, count(*) AS times FROM ("
        " (SELECT author_id FROM liked WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2) UNION ALL"
        " (SELECT author_id FROM comments WHERE user_id = $1 ORDER BY id DESC LIMIT $3)) t"
        " WHERE author_id <> $1 GROUP BY 1",
        user_id,
        likes,
        comments,
    )


async def followed_by_followed(user_id: int, each: int, limit: int) -> list[Record]:
    """Whom those follow whom somebody follows, and how many of them, among the newest `each` of each."""
    return await database.fetch(
        "SELECT theirs.other_id, count(*) AS times FROM"
        " (SELECT other_id FROM following WHERE user_id = $1 AND state = 'following'"
        "  ORDER BY created_at DESC, other_id DESC LIMIT $2) mine CROSS JOIN LATERAL"
        " (SELECT f.other_id FROM following f WHERE f.user_id = mine.other_id AND f.state = 'following'"
        "  ORDER BY f.created_at DESC, f.other_id DESC LIMIT $2) theirs"
        " WHERE theirs.other_id <> $1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $3",
        user_id,
        each,
        limit,
    )


# hashtags and places


async def hashtags(typed: str, limit: int) -> list[Record]:
    return await database.fetch(HASHTAGS[letters(typed)], Kind.HASHTAG, typed, limit)


async def hashtags_named(words: Sequence[str], limit: int) -> list[Record]:
    return await database.fetch(
        "SELECT DISTINCT h.tag, h.spelling, h.posts FROM search_terms t JOIN hashtags h ON h.id = t.id"
        f" WHERE t.kind = {Kind.HASHTAG:d} AND t.term = ANY($1::text[]) AND h.posts > 0"
        " ORDER BY h.posts DESC, h.tag LIMIT $2",
        words,
        limit,
    )


async def hashtag(tag: str) -> Record | None:
    return await database.fetchrow("SELECT id, tag, spelling, posts FROM hashtags WHERE tag = $1", tag)


async def hashtags_of(tags: Sequence[str]) -> list[Record]:
    return await database.fetch("SELECT tag, spelling, posts FROM hashtags WHERE tag = ANY($1::text[])", tags)


async def rising(limit: int) -> list[Record]:
    return await database.fetch(
        "SELECT tag, spelling, posts FROM hashtags WHERE posts > 0 ORDER BY rising DESC, id DESC LIMIT $1", limit
    )


async def place_ids(typed: str, limit: int) -> list[int]:
    """Best first."""
    rows = await database.fetch(PLACES[letters(typed)], Kind.PLACE, typed, limit)
    return [row["id"] for row in rows]


async def place_ids_named(words: Sequence[str], limit: int) -> list[int]:
    """Weightiest first."""
    rows = await database.fetch(
        f"SELECT id, max(weight) AS weight FROM search_terms WHERE kind = {Kind.PLACE:d} AND term = ANY($1::text[])"
        " GROUP BY id ORDER BY weight DESC, id LIMIT $2",
        words,
        limit,
    )
    return [row["id"] for row in rows]


async def place_counts(place_ids: Sequence[int]) -> dict[int, int]:
    rows = await database.fetch(
        "SELECT place_id, posts FROM place_counts WHERE place_id = ANY($1::bigint[])", place_ids
    )
    return {row["place_id"]: row["posts"] for row in rows}


# posts: pairs of heat and id, below the marks

Marks = tuple[float, int]
TOP: Final = "({0}.heat, {0}.post_id) < ($2, $3) ORDER BY {0}.heat DESC, {0}.post_id DESC LIMIT $4"
RECENT: Final = "$2::float8 IS NOT NULL AND {0}.post_id < $3 ORDER BY {0}.post_id DESC LIMIT $4"


async def tagged_posts(tag_id: int, below: Marks, limit: int, *, top: bool) -> list[Marks]:
    order = (TOP if top else RECENT).format("t")
    rows = await database.fetch(
        f"SELECT t.heat, t.post_id FROM tagged t WHERE t.tag_id = $1 AND {order}", tag_id, *below, limit
    )
    return [(row["heat"], row["post_id"]) for row in rows]


async def posts_at(place_id: int, below: Marks, limit: int, *, top: bool) -> list[Marks]:
    order = (TOP if top else RECENT).format("s")
    rows = await database.fetch(
        f"SELECT s.heat, s.post_id FROM search_posts s WHERE s.place_id = $1 AND {order}", place_id, *below, limit
    )
    return [(row["heat"], row["post_id"]) for row in rows]


async def unaccented(words: Sequence[str]) -> list[str]:
    rows = await database.fetch("SELECT unaccent(w) AS word FROM unnest($1::text[]) w", words)
    return [row["word"] for row in rows if row["word"]]


async def captions(
    viewer_id: int, asked: str, ids_from: int, ids_below: int, hidden: Collection[int], limit: int
) -> list[Record]:
    """The newest posts within these ids that match the tsquery, and that the viewer may well see: post_id, score."""
    return await database.fetch(CAPTIONS, viewer_id, asked, ids_from, ids_below, list(hidden), limit)


async def hot_posts(viewer_id: int, below: Marks, limit: int) -> list[Record]:
    """Open posts, hottest first: post_id, author_id, heat, and whether the author is a stranger to the viewer."""
    return await database.fetch(
        "SELECT s.post_id, s.author_id, s.heat, s.author_id <> $1 AND NOT EXISTS (SELECT FROM following f"
        "  WHERE f.user_id = $1 AND f.other_id = s.author_id AND f.state = 'following') AS strange"
        " FROM search_posts s WHERE s.open AND (s.heat, s.post_id) < ($2, $3)"
        " ORDER BY s.heat DESC, s.post_id DESC LIMIT $4",
        viewer_id,
        *below,
        limit,
    )


async def tastes(viewer_id: int, likes: int) -> tuple[dict[int, int], dict[int, int]]:
    """Of the posts that somebody liked last: how many of each author, and with each hashtag."""
    authors = await database.fetch(
        "SELECT author_id AS id, count(*) AS n FROM"
        " (SELECT author_id FROM liked WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2) l GROUP BY 1",
        viewer_id,
        likes,
    )
    tags = await database.fetch(
        "SELECT t.tag_id AS id, count(*) AS n FROM"
        " (SELECT post_id FROM liked WHERE user_id = $1 ORDER BY post_id DESC LIMIT $2) l"
        " JOIN tagged t ON t.post_id = l.post_id GROUP BY 1",
        viewer_id,
        likes,
    )
    return {row["id"]: row["n"] for row in authors}, {row["id"]: row["n"] for row in tags}


async def tags_of(post_ids: Sequence[int], among: Collection[int]) -> list[Record]:
    """Pairs of post_id and tag_id, of these tags."""
    return await database.fetch(
        "SELECT post_id, tag_id FROM tagged WHERE post_id = ANY($1::bigint[]) AND tag_id = ANY($2::bigint[])",
        post_ids,
        list(among),
    )


# followed hashtags


async def follow_hashtag(user_id: int, tag: str, at_most: int) -> bool:
    """False when it was followed already, or so many are."""
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"followed hashtags {user_id}")
    done = await database.execute(
        "INSERT INTO followed_hashtags (user_id, tag) SELECT $1, $2"
        " WHERE (SELECT count(*) FROM followed_hashtags WHERE user_id = $1) < $3 ON CONFLICT DO NOTHING",
        user_id,
        tag,
        at_most,
    )
    return done == "INSERT 0 1"


async def unfollow_hashtag(user_id: int, tag: str) -> bool:
    done = await database.execute("DELETE FROM followed_hashtags WHERE user_id = $1 AND tag = $2", user_id, tag)
    return done == "DELETE 1"


async def followed_hashtags(user_id: int) -> list[str]:
    """By name."""
    rows = await database.fetch("SELECT tag FROM followed_hashtags WHERE user_id = $1 ORDER BY tag", user_id)
    return [row["tag"] for row in rows]


async def followed_among(user_id: int, tags: Sequence[str]) -> set[str]:
    rows = await database.fetch(
        "SELECT tag FROM followed_hashtags WHERE user_id = $1 AND tag = ANY($2::text[])", user_id, tags
    )
    return {row["tag"] for row in rows}


# recent searches


async def note_recent(user_id: int, kind: str, value: str, keep: int) -> int:
    """Puts it at the top and drops what stands below the first `keep`. Returns its id."""
    made = ids.new_id()
    await database.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"recent searches {user_id}")
    await database.execute(
        "INSERT INTO recent_searches (user_id, id, kind, value) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (user_id, kind, value) DO UPDATE SET id = excluded.id",
        user_id,
        made,
        kind,
        value,
    )
    await database.execute(
        "DELETE FROM recent_searches WHERE user_id = $1 AND id <="
        " (SELECT id FROM recent_searches WHERE user_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)",
        user_id,
        keep,
    )
    return made


async def recent(user_id: int) -> list[Record]:
    """Last first."""
    return await database.fetch(
        "SELECT id, kind, value FROM recent_searches WHERE user_id = $1 ORDER BY id DESC", user_id
    )


async def forget_recent(user_id: int, search_id: int | None) -> None:
    """One of them, or all."""
    await database.execute(
        "DELETE FROM recent_searches WHERE user_id = $1 AND ($2::bigint IS NULL OR id = $2)", user_id, search_id
    )
