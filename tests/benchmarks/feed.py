"""A page of the Following feed: pages a second, latency, processor time; beside the same bytes served without work."""

import random
from collections.abc import Iterable

import msgspec
import uvloop

from server.kit import cursors, resources
from tests.benchmarks import cores, house, rows, wire
from tests.benchmarks.load import Generator, Order, Tally
from tests.benchmarks.report import Bar, Report
from tests.benchmarks.town import Town
from tests.benchmarks.wire import request

PATH = "/api/v1/feed/following"
DEPTH = 200
"""Half of the pages are first ones, half begin here."""
TURNS = 4
"""What is compared takes turns, and the best turn of each counts: what else the machine does only slows one down."""
FOLLOWS = (10, 100, 1_000, 5_000)
STARS = (0, 10, 100)
TYPICAL_FOLLOWS = 290
CHECKED = 4
"""Readers of each kind whose pages are compared with what they should be."""
BASE = "people of the town"


class Ids(msgspec.Struct):
    """What of a page is compared: the ids alone."""

    class Item(msgspec.Struct):
        id: str

    items: list[Item]


class Kind(msgspec.Struct):
    """Readers who are measured together, and their requests."""

    readers: list[int]
    requests: list[bytes]


def measure() -> Report:
    # behind a proxy, as in production, so that each reader has an address: rate limits count by it as well
    with house.opened(trusted_proxies=1) as home:
        town = Town()
        readers = {BASE: town.people}
        readers |= {_following(count): town.readers(count) for count in FOLLOWS}
        readers |= {_stars(count): town.readers(TYPICAL_FOLLOWS, celebrities=count) for count in STARS}
        kinds = uvloop.run(_settle(home, town, readers))
        with home.api() as api:
            sample = uvloop.run(_check(home, town, kinds))
            static = home.settings.home / "static.json"
            static.write_bytes(sample)
            told = {"BENCH_STATIC": str(static)}
            with home.app("tests.benchmarks.plain:app", "/static", told) as (plain, port), Generator() as generator:
                meter = cores.Meter(api=api, plain=plain, valkey=home.valkey_pid, postgres=home.postgres_pid)
                return _Race(town, kinds, generator, meter, home.settings.api_port, port).report()


def _following(count: int) -> str:
    return f"following {count:,}"


def _stars(count: int) -> str:
    return f"{count} celebrities"


async def _settle(home: house.House, town: Town, readers: dict[str, list[int]]) -> dict[str, Kind]:
    await rows.put(home.settings.database_url, town.rows())
    async with resources.opened(home.settings):
        await town.warm()
        tokens = rows.access_tokens(town.follows)
    chance = random.Random(1)
    kinds = {}
    for name, people in readers.items():
        requests = [raw for person in people for raw in _requests(town, person, tokens[person])]
        chance.shuffle(requests)
        kinds[name] = Kind(people, requests)
    return kinds


def _requests(town: Town, person: int, token: str) -> Iterable[bytes]:
    last_seen = town.newest(person, DEPTH)[-1][0]
    address = ".".join(str(byte) for byte in person.to_bytes(8, "big")[-4:])
    for path in (PATH, f"{PATH}?cursor={cursors.encode(last_seen)}"):
        yield request("GET", path, token, address=address)


