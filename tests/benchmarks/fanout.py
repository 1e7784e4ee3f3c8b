"""One post into 10,000 full timelines: ours against a loader that does nothing else, and against add-and-trim.

Add-and-trim is how Mastodon's `FeedManager` writes: ZADD and ZREMRANGEBYRANK for every follower of every post. Its own
form, the post's id as score and as member and 800 of them kept, runs over timelines of that form.
"""

import random
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self
from urllib.parse import unquote, urlparse

import uvloop

from server.feed import fanout, timeline
from server.graph import service as graph
from server.kit import database, ids, resources, valkey
from server.live import service as live
from tests.benchmarks import cores, house, rows
from tests.benchmarks.report import Bar, Report

FOLLOWERS = 10_000
LENGTH = 1_000
ROUNDS = 7
AT_ONCE = timeline.PUSH_KEYS
FIRST, LAST = 1, -(LENGTH + 1)
"""Ranks that a trim takes: all between `timeline.WHOLE`, which stands first, and the newest."""
ADD_AND_TRIM = f"""
for _, key in ipairs(KEYS) do
    redis.call('ZADD', key, 0, ARGV[1])
    redis.call('ZREMRANGEBYRANK', key, {FIRST}, {LAST})
end
return #KEYS
"""
KEPT_BY_MASTODON = 800
MASTODON = f"""
for _, key in ipairs(KEYS) do
    redis.call('ZADD', key, ARGV[1], ARGV[1])
    redis.call('ZREMRANGEBYRANK', key, 0, -{KEPT_BY_MASTODON + 1})
end
return #KEYS
"""
BY_ID = """
SELECT f.follower_id FROM followers f JOIN users u ON u.id = f.follower_id
WHERE f.user_id = $1 AND f.follower_id > $2 AND f.state = 'following' AND u.last_seen_at >= $3
ORDER BY f.follower_id LIMIT $4
"""
"""Followers in the order of their ids, a statement for each batch: what the order by activity is compared with."""
Added = Callable[[], Awaitable[Any]]
Way = Callable[[list[int], bytes], Added]
"""Gets ready to add an entry to timelines, and returns what does it."""
OURS, RAW = "timeline.push", "raw pipelined ZADD"
PIPELINE, LIBRARY, SCRIPT = "add-and-trim, our client", "add-and-trim, valkey-py", "add-and-trim, one script"
THEIRS = "Mastodon's ZADD and trim to 800, our client"
THEIR_SCRIPT = "Mastodon's ZADD and trim to 800, one script"


def measure() -> Report:
    with house.opened() as home:
        return uvloop.run(_measure(home))


async def _measure(home: house.House) -> Report:
    async with resources.opened(home.settings):
        author, followers = await _people(home.settings.database_url)
        await _fill(followers)
        await _fill_theirs(followers)
        with cores.measured_here(), _Loader(home.settings.valkey_url) as loader:
            client = valkey.connect(home.settings.valkey_url)
            ways: dict[str, Way] = {
                OURS: lambda keys, new: partial(timeline.push, keys, new),
                RAW: loader.prepare,
                PIPELINE: lambda keys, new: partial(_pipelined, keys, new),
                LIBRARY: lambda keys, new: partial(_add_and_trim, client, keys, new),
                SCRIPT: lambda keys, new: partial(_scripted, ADD_AND_TRIM, [timeline.key(i) for i in keys], new),
                THEIRS: lambda keys, new: partial(_mastodon, keys, timeline.post_of(new)),
                THEIR_SCRIPT: lambda keys, new: partial(
                    _scripted, MASTODON, [_their_key(i) for i in keys], timeline.post_of(new)
                ),
            }
            found = await _race(home, ways, followers)
            await client.aclose()
            whole = await _whole(home, author)
            again = await _again(author, followers)
        [used] = await resources.pipe().run(("MEMORY", "USAGE", timeline.key(followers[0]), "SAMPLES", 0))
        [entries] = await resources.pipe().run(("ZCARD", timeline.key(followers[0])))
    best = {name: figures["inserts/s"] for name, figures in found.items()}
    table = [{"way": name, **figures, "ours is": f"{best[OURS] / best[name]:.2f}x"} for name, figures in found.items()]
    native, mastodon = best[OURS] / best[RAW], best[OURS] / max(best[PIPELINE], best[THEIRS])
    return Report(
        {
            f"One post into {FOLLOWERS:,} timelines of {LENGTH:,} entries (median of {ROUNDS})": table,
            f"The whole fan-out (medians of {ROUNDS}, processor time of each)": whole,
            "What it leaves": [
                {"what": "bytes a timeline entry", "found": used / entries},
                {"what": "entries added by a second run", "found": again},
            ],
        },
        [
            Bar("inserts/s of one core", ">= 150,000", f"{best[OURS]:,.0f}", best[OURS] >= 150_000),
            Bar("10,000 followers, with reading them", "< 100 ms", f"{whole[0]['ms']:.0f} ms", whole[0]["ms"] < 100),
            Bar("against add-and-trim, our client", ">= 1.5x", f"{mastodon:.2f}x", mastodon >= 1.5),
            Bar("against the raw loader", ">= 0.5x", f"{native:.2f}x", native >= 0.5),
            Bar("bytes a timeline entry", "<= 85", f"{used / entries:.1f}", used / entries <= 85),
            Bar("a second run adds", "nothing", f"{again} entries", again == 0),
        ],
        ["The raw loader's commands are packed before the clock starts: it is as fast as Valkey takes them."],
    )


