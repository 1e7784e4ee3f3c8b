"""From the tap on "Share", and from the last byte of a photo, to the post in a follower's feed; all over HTTP."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import uvloop

from server.kit import ids, resources
from shared.accounts import Me, Tokens
from shared.api import Api
from tests.benchmarks import house, rows, wire
from tests.benchmarks.report import Bar, Report, spread
from tests.media.pictures import photo

AUTHORS = 30
FOLLOWERS = 500
"""All follow every author."""
WATCHING = 80
"""Of them look at their feeds, one after another."""
OLD_POSTS = 1_200
PACES = {1: 8, 50: 8}
"""Posts a second -> seconds."""
PHOTO = (4_000, 3_000)
PHOTOS = 6
PATIENCE = 20.0
FEED = "/api/v1/feed/following"
PAUSE = 0.004
"""Seconds between two looks: without one, looking would take all that the machine has from what is looked for."""


class Feed(msgspec.Struct):
    """What of a page is read."""

    class Item(msgspec.Struct):
        id: str

    items: list[Item]
    cursor: str | None


class Answer(msgspec.Struct):
    """What of the answer to publishing is read."""

    post: Feed.Item


class People(msgspec.Struct):
    authors: list[int]
    watching: list[int]
    tokens: dict[int, str]
    drafts: list[rows.NewPost]


def measure() -> Report:
    content = photo(*PHOTO)
    with house.opened(pinned=False) as home:
        people = uvloop.run(_settle(home))
        with home.api(), home.process("worker", "-m", "server", "worker"):
            return uvloop.run(_measure(home, people, content))


async def _settle(home: house.House) -> People:
    """Everybody's timeline is full; every draft's picture is ready."""
    start = ids.at(datetime.now(UTC) - timedelta(days=1))
    numbers = iter(range(start, start + 10**12, 4_000_037))
    authors = [next(numbers) for _ in range(AUTHORS)]
    followers = [next(numbers) for _ in range(FOLLOWERS)]
    old = [rows.NewPost(next(numbers), authors[i % AUTHORS], "old #city") for i in range(OLD_POSTS)]
    wanted = sum(rate * seconds for rate, seconds in PACES.items()) + AUTHORS
    drafts = [rows.NewPost(next(numbers), authors[i % AUTHORS], "new #city", "draft") for i in range(wanted)]
    everybody = [*authors, *followers]
    pairs = rows.follows((follower, author) for follower in followers for author in authors)
    tables = [rows.users(everybody), rows.sessions(everybody), *pairs, *rows.posts([*old, *drafts])]
    await rows.put(home.settings.database_url, tables)
    async with resources.opened(home.settings):
        return People(authors, followers[:WATCHING], rows.access_tokens(everybody), drafts)


async def _measure(home: house.House, people: People, content: bytes) -> Report:
    async with _watching(home, people) as watch:
        publish = _Publishing(home, people, watch)
        await publish.paced(10, 2)
        paced = {rate: await publish.paced(rate, seconds) for rate, seconds in PACES.items()}
        photos = [await _share(home, people, watch, content, author) for author in people.authors[: PHOTOS + 1]]
    whole = spread(photos[1:])
    at_50 = paced[50]["p99 ms"]
    return Report(
        {
            f"Published to visible for a follower; {FOLLOWERS} followers, media ready": [
                {"posts/s": rate, **row} for rate, row in paced.items()
            ],
            f"Last byte of a photo to visible; {PHOTO[0]}x{PHOTO[1]}, {len(content) / 1e6:.1f} MB": [
                {"photos": PHOTOS, **whole}
            ],
        },
        [
            Bar("published to visible, p99 at 50/s", "< 150 ms", f"{at_50:.0f} ms", at_50 < 150),
            Bar("last byte to visible, slowest", "< 2,000 ms", f"{whole['max ms']:.0f} ms", whole["max ms"] < 2000),
        ],
        [
            "The clock starts when the request is sent, or the last piece of a photo begins to be sent. Meanwhile one"
            f" feed after another is asked for, with {PAUSE * 1000:.0f} ms between. Nothing is bound to a core."
        ],
    )


class _Watch:
    """Followers who take turns in looking at their feeds."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self._awaited: dict[str, asyncio.Future[float]] = {}

    async def look(self, port: int, people: People) -> None:
        """Until cancelled."""
        connection = await wire.connect(port)
        try:
            for follower in itertools.cycle(people.watching):
                path: str | None = FEED
                while path:
                    raw = await connection.ask(wire.request("GET", path, people.tokens[follower]))
                    path = self._note(msgspec.json.decode(raw, type=Feed))
                await asyncio.sleep(PAUSE)
        finally:
            connection.close()

    def _note(self, page: Feed) -> str | None:
        """Where to look on, as long as something awaited is older than this page."""
        now = time.perf_counter()
        for item in page.items:
            if item.id not in self._seen:
                self._seen[item.id] = now
                if (waiting := self._awaited.pop(item.id, None)) is not None:
                    waiting.set_result(now)
        if page.cursor and self._awaited and min(map(int, self._awaited)) < int(page.items[-1].id):
            return f"{FEED}?cursor={page.cursor}"
        return None

    async def first_seen(self, post_id: str) -> float:
        """When it first stood in some follower's feed. Raises `TimeoutError`."""
        if post_id in self._seen:
            return self._seen[post_id]
        self._awaited[post_id] = asyncio.get_running_loop().create_future()
        return await asyncio.wait_for(self._awaited[post_id], PATIENCE)


