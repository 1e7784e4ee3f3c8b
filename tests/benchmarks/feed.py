"""Pages of Home and of Following: how many a second, latency, processor time; beside the same bytes without work."""

import random
from collections.abc import Iterable

import asyncpg
import msgspec
import uvloop

from server.kit import cursors, resources
from tests.benchmarks import cores, home, house, rows, wire
from tests.benchmarks.load import Generator, Order, Tally
from tests.benchmarks.report import Bar, Report, spread
from tests.benchmarks.town import INDEX, Town
from tests.benchmarks.wire import request

PATH = "/api/v1/feed/following"
DEPTH = 200
"""Half of the pages of Following are first ones, half begin here."""
TURNS = 3
"""What is compared takes turns, and the best turn of each counts: what else the machine does only slows one down."""
CONNECTIONS = (1, 16, 64)
FOLLOWS = (10, 100, 1_000, 5_000)
STARS = (0, 10, 100)
TYPICAL_FOLLOWS = 290
CHECKED = 4
"""Readers of each kind whose pages of Following are compared with what they should be."""
HOME_READERS = {True: 100, False: 24}
"""Of the people of the town, and of each other kind; enough that nobody's rate limit is reached."""
COLD_READERS = 30
BASE = "people of the town"
FOLLOWING, FIRST, NEXT = "Following", "Home, first page", "Home, next page"
OPEN_SHARE = 0.5
"""Of the rate that a closed loop reached, for the open one."""


class Ids(msgspec.Struct):
    """What of a page is compared: the ids alone."""

    class Item(msgspec.Struct):
        id: str

    items: list[Item]


class Kind(msgspec.Struct):
    """Readers who are measured together, and their requests."""

    readers: list[int]
    requests: dict[str, list[bytes]]
    """Of `FOLLOWING`, `FIRST` and `NEXT`."""


class Found(msgspec.Struct):
    """What is not a matter of load."""

    page: bytes
    """Of Following, of typical length."""
    trips: dict[str, int]
    weights: dict[str, float]
    cold: dict[str, list[float]]
    """Seconds."""


def measure() -> Report:
    # behind a proxy, as in production, so that each reader has an address: rate limits count by it as well
    with house.opened(trusted_proxies=1) as home_:
        town = Town()
        readers = {BASE: town.people}
        readers |= {_following(count): town.readers(count) for count in FOLLOWS}
        readers |= {_stars(count): town.readers(TYPICAL_FOLLOWS, celebrities=count) for count in STARS}
        cold = town.readers(TYPICAL_FOLLOWS)[:COLD_READERS]
        kinds, tokens = uvloop.run(_settle(home_, town, readers, cold))
        with home_.api() as api:
            found = uvloop.run(_check(home_, town, kinds, tokens, cold))
            static = home_.settings.home / "static.json"
            static.write_bytes(found.page)
            told = {"BENCH_STATIC": str(static)}
            with home_.app("tests.benchmarks.plain:app", "/static", told) as (plain, port), Generator() as generator:
                meter = cores.Meter(api=api, plain=plain, valkey=home_.valkey_pid, postgres=home_.postgres_pid)
                return _Race(town, kinds, found, generator, meter, home_.settings.api_port, port).report()


def _following(count: int) -> str:
    return f"following {count:,}"


def _stars(count: int) -> str:
    return f"{count} celebrities"


async def _settle(
    home_: house.House, town: Town, readers: dict[str, list[int]], cold: list[int]
) -> tuple[dict[str, Kind], dict[int, str]]:
    await rows.put(home_.settings.database_url, town.rows())
    connection = await asyncpg.connect(home_.settings.database_url)
    await connection.execute(INDEX)
    await connection.close()
    async with resources.opened(home_.settings):
        await town.warm(without=cold)
        tokens = rows.access_tokens(town.follows)
    chance = random.Random(1)
    kinds = {}
    for name, people in readers.items():
        requests = [raw for person in people for raw in _requests(town, person, tokens[person])]
        chance.shuffle(requests)
        kinds[name] = Kind(people, {FOLLOWING: requests})
    return kinds, tokens


def _address(person: int) -> str:
    return ".".join(str(byte) for byte in person.to_bytes(8, "big")[-4:])


def _requests(town: Town, person: int, token: str) -> Iterable[bytes]:
    last_seen = town.newest(person, DEPTH)[-1][0]
    for path in (PATH, f"{PATH}?cursor={cursors.encode(last_seen)}"):
        yield request("GET", path, token, address=_address(person))


