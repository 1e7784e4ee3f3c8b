"""A million people who follow somebody, a million posts of one author, a million saves: for lists and their pages."""

from collections.abc import Sequence

import asyncpg

from server.kit import cursors
from tests.benchmarks import rows

CROWD = 1_000_000
FIRST = 1_000_000_000
"""Id of the first of the crowd."""
STAR, PAINTER = FIRST - 1, FIRST - 2
"""Whom the crowd follows, and who has posted so much."""
LIVELY = 20_000
"""Of the crowd follow others besides, so many:"""
FOLLOWS = 20
READERS_FOLLOW = 300
MANY = 5_000
"""What some of the readers follow."""
POSTS = 1_000_000
SAVERS = 10
PLACES = range(5_000, POSTS, 10_000)
"""Where pages of the painter's posts begin; the posts there have pictures."""
PEOPLE = f"""
INSERT INTO users (id, handle, skeleton, name, name_key, password_hash)
SELECT n, 'c' || n, 'c' || n, name, lower(name), '!' FROM (
    SELECT n, initcap(first || ' ' || last || last2) AS name FROM generate_series({STAR - 1}, {FIRST + CROWD - 1}) n
    CROSS JOIN LATERAL (SELECT (ARRAY['ma','lu','an','jo','ka','sa','te','vi','ro','el'])[1 + n % 10]
        || (ARRAY['ria','cas','na','nas','rin','mir','rez','ola','bin','sio'])[1 + n / 10 % 10] AS first,
        (ARRAY['berg','dorf','mann','stein','feld','bach','wald','horn','see','tal'])[1 + n / 100 % 10] AS last,
        substr(md5((n / 1000 % 200)::text), 1, 3) AS last2) w) x
"""
WORDS = f"""
INSERT INTO user_words SELECT DISTINCT w.word, u.id
FROM users u, unnest(string_to_array(u.name_key, ' ') || u.handle) AS w (word) WHERE u.id >= {STAR - 1} AND w.word <> ''
"""
# Pairs of who follows whom, written in both directions.
FOLLOW = """
WITH pairs AS MATERIALIZED (SELECT DISTINCT a, b FROM ({pairs}) p (a, b) WHERE a <> b), there AS (
    INSERT INTO following SELECT a, b, 'following', now() - abs(hashint8(a)) % 10000000 * interval '1 second' FROM pairs
    ON CONFLICT DO NOTHING)
INSERT INTO followers SELECT b, a, 'following', now() - abs(hashint8(a)) % 10000000 * interval '1 second' FROM pairs
ON CONFLICT DO NOTHING
"""
PAIRS = (
    f"SELECT {FIRST} + n, {STAR} FROM generate_series(0, {CROWD - 1}) n",
    f"SELECT {FIRST} + n, {FIRST} + (n * 7919 + k * 104729) % {LIVELY}"
    f" FROM generate_series(0, {LIVELY - 1}) n, generate_series(1, {FOLLOWS}) k",
    f"SELECT r, {FIRST} + (n * 7919 + k * 31) % {LIVELY} FROM unnest($1::bigint[]) WITH ORDINALITY AS w (r, n),"
    f" generate_series(1, CASE WHEN n % 20 = 0 THEN {MANY} ELSE {READERS_FOLLOW} END) k",
)


class Crowd:
    def __init__(self, first_post: int) -> None:
        self.first_post = first_post

    def post(self, number: int) -> int:
        return self.first_post + number * 1_000

    async def put(self, database_url: str, readers: Sequence[int]) -> None:
        """After the readers, who follow hundreds of the crowd, one in twenty thousands; the first have saved posts."""
        await rows.put(
            database_url,
            rows.posts([rows.NewPost(self.post(n), PAINTER, "hung") for end in PLACES for n in range(end - 40, end)]),
        )
        connection = await asyncpg.connect(database_url)
        try:
            await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
            await connection.execute(PEOPLE)
            await connection.execute(WORDS)
            for number, pairs in enumerate(PAIRS):
                await connection.execute(FOLLOW.format(pairs=pairs), *([list(readers)] if number == 2 else []))
            await connection.execute(
                "INSERT INTO posts (author_id, id, draft_id, state, caption, published_at)"
                " SELECT $1, $2 + n * 1000::bigint, $2 + n * 1000::bigint, 'published', '', now()"
                " FROM generate_series(0, $3::int - 1) n ON CONFLICT DO NOTHING",
                PAINTER,
                self.first_post,
                POSTS,
            )
            for number, saver in enumerate(readers[:SAVERS]):
                await connection.execute(
                    "INSERT INTO saves (user_id, post_id, author_id, id)"
                    " SELECT $1, id, $2, id FROM posts WHERE author_id = $2 AND id >= $3 AND id < $4",
                    saver,
                    PAINTER,
                    self.post(number * POSTS // SAVERS),
                    self.post((number + 1) * POSTS // SAVERS),
                )
            await connection.execute("INSERT INTO reach (user_id, followers) VALUES ($1, $2)", STAR, CROWD)
            await connection.execute("VACUUM ANALYZE")
        finally:
            await connection.close()

    def pages(self, readers: Sequence[int]) -> dict[str, list[tuple[int, str]]]:
        """What is asked, and requests for it: who asks, and the path."""
        star, painter = f"c{STAR}", f"c{PAINTER}"
        looked_for = ("m", "an", "maria", "c1000", "c1000777777", "luna bergc4c", "stein", "tal", "dorfa", "zz")
        ends = [(end, cursors.encode(self.post(end))) for end in PLACES]
        return {
            "a profile grid": [
                (readers[n % len(readers)], f"people/{painter}/posts?cursor={cursor}")
                for n, (_, cursor) in enumerate(ends * 4)
            ],
            "saved posts": [(readers[end * SAVERS // POSTS], f"me/saved?cursor={cursor}") for end, cursor in ends],
            "followers": [(reader, f"people/{star}/followers") for reader in readers],
            "followers looked for": [
                (reader, f"people/{star}/followers?q={looked_for[n % len(looked_for)]}")
                for n, reader in enumerate(readers)
            ],
            "a profile with mutuals": [(reader, f"people/{star}") for reader in readers],
            "a list of mutuals": [(reader, f"people/{star}/mutuals") for reader in readers],
        }