@asynccontextmanager
async def _watching(home: house.House, people: People) -> AsyncIterator[_Watch]:
    watch = _Watch()
    looking = asyncio.create_task(watch.look(home.settings.api_port, people))
    await asyncio.sleep(1)
    try:
        yield watch
        if looking.done():
            looking.result()
    finally:
        looking.cancel()


class _Publishing:
    def __init__(self, home: house.House, people: People, watch: _Watch) -> None:
        self._port, self._people, self._watch = home.settings.api_port, people, watch
        self._drafts = iter(people.drafts)
        self._connections: list[wire.Connection] = []

    async def paced(self, per_second: int, seconds: int) -> dict[str, Any]:
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            tasks = []
            for i in range(per_second * seconds):
                await asyncio.sleep(max(start + i / per_second - time.perf_counter(), 0))
                tasks.append(group.create_task(self._publish(next(self._drafts))))
        answered, visible = zip(*(task.result() for task in tasks), strict=True)
        return {"posts": len(visible), "answered p50 ms": spread(answered)["p50 ms"], **spread(visible)}

    async def _publish(self, draft: rows.NewPost) -> tuple[float, float]:
        """Seconds to the answer, and to a follower's feed."""
        connection = self._connections.pop() if self._connections else await wire.connect(self._port)
        raw = wire.request("POST", f"/api/v1/posts/{draft.id}/publish", self._people.tokens[draft.author_id])
        sent = time.perf_counter()
        answer = msgspec.json.decode(await connection.ask(raw), type=Answer)
        answered = time.perf_counter()
        self._connections.append(connection)
        return answered - sent, await self._watch.first_seen(answer.post.id) - sent


async def _share(home: house.House, people: People, watch: _Watch, content: bytes, author: int) -> float:
    """Uploads, publishes, and returns the seconds from the last piece to a follower's feed."""
    api = Api(home.settings.api_url, tokens=_signed_in(author, people.tokens[author]))
    sent = [time.perf_counter()]
    media_id = await api.upload(content, progress=lambda *_: sent.append(time.perf_counter()))
    draft = await api.create_post(media_id, "a photo #city")
    own = await api.publish(draft.id)
    while own.post is None:
        assert own.state == "processing", own
        await asyncio.sleep(0.02)
        own = await api.own_post(draft.id)
    await api.close()
    return await watch.first_seen(own.post.id) - sent[-2]


def _signed_in(author: int, token: str) -> Tokens:
    return Tokens(
        access_token=token,
        refresh_token="",
        expires_in=600,
        me=Me(
            id=str(author),
            handle=rows.handle(author),
            name="",
            bio="",
            private=False,
            role="person",
            picture=None,
            created_at=ids.time_of(author),
        ),
    )
