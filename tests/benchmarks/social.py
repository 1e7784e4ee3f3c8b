"""Likes that are durable when answered, and pages of lists out of tables of a million rows."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
import uvloop

from server.kit import cursors, ids, resources
from tests.benchmarks import cores, house, rows
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.load import Generator, Order, Tally
from tests.benchmarks.report import Bar, Report
from tests.benchmarks.wire import request
from tests.installation import until

PEOPLE = 20_000
LIKING = 2_000
"""Of them like and unlike while it is measured."""
SPREAD = 4_000
"""Posts over which spread likes go."""
MUCH_LIKED = 50
"""Posts liked by everybody: a million likes."""
COMMENTS, REPLIES = 900_000, 100_000
"""On one post, the replies all to one comment."""
READERS = 200
CONNECTIONS = (1, 16, 64)
TURNS = 3


class Town(msgspec.Struct):
    people: list[int]
    author: int
    posts: list[int]
    """`SPREAD` of them, the hot one, those liked by everybody, and the last with the comments."""
    first_like: int
    first_comment: int
    crowd: Crowd

    @property
    def spread(self) -> list[int]:
        return self.posts[:SPREAD]

    @property
    def hot(self) -> int:
        return self.posts[SPREAD]

    @property
    def liked(self) -> list[int]:
        return self.posts[SPREAD + 1 : -1]

    @property
    def discussed(self) -> int:
        return self.posts[-1]


def measure() -> Report:
    with house.opened(trusted_proxies=1) as home:
        town = _town()
        uvloop.run(rows.put(home.settings.database_url, _rows(town)))
        uvloop.run(town.crowd.put(home.settings.database_url, town.people[:LIKING]))
        tokens = uvloop.run(_tokens(home, town))
        with home.api() as api, Generator() as generator:
            meter = cores.Meter(api=api, valkey=home.valkey_pid, postgres=home.postgres_pid)
            race = _Race(home, town, tokens, generator, meter)
            likes = race.likes()
            pages = race.pages()
        return _report(likes, pages, *_fold(home, town))


def _town() -> Town:
    start = ids.at(datetime.now(UTC) - timedelta(days=10))
    numbers = iter(range(start, start + 10**15, 4_000_037))
    people = [next(numbers) for _ in range(PEOPLE)]
    author = next(numbers)
    posts = [next(numbers) for _ in range(SPREAD + MUCH_LIKED + 2)]
    return Town(people, author, posts, next(numbers), next(numbers), Crowd(start + 15 * 10**14))


def _rows(town: Town) -> Iterator[rows.Rows]:
    yield rows.users([*town.people, town.author])
    yield rows.sessions(town.people[:LIKING])
    yield from rows.posts([rows.NewPost(i, town.author, "likeable") for i in town.posts])
    likes = [(post, person) for post in town.liked for person in town.people]
    numbered = [(town.author, post, person, town.first_like + n) for n, (post, person) in enumerate(likes)]
    yield rows.Rows("likes", ("author_id", "post_id", "user_id", "id"), numbered)
    yield rows.Rows("liked", ("user_id", "post_id", "author_id"), [(u, p, town.author) for p, u in likes])
    counts = [(town.author, post, PEOPLE, 0) for post in town.liked]
    counts.append((town.author, town.discussed, 0, COMMENTS + REPLIES))
    yield rows.Rows("post_counts", ("author_id", "post_id", "likes", "comments"), counts)
    columns = ("author_id", "id", "post_id", "user_id", "parent_id", "text")
    first = town.first_comment
    parents = [None] * COMMENTS + [first] * REPLIES
    said = [
        (town.author, first + n, town.discussed, town.people[n % PEOPLE], parent, "Such light over the harbour")
        for n, parent in enumerate(parents)
    ]
    yield rows.Rows("comments", columns, said)


async def _tokens(home: house.House, town: Town) -> dict[int, str]:
    async with resources.opened(home.settings):
        return rows.access_tokens(town.people[:LIKING])


class _Race:
    def __init__(
        self, home: house.House, town: Town, tokens: dict[int, str], generator: Generator, meter: cores.Meter
    ) -> None:
        self.home, self.town, self.tokens, self.generator, self.meter = home, town, tokens, generator, meter
        self.chance = random.Random(3)

    def likes(self) -> dict[tuple[str, int], Tally]:
        """Spread and hot take turns; the best turn of each counts."""
        spread = self._wishes(self.chance.choices(self.town.spread, k=LIKING))
        hot = self._wishes([self.town.hot] * LIKING)
        self._load(spread, 16, 3.0)  # every token is verified once, by SQL
        found: dict[tuple[str, int], Tally] = {}
        for connections in CONNECTIONS:
            for _ in range(TURNS):
                for name, requests in (("spread", spread), ("hot", hot)):
                    tally = self._load(requests, connections, 2.0)
                    best = found.get((name, connections))
                    if best is None or tally.per_second > best.per_second:
                        found[name, connections] = tally
        return found

    def _wishes(self, posts: list[int]) -> list[bytes]:
        """Everybody likes, then everybody takes it back: each request changes a row."""
        pairs = list(zip(self.town.people[:LIKING], posts, strict=True))
        return [
            request(method, f"/api/v1/posts/{post}/like", self.tokens[person], address=_address(person))
            for method in ("PUT", "DELETE")
            for person, post in pairs
        ]

    def pages(self) -> dict[str, Tally]:
        town, last_like = self.town, self.town.first_like + PEOPLE * MUCH_LIKED
        first, last = town.first_comment, town.first_comment + COMMENTS
        paths = {
            "likers": [
                (f"posts/{post}/likes", town.first_like + town.liked.index(post) * PEOPLE, last_like)
                for post in town.liked
            ],
            "comments": [(f"posts/{town.discussed}/comments", first, last)],
            "replies": [(f"comments/{first}/replies", last, last + REPLIES)],
        }
        found = {}
        for name, places in paths.items():
            chosen = [self.chance.choice(places) for _ in range(2 * READERS)]
            found[name] = self._load(list(self._reads(chosen)), 8, 3.0)
        for name, asked in town.crowd.pages(town.people[:READERS]).items():
            found[name] = self._load([self._get(person, path) for person, path in asked], 8, 3.0)
        # of each person the first, which computes, as long as there are people
        firsts = [self._get(person, "suggestions") for person in town.people[READERS:LIKING]]
        found["suggestions, first"] = self._load(firsts, 4, 2.0)
        again = [self._get(person, "suggestions") for person in town.people[READERS : READERS + 100]]
        found["suggestions, again"] = self._load(again, 8, 2.0)
        return found

    def _reads(self, places: Iterable[tuple[str, int, int]]) -> Iterator[bytes]:
        for n, (path, low, high) in enumerate(places):
            person = self.town.people[n % READERS]
            cursor = f"?cursor={cursors.encode(self.chance.randrange(low, high))}" if n % 2 else ""
            yield self._get(person, f"{path}{cursor}")

    def _get(self, person: int, path: str) -> bytes:
        path = f"/api/v1/{path.replace(' ', '%20')}"
        return request("GET", path, self.tokens[person], address=_address(person))

    def _load(self, requests: list[bytes], connections: int, seconds: float) -> Tally:
        order = Order(house.HOST, self.home.settings.api_port, connections, seconds, 0.5, requests)
        return self.generator.measure(order, self.meter)


def _address(person: int) -> str:
    return ".".join(str(byte) for byte in person.to_bytes(8, "big")[-4:])


def _fold(home: house.House, town: Town) -> tuple[int, int]:
    """Lets the relay add up what was liked, and authors be told.

    Returns posts whose counts differ from their rows, and events left.
    """
    with home.process("worker", "-m", "server", "worker", "--tier", "relay", "--tier", "fanout") as process:
        until(lambda: uvloop.run(_ask(home, "SELECT count(*) FROM outbox")) == 0, "the outbox is empty", process)
    wrong = (
        "SELECT count(*) FROM (SELECT post_id, count(*) AS n FROM likes GROUP BY post_id) l"
        " FULL JOIN post_counts c USING (post_id) WHERE coalesce(l.n, 0) <> coalesce(c.likes, 0)"
    )
    return uvloop.run(_ask(home, wrong)), uvloop.run(_ask(home, "SELECT count(*) FROM dead_letters"))


async def _ask(home: house.House, statement: str) -> int:
    connection = await asyncpg.connect(home.settings.database_url)
    try:
        return int(await connection.fetchval(statement))
    finally:
        await connection.close()


def _report(likes: dict[tuple[str, int], Tally], pages: dict[str, Tally], wrong: int, dead: int) -> Report:
    at_16, at_64 = likes["spread", 16], likes["spread", 64]
    share = min(likes["hot", c].per_second / likes["spread", c].per_second for c in (16, 64))
    cpu = at_16.cpu_ms("api") + at_16.cpu_ms("postgres")
    slowest = max(tally.p99_ms for tally in pages.values())
    return Report(
        {
            "Likes and unlikes, each changing a row, answered when durable": [
                _row(f"{name}, {connections} connections", tally) for (name, connections), tally in likes.items()
            ],
            "Pages out of tables of a million rows, first ones and others; 8 connections": [
                _row(name, tally) for name, tally in pages.items()
            ],
        },
        [
            Bar("likes/s at 16 connections", ">= 1,500", f"{at_16.per_second:,.0f}", at_16.per_second >= 1500),
            Bar("likes/s at 64 connections", ">= 3,000", f"{at_64.per_second:,.0f}", at_64.per_second >= 3000),
            Bar("one post that all like, against spread", ">= 80 %", f"{share:.0%}", share >= 0.8),
            Bar("processor time of a like, API and PostgreSQL", "<= 0.6 ms", f"{cpu:.2f} ms", cpu <= 0.6),
            Bar("p99 of each kind of page", "< 50 ms", f"{slowest:.1f} ms", slowest < 50),
            Bar("counts that differ from their rows afterwards", "none", f"{wrong + dead}", wrong + dead == 0),
        ],
        [
            f"{LIKING:,} people, {SPREAD:,} posts to spread over; of each kind the best of {TURNS} turns.",
            "synchronous_commit is on; no relay runs while likes are measured.",
        ],
    )


def _row(name: str, tally: Tally) -> dict[str, str | float]:
    return {
        "what": name,
        "per s": round(tally.per_second),
        "p50 ms": round(tally.p50_ms, 2),
        "p99 ms": round(tally.p99_ms, 2),
        "API ms": round(tally.cpu_ms("api"), 3),
        "Valkey ms": round(tally.cpu_ms("valkey"), 3),
        "PostgreSQL ms": round(tally.cpu_ms("postgres"), 3),
    }
