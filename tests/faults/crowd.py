"""Authors who post over HTTP and insist on an answer, and followers who read their feeds all the while."""

import asyncio
import itertools
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from shared.problems import ApiError
from tests.installation import Installation, eventually
from tests.world import Person

T = TypeVar("T")
_crowds = itertools.count(1)
PAUSE_SECONDS = 0.05
PUBLISHED = "SELECT id FROM posts WHERE state = 'published' AND author_id = ANY($1::bigint[])"
READY = """
WITH made AS (INSERT INTO media (id, owner_id, state, width, height, blurhash)
              SELECT unnest($1::bigint[]), $2, 'ready', 64, 48, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj' RETURNING id)
INSERT INTO media_variants (media_id, name, sha256, width, height, bytes)
SELECT id, 'w640', sha256(id::text::bytea), 64, 48, 1000 FROM made
"""
"""Media as if their pictures had been prepared; there are no bytes behind them."""
SQL_TRUTH = """
SELECT id FROM posts WHERE state = 'published' AND (author_id = $1 OR author_id IN
    (SELECT other_id FROM following WHERE user_id = $1 AND state = 'following')) ORDER BY id DESC
"""


class Crowd:
    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.authors: list[Person] = []
        self.followers: list[Person] = []
        self.acknowledged: list[int] = []
        """Ids of the posts whose publication was answered."""
        self.refused: Counter[int] = Counter()
        """Status -> how often; 0 where no answer came."""
        self.pages = 0
        """Pages that followers have read while it all happened."""
        self._reading: list[asyncio.Task[None]] = []

    async def gather(self, authors: int = 5, followers: int = 4) -> None:
        """Everybody signs up; follower n follows all authors but the nth."""
        crowd = next(_crowds)
        for number in range(authors):
            self.authors.append(await self.installation.person(f"author{crowd}.{number}"))
        for number in range(followers):
            follower = await self.installation.person(f"reader{crowd}.{number}")
            self.followers.append(follower)
            for author in self.authors:
                if author is not self.authors[number % authors]:
                    await follower.follow(author.handle)
        await self.settled()

    async def post(self, count: int) -> None:
        """So many posts by all authors at once."""
        photos = [secrets.randbits(62) for _ in range(count)]
        shares = [photos[number :: len(self.authors)] for number in range(len(self.authors))]
        for author, own in zip(self.authors, shares, strict=True):
            await self.installation.sql(READY, own, author.user_id)
        await asyncio.gather(*(self._post(author, own) for author, own in zip(self.authors, shares, strict=True)))

    async def _post(self, author: Person, photos: list[int]) -> None:
        for number, photo in enumerate(photos):
            media = str(photo)
            caption = f"{author.handle} {number}"
            draft = await self.insist(lambda m=media, c=caption: author.create_post(m, c))  # type: ignore[misc]
            own = await self.insist(lambda d=draft: author.publish(d.id))  # type: ignore[misc]
            assert own.state == "published" and own.post is not None, own
            self.acknowledged.append(int(own.post.id))

    async def insist(self, request: Callable[[], Awaitable[T]]) -> T:
        """Sends the request until the server does not say that it is its own fault."""
        while True:
            try:
                return await request()
            except ApiError as error:
                if not error.offline and error.status < 500:
                    raise
                self.refused[error.status] += 1
                await asyncio.sleep(PAUSE_SECONDS)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Followers read their first page over and over."""
        tasks = [asyncio.create_task(self._read(follower)) for follower in self.followers]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
        for task in tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def _read(self, follower: Person) -> None:
        while True:
            page = await self.insist(follower.following_feed)
            ids = [int(post.id) for post in page.items]
            assert ids == sorted(set(ids), reverse=True), "a page holds each post once, newest first"
            self.pages += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def settled(self) -> None:
        """Waits until every event has been handled."""

        async def nothing_waits() -> bool:
            return not await self.installation.sql("SELECT FROM outbox LIMIT 1")

        try:
            await eventually(nothing_waits, "the outbox is empty")
        except AssertionError:
            left = await self.installation.sql("SELECT topic, done, attempts, error FROM outbox LIMIT 5")
            raise AssertionError(f"events wait for ever: {left}") from None
        assert not await self.installation.sql("SELECT topic, reaction, error FROM dead_letters")

    async def check(self, posted: int) -> None:
        """Nothing acknowledged is lost, nothing is there twice, and every feed is what SQL says."""
        await self.settled()
        published = [
            row["id"] for row in await self.installation.sql(PUBLISHED, [author.user_id for author in self.authors])
        ]
        assert sorted(published) == sorted(self.acknowledged)
        assert len(published) == posted
        for person in [*self.followers, *self.authors]:
            truth = [row["id"] for row in await self.installation.sql(SQL_TRUTH, person.user_id)]
            assert [int(post.id) async for post in person.every(person.following_feed)] == truth, person.handle
        assert set(self.refused) <= {0, 502, 503}, f"an engine away is no fault of the program: {self.refused}"

    async def leave(self) -> None:
        for person in [*self.authors, *self.followers]:
            await person.close()