async def _check(
    home_: house.House, town: Town, kinds: dict[str, Kind], tokens: dict[int, str], cold: list[int]
) -> Found:
    """Compares some pages with the posts that belong there, and reads first pages of Home for the ones after them."""
    port = home_.settings.api_port
    pages = []
    for name, kind in kinds.items():
        connection = await wire.connect(port)
        for reader in kind.readers[:CHECKED]:
            expected = [str(post) for post, _ in town.newest(reader, DEPTH + 30)]
            for raw, part in zip(_requests(town, reader, tokens[reader]), (slice(30), slice(DEPTH, None)), strict=True):
                page = await connection.ask(raw)
                found = [item.id for item in msgspec.json.decode(page, type=Ids).items]
                assert found == expected[part], f"{reader}: {found} instead of {expected[part]}"
                pages.append(page)
        connection.close()  # idle, it would be closed by the server
        some = kind.readers[: HOME_READERS[name == BASE]]
        firsts, nexts = await home.requests(port, [(p, tokens[p], _address(p)) for p in some])
        kind.requests |= {FIRST: firsts, NEXT: nexts}
    half = len(cold) // 2
    async with resources.opened(home_.settings):
        reader = kinds[BASE].readers[0]
        trips, weights = await home.round_trips(reader), await home.weights(reader)
    asked = [(p, tokens[p], _address(p)) for p in cold]
    took = {
        FOLLOWING: await home.cold(port, PATH, asked[:half]),
        FIRST: await home.cold(port, home.PATH, asked[half:]),
    }
    return Found(sorted(pages, key=len)[len(pages) // 2], trips, weights, took)


class _Race:
    def __init__(
        self,
        town: Town,
        kinds: dict[str, Kind],
        found: Found,
        generator: Generator,
        meter: cores.Meter,
        api_port: int,
        plain_port: int,
    ) -> None:
        self.town, self.kinds, self.found = town, kinds, found
        self.generator, self.meter = generator, meter
        self.api_port, self.plain_port = api_port, plain_port

    def page(self, what: str, kind: str, connections: int, seconds: float, warm: float = 0.2, rate: float = 0) -> Tally:
        return self._load(self.api_port, connections, seconds, warm, self.kinds[kind].requests[what], rate)

    def static(self, connections: int, seconds: float) -> Tally:
        return self._load(self.plain_port, connections, seconds, 0.2, [request("GET", "/static")])

    def pull(self, connections: int, seconds: float) -> Tally:
        people = self.town.people
        first = [request("GET", f"/pull/{person}") for person in people]
        deep = [request("GET", f"/pull/{p}?before={self.town.newest(p, DEPTH)[-1][0]}") for p in people]
        requests = first + deep
        random.Random(2).shuffle(requests)
        return self._load(self.plain_port, connections, seconds, 0.5, requests)

    def _load(
        self, port: int, connections: int, seconds: float, warm: float, requests: list[bytes], rate: float = 0
    ) -> Tally:
        return self.generator.measure(Order(house.HOST, port, connections, seconds, warm, requests, rate), self.meter)

    def report(self) -> Report:
        self.page(FOLLOWING, BASE, 16, 2.0)  # every token is verified once, by SQL
        base, static = self._by_connections()
        pull = self.pull(16, 2.5)
        kinds = self._by_kind()
        loops = {what: self._open_loop(what, base[what, 16].per_second) for what in (FOLLOWING, FIRST, NEXT)}
        kind_rows = {
            f"{what}, at 16 connections, by whom the reader follows": [
                _row(name, kinds[name, what], "api") for name in self.kinds if name != BASE
            ]
            for what in (FOLLOWING, FIRST, NEXT)
        }
        return Report(
            {
                "A page of 30 posts, timelines of 1,000; of Following half of the pages at depth 200": [
                    *(_row(f"{what}, {c} connections", base[what, c], "api") for what, c in base),
                    *(_row(f"the same bytes, static, {c}", static[c], "plain") for c in static),
                    _row("SQL pull join, 16", pull, "plain"),
                ],
                **kind_rows,
                "Open loop, at half of the rate above; each timed from when it should have left": [
                    {"what": what, "pages/s": round(rate), **_times(tally)} for what, (rate, tally) in loops.items()
                ],
                "The first page of people of whom Valkey holds nothing, one at a time": [
                    {"what": what, **spread(took)} for what, took in self.found.cold.items()
                ],
                "Round trips to Valkey": [{"what": what, "trips": n} for what, n in self.found.trips.items()],
                "Bytes in Valkey": [{"what": what, "bytes": round(n, 1)} for what, n in self.found.weights.items()],
            },
            self._bars(base, static, kinds),
            [
                "Pages of Following were compared with the posts that belong there before any were counted, and of Home"
                " no post came twice.",
                f"At 16 connections the best of {TURNS} turns, at 1 and 64 of one.",
            ],
        )

    def _by_connections(self) -> tuple[dict[tuple[str, int], Tally], dict[int, Tally]]:
        base, static = {}, {}
        for connections in CONNECTIONS:
            turns = []
            for _ in range(TURNS if connections == 16 else 1):
                one = {what: self.page(what, BASE, connections, 1.2) for what in (FOLLOWING, FIRST, NEXT)}
                turns.append((one, self.static(connections, 0.8)))
            for what in (FOLLOWING, FIRST, NEXT):
                base[what, connections] = _best(one[what] for one, _ in turns)
            static[connections] = _best(bare for _, bare in turns)
        return dict(sorted(base.items(), key=lambda pair: pair[0][0])), static

    def _by_kind(self) -> dict[tuple[str, str], Tally]:
        names = [(name, what) for name in self.kinds if name != BASE for what in (FOLLOWING, FIRST, NEXT)]
        seconds = {FOLLOWING: 0.6, FIRST: 1.2, NEXT: 0.6}  # a loud machine may answer no first page in less
        rounds = [
            {(name, what): self.page(what, name, 16, seconds[what]) for name, what in names} for _ in range(TURNS)
        ]
        return {each: _best(one[each] for one in rounds) for each in names}

    def _open_loop(self, what: str, closed: float) -> tuple[float, Tally]:
        rate = closed * OPEN_SHARE
        return rate, self.page(what, BASE, 64, 2.0, 0.5, rate)

    def _bars(
        self, base: dict[tuple[str, int], Tally], static: dict[int, Tally], kinds: dict[tuple[str, str], Tally]
    ) -> list[Bar]:
        page, first, later = (base[what, 16] for what in (FOLLOWING, FIRST, NEXT))
        rate, cpu = page.per_second, _cpu_ms(page)
        follows = [_cpu_ms(kinds[_following(count), FOLLOWING]) for count in FOLLOWS]
        stars = [kinds[_stars(count), FOLLOWING].per_second for count in STARS]
        share, flat, starry = rate / static[16].per_second, max(follows) / min(follows), stars[-1] / stars[0]
        trips, dearer, entry = self.found.trips[FIRST], _cpu_ms(later) / cpu, self.found.weights["timeline, an entry"]
        return [
            Bar("pages/s of Following, one core, 16 connections", ">= 1,000", f"{rate:,.0f}", rate >= 1000),
            Bar("processor time of such a page, API and Valkey", "<= 1.0 ms", f"{cpu:.2f} ms", cpu <= 1),
            Bar("against the same bytes without work", ">= 15 %", f"{share:.0%}", share >= 0.15),
            Bar("flat from 10 to 5,000 follows, by processor time", "within 1.2x", f"{flat:.2f}x", flat <= 1.2),
            Bar("following 100 celebrities", ">= 50 % of none", f"{starry:.0%}", starry >= 0.5),
            Bar(
                "first pages of Home a second, one core",
                ">= 200",
                f"{first.per_second:,.0f}",
                first.per_second >= 200,
            ),
            Bar(
                "processor time of a first page of Home, API",
                "<= 4 ms",
                f"{first.cpu_ms('api'):.2f} ms",
                first.cpu_ms("api") <= 4,
            ),
            Bar("round trips of a first page of Home", "<= 3", str(trips), trips <= 3),
            Bar("a later page of Home against one of Following", "<= 1.2x", f"{dearer:.2f}x", dearer <= 1.2),
            Bar("bytes of an entry of a timeline", "<= 85", f"{entry:.0f}", entry <= 85),
        ]


def _cpu_ms(tally: Tally) -> float:
    return tally.cpu_ms("api") + tally.cpu_ms("valkey")


def _best(turns: Iterable[Tally]) -> Tally:
    return max(turns, key=lambda tally: tally.per_second)


def _times(tally: Tally) -> dict[str, float]:
    return {name: round(ms, 2) for name, ms in (("p50 ms", tally.p50_ms), ("p99 ms", tally.p99_ms))}


def _row(name: str, tally: Tally, server: str) -> dict[str, str | float]:
    return {
        "what": name,
        "pages/s": round(tally.per_second),
        **_times(tally),
        "API ms": round(tally.cpu_ms(server), 3),
        "Valkey ms": round(tally.cpu_ms("valkey"), 3),
        "PostgreSQL ms": round(tally.cpu_ms("postgres"), 3),
        "bytes": round(tally.body_bytes),
    }
