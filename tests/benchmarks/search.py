"""Searches among a million people, hashtags and captions, beside a bare prefix query on the table of people."""

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
import uvloop

from server.kit import ids, resources
from server.places import gazetteer
from server.search.indexing import rebuild
from tests.benchmarks import cores, house, rows
from tests.benchmarks.load import Generator, Order, Tally
from tests.benchmarks.report import Bar, Report, percentile
from tests.benchmarks.wire import request

PEOPLE = 1_000_000
HASHTAGS = 1_000_000
CAPTIONS = 1_000_000
"""All in the index; the newest `SHOWN` are posts that can be shown."""
SHOWN = 3_000
DAYS = 365
"""Over which the captions are spread."""
VIEWERS, HUBS = 300, 5_000
FOLLOWED = 150
"""By each of the hubs, of whom the viewers are some."""
FREQUENT = "light"
"""Stands in every eighth caption; `APART` in others of the eight, so that no caption has both."""
APART = "rain"
ASKED = 400
"""Different requests of each kind."""
BAR_MS = 50.0
SECONDS = 3.0
CONNECTIONS = 2
SYLLABLES = tuple(re.findall("[a-z]+", "an ar bel cor da el fa gis ho il jun ka lo mi na or pe qua ri sa to ul ve wen"))

# Names and handles of two to four syllables, as crowded as those of real towns. $1 syllables, $2 how many people
PEOPLE_SQL = """
INSERT INTO users (id, handle, skeleton, name, name_key, password_hash)
SELECT i, h, 'k' || i, initcap(n), n, '!' FROM (SELECT i,
    s[1 + i % k] || s[1 + i / k % k] || s[1 + i / k / k % k] || '.' || i AS h,
    s[1 + i % 19] || s[1 + i / 19 % k] || s[1 + i % 3] || ' ' || s[1 + i / 5 % k] || s[1 + i / 3 % k] || s[1 + i % 23]
        AS n
    FROM generate_series(1, $2::bigint) i, (SELECT $1::text[] AS s, cardinality($1::text[]) AS k) syllables) made
"""
REACH_SQL = """
INSERT INTO reach (user_id, followers) SELECT i, (2e6 / (1 + i * 7919 % $1::bigint))::int
FROM generate_series(1, $1::bigint) i WHERE 2e6 / (1 + i * 7919 % $1::bigint) >= 3
"""
PEOPLE_TERMS = """
INSERT INTO search_terms (kind, term, weight, id)
SELECT DISTINCT 1, term, coalesce(round(4 * log(2, 1 + r.followers)), 0), u.id FROM users u
LEFT JOIN reach r ON r.user_id = u.id,
unnest(ARRAY[u.handle, split_part(u.handle, '.', 1), split_part(u.handle, '.', 2), u.name_key,
    split_part(u.name_key, ' ', 1), split_part(u.name_key, ' ', 2)]) term WHERE u.id <= $1::bigint
"""
HASHTAGS_SQL = """
INSERT INTO hashtags (id, tag, spelling, posts, rising)
SELECT i, t, t, 1 + 3e5 / i, 320 - ln(i) FROM (SELECT i, s[1 + i % k] || s[1 + i / k % k] || s[1 + i / k / k % k] ||
    s[1 + i / 3 % k] || i % 1000 || 'x' || i / 1000 AS t
    FROM generate_series(1, $2::bigint) i, (SELECT $1::text[] AS s, cardinality($1::text[]) AS k) syllables) made
"""
HASHTAG_TERMS = """
INSERT INTO search_terms (kind, term, weight, id) SELECT 2, tag, round(4 * log(2, 1 + posts)), id FROM hashtags
"""
# $1 id of the oldest, $2 milliseconds between two, $3 how many, $4 authors, $5 milliseconds of a week
CAPTIONS_SQL = """
INSERT INTO search_posts (post_id, author_id, open, heat, words)
SELECT id, 1 + i % $4::bigint, true, (id >> 22) / $5::double precision + ln(1 + i * 7919 % 1000), array_to_tsvector(
    ARRAY(SELECT DISTINCT w FROM unnest(ARRAY['/w' || (id >> 22) / $5::bigint,
    '/m' || (id >> 22) / $5::bigint / 8, 'word' || i % 20011, 'term' || i % 50021,
    'noun' || i * 31 % 3001, 'verb' || i * 17 % 701, 'so' || i % 89, CASE i % 8 WHEN 0 THEN 'light' WHEN 1 THEN 'rain'
    ELSE 'dry' END]) w)) FROM (SELECT i, $1::bigint + ((i * $2::bigint) << 22) AS id
    FROM generate_series(0, $3::bigint - 1) i) made
"""
FOLLOWS_SQL = """
WITH pairs AS (SELECT DISTINCT u AS user_id, 1 + (u * 7919 + n * 104729) % $1::bigint AS other_id
    FROM generate_series(1, $1::bigint) u, generate_series(1, $2::int) n),
there AS (INSERT INTO following SELECT user_id, other_id, 'following', now() - n.n * interval '1 second'
    FROM pairs, LATERAL (SELECT other_id % 9999 AS n) n WHERE user_id <> other_id)
INSERT INTO followers SELECT other_id, user_id, 'following', now() FROM pairs WHERE user_id <> other_id
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1::text[]) AND indexname <> ALL($2::text[])
"""
BARE = "SELECT id, handle, name FROM users WHERE handle >= $1 AND handle < $1 || '\U0010ffff' ORDER BY handle LIMIT 30"
LOADED = ("search_terms", "search_words", "search_posts")
KEPT = ("search_terms_pkey", "search_words_pkey", "search_posts_pkey")