async def _people(database_url: str) -> tuple[int, list[int]]:
    """An author, and followers who were seen today."""
    author = ids.new_id()
    followers = sorted(ids.new_id() for _ in range(FOLLOWERS))
    pairs = rows.follows((follower, author) for follower in followers)
    await rows.put(database_url, [rows.users([author, *followers]), *pairs])
    seen = datetime.now(UTC)
    ages = random.Random(3).sample(range(25 * 24 * 3600), FOLLOWERS)
    await database.executemany(
        "UPDATE users SET last_seen_at = $2 WHERE id = $1",
        [(i, seen - timedelta(seconds=age)) for i, age in zip(followers, ages, strict=True)],
    )
    await database.execute("VACUUM ANALYZE users")
    return author, followers


async def _fill(followers: list[int]) -> None:
    """Full timelines, grown side by side as in real life, so that no timeline lies in one piece of memory."""
    await timeline.push(followers, timeline.WHOLE)
    piece = LENGTH // 10
    for _ in range(10):
        members = [timeline.entry(ids.new_id(), i) for i in range(piece)]
        tail = b"".join(b"$1\r\n0\r\n$16\r\n%b\r\n" % member for member in members)
        for start in range(0, FOLLOWERS, AT_ONCE):
            keys = [timeline.key(i) for i in followers[start : start + AT_ONCE]]
            packed = b"".join(
                b"*%d\r\n$4\r\nZADD\r\n$%d\r\n%b\r\n%b" % (2 + 2 * piece, len(key), key, tail) for key in keys
            )
            await resources.pipe().run_packed(packed, len(keys))