async def _check(home: house.House, town: Town, kinds: dict[str, Kind]) -> bytes:
    """Compares some pages with the posts that belong there. Returns a page of typical length."""
    async with resources.opened(home.settings):
        tokens = rows.access_tokens(p for kind in kinds.values() for p in kind.readers[:CHECKED])
    connection = await wire.connect(home.settings.api_port)
    pages = []
    for kind in kinds.values():
        for reader in kind.readers[:CHECKED]:
            expected = [str(post) for post, _ in town.newest(reader, DEPTH + 30)]
            for raw, part in zip(_requests(town, reader, tokens[reader]), (slice(30), slice(DEPTH, None)), strict=True):
                page = await connection.ask(raw)
                found = [item.id for item in msgspec.json.decode(page, type=Ids).items]
                assert found == expected[part], f"{reader}: {found} instead of {expected[part]}"
                pages.append(page)
    connection.close()
    return sorted(pages, key=len)[len(pages) // 2]


class _Race:
    def __init__(
        self,
        town: Town,
        kinds: dict[str, Kind],
        generator: Generator,
        meter: cores.Meter,
        api_port: int,
        plain_port: int,
    ) -> None:
        self.town, self.kinds = town, kinds
        self.generator, self.meter = generator, meter
        self.api_port, self.plain_port = api_port, plain_port

    def page(self, kind: str, connections: int, seconds: float, warm: float = 0.3) -> Tally:
        return self._load(self.api_port, connections, seconds, warm, self.kinds[kind].requests)

    def static(self, connections: int, seconds: float) -> Tally:
        return self._load(self.plain_port, connections, seconds, 0.3, [request("GET", "/static")])

    def pull(self, connections: int, seconds: float) -> Tally:
        people = self.town.people
        first = [request("GET", f"/pull/{person}") for person in people]
        deep = [request("GET", f"/pull/{p}?before={self.town.newest(p, DEPTH)[-1][0]}") for p in people]
        requests = first + deep
        random.Random(2).shuffle(requests)
        return self._load(self.plain_port, connections, seconds, 0.5, requests)

    def _load(self, port: int, connections: int, seconds: float, warm: float, requests: list[bytes]) -> Tally:
        return self.generator.measure(Order(house.HOST, port, connections, seconds, warm, requests), self.meter)

    def report(self) -> Report:
        self.page(BASE, 16, 2.0)  # every token is verified once, by SQL
        pages, statics = {}, {}
        for connections, turns in ((1, 2), (16, TURNS), (64, 2)):
            paired = [(self.page(BASE, connections, 1.5), self.static(connections, 1.0)) for _ in range(turns)]
            pages[connections], statics[connections] = _best(p for p, _ in paired), _best(s for _, s in paired)
        page, static = pages[16], statics[16]
        pull = self.pull(16, 3.0)
        others = [name for name in self.kinds if name != BASE]
        rounds = [{name: self.page(name, 16, 0.7, 0.2) for name in others} for _ in range(TURNS)]
        kinds = {name: _best(each[name] for each in rounds) for name in others}
        follows = [_cpu_ms(kinds[_following(count)]) for count in FOLLOWS]
        stars = [kinds[_stars(count)].per_second for count in STARS]
        rate, cpu = page.per_second, _cpu_ms(page)
        share, flat, starry = rate / static.per_second, max(follows) / min(follows), stars[-1] / stars[0]
        return Report(
            {
                "A page of 30 posts, timelines of 1,000, half of the pages at depth 200": [
                    *(_row(f"Following, {c} connections", pages[c], "api") for c in pages),
                    *(_row(f"the same bytes, static, {c}", statics[c], "plain") for c in statics),
                    _row("SQL pull join, 16", pull, "plain"),
                ],
                "At 16 connections, by whom the reader follows": [_row(name, kinds[name], "api") for name in others],
            },
            [
                Bar("pages/s of one core at 16 connections", ">= 1,000", f"{rate:,.0f}", rate >= 1000),
                Bar("processor time of a page, API and Valkey", "<= 1.0 ms", f"{cpu:.2f} ms", cpu <= 1),
                Bar("against the same bytes without work", ">= 15 %", f"{share:.0%}", share >= 0.15),
                Bar("flat from 10 to 5,000 follows, by processor time", "within 1.2x", f"{flat:.2f}x", flat <= 1.2),
                Bar("following 100 celebrities", ">= 50 % of none", f"{starry:.0%}", starry >= 0.5),
            ],
            [
                "Pages of each kind of reader were compared with the posts that belong there before any were counted.",
                f"At 16 connections the best of {TURNS} turns, at 1 and 64 of two.",
            ],
        )


def _cpu_ms(tally: Tally) -> float:
    return tally.cpu_ms("api") + tally.cpu_ms("valkey")


def _best(turns: Iterable[Tally]) -> Tally:
    return max(turns, key=lambda tally: tally.per_second)


def _row(name: str, tally: Tally, server: str) -> dict[str, str | float]:
    return {
        "what": name,
        "pages/s": round(tally.per_second),
        "p50 ms": round(tally.p50_ms, 2),
        "p99 ms": round(tally.p99_ms, 2),
        "API ms": round(tally.cpu_ms(server), 3),
        "Valkey ms": round(tally.cpu_ms("valkey"), 3),
        "PostgreSQL ms": round(tally.cpu_ms("postgres"), 3),
        "bytes": round(tally.body_bytes),
    }