class Wish(msgspec.Struct):
    """One kind of question, asked in many ways."""

    name: str
    paths: list[str]


def measure() -> Report:
    with house.opened(trusted_proxies=1, rate_limits=False) as home:
        began = time.monotonic()
        uvloop.run(_fill(home))
        filled = time.monotonic() - began
        tokens = uvloop.run(_tokens(home))
        wishes = list(_wishes(uvloop.run(_samples(home))))
        bare = uvloop.run(_bare(home))
        with home.api() as api, Generator() as generator:
            meter = cores.Meter(api=api, valkey=home.valkey_pid, postgres=home.postgres_pid)
            tallies = {wish.name: _load(home, generator, meter, wish, tokens) for wish in wishes}
    return _report(tallies, bare, filled)


async def _fill(home: house.House) -> None:
    now = datetime.now(UTC)
    step = DAYS * 24 * 3600 * 1000 // CAPTIONS
    # the year before 2026 has no ids, so the captions fill what there has been of this one
    oldest = max(ids.at(now - timedelta(days=DAYS)), 1 << ids.TIME_SHIFT)
    step = min(step, ((ids.at(now) - oldest) >> ids.TIME_SHIFT) // CAPTIONS)
    connection = await asyncpg.connect(home.settings.database_url)
    try:
        await connection.execute(
            "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB';"
            " SET maintenance_work_mem = '512MB'"
        )
        indexes = await connection.fetch(INDEXES, LOADED, KEPT)
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        for table in LOADED:
            await connection.execute(f"ALTER TABLE {table} SET UNLOGGED")
        await connection.execute(PEOPLE_SQL, SYLLABLES, PEOPLE)
        await connection.execute(REACH_SQL, PEOPLE)
        await connection.execute(FOLLOWS_SQL, HUBS, FOLLOWED)
        await connection.execute(PEOPLE_TERMS, PEOPLE)
        await connection.execute(HASHTAGS_SQL, SYLLABLES, HASHTAGS)
        await connection.execute(HASHTAG_TERMS)
        await connection.execute(
            "INSERT INTO search_words SELECT DISTINCT kind, term FROM search_terms WHERE term !~ ' |^[0-9]*$'"
        )
        week = 7 * 24 * 3600 * 1000
        await connection.execute(CAPTIONS_SQL, oldest, step, CAPTIONS, PEOPLE, week)
        for index in indexes:
            await connection.execute(index["indexdef"])
    finally:
        await connection.close()
    newest = [oldest + ((n * step) << ids.TIME_SHIFT) for n in range(CAPTIONS - SHOWN, CAPTIONS)]
    made = [rows.NewPost(i, 1 + n % PEOPLE, "so much light") for n, i in enumerate(newest, CAPTIONS - SHOWN)]
    await rows.put(home.settings.database_url, [rows.sessions(range(1, VIEWERS + 1)), *rows.posts(made)])
    await _places(home)


async def _places(home: house.House) -> None:
    async with resources.opened(home.settings):
        await gazetteer.load_if_empty()
        await rebuild.places_anew()


async def _tokens(home: house.House) -> list[str]:
    async with resources.opened(home.settings):
        return list(rows.access_tokens(range(1, VIEWERS + 1)).values())


async def _samples(home: house.House) -> dict[str, list[str]]:
    """Handles, words of names, hashtags and places that are there, of all weights."""
    asked = {
        "handle": "SELECT handle FROM users WHERE id % 2503 = 7",
        "name": "SELECT name_key FROM users WHERE id % 2503 = 7",
        "tag": "SELECT tag FROM hashtags WHERE id % 2503 = 7",
        "place": "SELECT names[1] FROM places WHERE id % 83 = 7 AND names[1] ~ '^[a-z]{6,}$'",
    }
    connection = await asyncpg.connect(home.settings.database_url)
    try:
        return {name: [row[0] for row in await connection.fetch(sql)] for name, sql in asked.items()}
    finally:
        await connection.close()


def _wishes(samples: dict[str, list[str]]) -> Iterator[Wish]:
    chance = random.Random(5)

    def asked(path: str, text: Callable[[], str]) -> list[str]:
        return [f"{path}?q={text()}" for _ in range(ASKED)]

    def some(name: str, length: int | None = None) -> Callable[[], str]:
        return lambda: chance.choice(samples[name])[:length].replace(" ", "%20").rstrip(".")

    def wrong(name: str) -> Callable[[], str]:
        return lambda: _mistyped(chance.choice(samples[name]).split(".")[0].split(" ")[0], chance)

    def nonsense() -> str:
        return "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=9))

    for length in (1, 2, 3, 5):
        yield Wish(
            f"people, {length} letter{'s' if length > 1 else ''}", asked("search/people", some("handle", length))
        )
    yield Wish("people, whole handle", asked("search/people", some("handle")))
    yield Wish("people, whole name", asked("search/people", some("name")))
    yield Wish("people, typo", asked("search/people", wrong("handle")))
    yield Wish("people, nobody", asked("search/people", nonsense))
    yield Wish("hashtags, 1 letter", asked("search/hashtags", some("tag", 1)))
    yield Wish("hashtags, 4 letters", asked("search/hashtags", some("tag", 4)))
    yield Wish("hashtags, typo", asked("search/hashtags", lambda: _mistyped(chance.choice(samples["tag"]), chance)))
    yield Wish("hashtags, none", asked("search/hashtags", nonsense))
    yield Wish("places, 3 letters", asked("search/places", some("place", 3)))
    yield Wish("places, typo", asked("search/places", wrong("place")))
    yield Wish("all kinds, 3 letters", asked("search", some("handle", 3)))
    yield Wish("captions, a rare word", asked("search/posts", lambda: f"word{chance.randrange(20011)}"))
    yield Wish("captions, a word in every eighth", asked("search/posts", lambda: FREQUENT))
    yield Wish("captions, two frequent words that never meet", asked("search/posts", lambda: f"{FREQUENT}%20{APART}"))
    yield Wish("captions, no such word", asked("search/posts", nonsense))
    yield Wish("explore, first page", ["explore"] * ASKED)


def _mistyped(word: str, chance: random.Random) -> str:
    """One letter wrong, missing or twice, but not the first."""
    at = chance.randrange(1, max(len(word), 2))
    return chance.choice([word[:at] + "y" + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + word[at - 1 :]])


async def _bare(home: house.House) -> list[float]:
    """Seconds of the plainest prefix query, on one connection."""
    chance, took = random.Random(7), []
    connection = await asyncpg.connect(home.settings.database_url)
    try:
        for _ in range(4 * ASKED):
            typed = chance.choice(SYLLABLES)[: chance.randint(1, 2)]
            began = time.perf_counter()
            await connection.fetch(BARE, typed)
            took.append(time.perf_counter() - began)
    finally:
        await connection.close()
    return took[ASKED:]


def _load(home: house.House, generator: Generator, meter: cores.Meter, wish: Wish, tokens: Sequence[str]) -> Tally:
    requests = [
        request("GET", f"/api/v1/{path}", tokens[n % VIEWERS], address=f"10.0.{n % VIEWERS // 250}.{n % 250}")
        for n, path in enumerate(wish.paths)
    ]
    order = Order(house.HOST, home.settings.api_port, CONNECTIONS, SECONDS, 1.0, requests)
    return generator.measure(order, meter)


def _report(tallies: dict[str, Tally], bare: Sequence[float], filled: float) -> Report:
    plain = {"what": "a bare prefix query, no HTTP", "per s": round(1 / (sum(bare) / len(bare)))}
    plain |= {name: round(percentile(bare, share) * 1000, 2) for name, share in (("p50 ms", 0.5), ("p95 ms", 0.95))}
    slowest = max(tallies.values(), key=lambda tally: tally.p95_ms)
    return Report(
        {
            f"{PEOPLE:,} people, {HASHTAGS:,} hashtags, {CAPTIONS:,} captions; {CONNECTIONS} connections": [
                plain | {"API ms": 0.0, "PostgreSQL ms": 0.0},
                *(_row(name, tally) for name, tally in tallies.items()),
            ]
        },
        [
            Bar(
                "p95 of every kind of search",
                f"< {BAR_MS:.0f} ms",
                f"{slowest.p95_ms:.1f} ms",
                slowest.p95_ms < BAR_MS,
            )
        ],
        [
            f"Filled in {filled:.0f} s. {VIEWERS} people ask, each following {FOLLOWED} of {HUBS:,} people.",
        ],
    )


def _row(name: str, tally: Tally) -> dict[str, str | float]:
    return {
        "what": name,
        "per s": round(tally.per_second),
        "p50 ms": round(tally.p50_ms, 2),
        "p95 ms": round(tally.p95_ms, 2),
        "API ms": round(tally.cpu_ms("api"), 2),
        "PostgreSQL ms": round(tally.cpu_ms("postgres"), 2),
    }