async def _race(home: house.House, ways: dict[str, Way], followers: list[int]) -> dict[str, dict[str, float]]:
    """The ways take turns, so that a slow moment of the machine meets all of them."""
    taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    meter = cores.Meter(valkey=home.valkey_pid)
    for turn in range(ROUNDS + 1):
        for name, prepare in ways.items():
            add = prepare(followers, timeline.entry(ids.new_id(), 1))
            meter.start()
            own, began = time.process_time(), time.perf_counter()
            await add()
            seconds = time.perf_counter() - began
            own = time.process_time() - own
            if turn:
                taken[name].append((seconds, own, meter.spent().get("valkey", 0)))
    return {
        name: {
            "inserts/s": FOLLOWERS / sorted(s for s, _, _ in found)[ROUNDS // 2],
            "client µs": sum(own for _, own, _ in found) / ROUNDS / FOLLOWERS * 1e6,
            "Valkey µs": sum(used for _, _, used in found) / ROUNDS / FOLLOWERS * 1e6,
            "ms": sorted(s for s, _, _ in found)[ROUNDS // 2] * 1000,
        }
        for name, found in taken.items()
    }


async def _whole(home: house.House, author: int) -> list[dict[str, Any]]:
    """Times of fan-out, of reading followers, and of taking a post out again, in turns."""

    async def push_by_id() -> None:
        new = timeline.entry(ids.new_id(), author)
        async for some in _by_id(author):
            await timeline.push(some, new)
            await live.nudge(some, "new_posts", {})

    async def read_by_id() -> None:
        async for _ in _by_id(author):
            pass

    async def read(batches: int) -> None:
        async with aclosing(graph.active_followers(author, _long_ago(), fanout.BATCH)) as found:
            async for _ in found:
                batches -= 1
                if not batches:
                    break

    last = 0

    async def push() -> None:
        nonlocal last
        last = ids.new_id()
        assert await fanout.push(last, author) == FOLLOWERS

    ways: dict[str, Added] = {
        "fan-out, those seen last first": push,
        "taking that post out again": lambda: fanout.sweep(last, author),
        "fan-out in the order of ids": push_by_id,
        "reading followers, those seen last first": partial(read, 0),
        "the first batch of these": partial(read, 1),
        "reading followers in the order of ids": read_by_id,
    }
    meter = cores.Meter(PostgreSQL=home.postgres_pid, Valkey=home.valkey_pid)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    spent: dict[str, Counter[str]] = {name: Counter() for name in ways}
    for turn in range(ROUNDS + 1):
        for name, run in ways.items():
            meter.start()
            own, began = time.process_time(), time.perf_counter()
            await run()
            seconds = time.perf_counter() - began
            if turn:
                taken[name].append(seconds)
                spent[name].update({"client": time.process_time() - own} | meter.spent())
    return [
        {
            "what": name,
            "ms": sorted(seconds)[ROUNDS // 2] * 1000,
            **{f"{who}, CPU µs a follower": used / ROUNDS / FOLLOWERS * 1e6 for who, used in spent[name].items()},
        }
        for name, seconds in taken.items()
    ]


async def _again(author: int, followers: list[int]) -> int:
    """How many timelines a second run changes."""
    post = ids.new_id()
    await fanout.push(post, author)
    before = await _contents(followers)
    await fanout.push(post, author)
    after = await _contents(followers)
    return sum(a != b for a, b in zip(before, after, strict=True))


async def _by_id(author: int) -> AsyncIterator[list[int]]:
    after = 0
    while found := await database.fetch(BY_ID, author, after, _long_ago(), fanout.BATCH):
        yield [row["follower_id"] for row in found]
        after = found[-1]["follower_id"]


def _long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=resources.settings().active_days)


async def _contents(followers: list[int]) -> list[Any]:
    """Size and newest entries of each timeline, those left out that the second run's trims may shorten."""
    found: list[Any] = []
    for start in range(0, len(followers), AT_ONCE):
        keys = [timeline.key(i) for i in followers[start : start + AT_ONCE]]
        found += await resources.pipe().run(*(("ZRANGE", key, "0", "20", "REV") for key in keys))
    return found


async def _pipelined(followers: list[int], new: bytes) -> None:
    for start in range(0, len(followers), AT_ONCE):
        keys = [timeline.key(i) for i in followers[start : start + AT_ONCE]]
        await resources.pipe().run(
            *(command for key in keys for command in (("ZADD", key, 0, new), ("ZREMRANGEBYRANK", key, FIRST, LAST)))
        )


async def _scripted(script: str, keys: list[bytes], new: bytes | int) -> None:
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        await resources.pipe().run(("EVAL", script, len(some), *some, new))


async def _mastodon(followers: list[int], new: int) -> None:
    for start in range(0, len(followers), AT_ONCE):
        keys = [_their_key(i) for i in followers[start : start + AT_ONCE]]
        trim = ("0", -(KEPT_BY_MASTODON + 1))
        await resources.pipe().run(
            *(command for key in keys for command in (("ZADD", key, new, new), ("ZREMRANGEBYRANK", key, *trim)))
        )


def _their_key(user_id: int) -> bytes:
    return b"feed:home:%d" % user_id


async def _fill_theirs(followers: list[int]) -> None:
    piece = KEPT_BY_MASTODON // 10
    for _ in range(10):
        made = [ids.new_id() for _ in range(piece)]
        words = tuple(word for post_id in made for word in (post_id, post_id))
        for start in range(0, FOLLOWERS, AT_ONCE):
            some = followers[start : start + AT_ONCE]
            await resources.pipe().run(*(("ZADD", _their_key(i), *words) for i in some))


async def _add_and_trim(client: Any, followers: list[int], new: bytes) -> None:
    for start in range(0, len(followers), AT_ONCE):
        pipeline = client.pipeline(transaction=False)
        for follower in followers[start : start + AT_ONCE]:
            key = timeline.key(follower)
            pipeline.zadd(key, {new: 0})
            pipeline.zremrangebyrank(key, FIRST, LAST)
        await pipeline.execute()


class _Loader:
    """Writes commands packed beforehand, two batches in flight, and counts the bytes of the answers."""

    def __init__(self, url: str) -> None:
        parts = urlparse(url)
        self._address = (parts.hostname, parts.port)
        self._password = unquote(parts.password or "")

    def __enter__(self) -> Self:
        self._socket = socket.create_connection(self._address)
        self._write(f"AUTH {self._password}\r\n".encode())
        self._read(len(b"+OK\r\n"))
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def prepare(self, followers: list[int], new: bytes) -> Added:
        tail = b"\r\n$1\r\n0\r\n$16\r\n%b\r\n" % new
        batches = []
        for start in range(0, len(followers), AT_ONCE):
            keys = [timeline.key(i) for i in followers[start : start + AT_ONCE]]
            batches.append((b"".join(b"*4\r\n$4\r\nZADD\r\n$%d\r\n%b%b" % (len(k), k, tail) for k in keys), len(keys)))

        async def add() -> None:
            self._write(batches[0][0])
            for (_, count), following in zip(batches, [*batches[1:], None], strict=True):
                if following:
                    self._write(following[0])
                self._read(count * len(b":1\r\n"))

        return add

    def _write(self, packed: bytes) -> None:
        self._socket.sendall(packed)

    def _read(self, count: int) -> None:
        while count > 0:
            count -= len(self._socket.recv(min(count, 65536)))
