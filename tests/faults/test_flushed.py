"""Valkey loses everything several times while people post and read on: nobody sees anything of it."""

import asyncio
from functools import partial

from server.kit import valkey
from shared.feed import HomePage
from tests.faults.crowd import Crowd
from tests.installation import Installation, eventually
from tests.world import Person

BEFORE, POSTS, FLUSHES = 30, 60, 4
PAGE = 12


async def test_flushing_valkey_under_load_changes_nothing_that_anyone_sees(installation: Installation) -> None:
    crowd = Crowd(installation)
    await crowd.gather(authors=4, followers=4)
    await crowd.post(BEFORE)
    await crowd.settled()
    data = valkey.connect(installation.settings.valkey_url)
    await installation.sql("INSERT INTO celebrities (user_id) VALUES ($1)", crowd.authors[-1].user_id)
    await data.flushall()  # from here on one of the authors is pulled
    scrolls = {person.handle: Scroll(person) for person in [*crowd.followers, *crowd.authors]}
    scrolls |= {f"{person.handle} at home": HomeScroll(person) for person in crowd.followers[:2]}
    reading = [asyncio.create_task(scroll.on_and_on()) for scroll in scrolls.values()]
    posting = asyncio.create_task(crowd.post(POSTS))
    for flush in range(1, FLUSHES + 1):
        reached = BEFORE + POSTS * flush // (FLUSHES + 1)
        await eventually(lambda n=reached: _posted(crowd, posting, n), f"{reached} posts")  # type: ignore[misc]
        await data.flushall()
        rounds = {scroll: scroll.rounds for scroll in scrolls.values()}
        await eventually(lambda r=rounds: _read_again(r, reading), "everybody has read on")  # type: ignore[misc]
    await posting
    await data.aclose()
    for scroll in scrolls.values():
        scroll.over = True
    await asyncio.gather(*reading)
    await crowd.check(BEFORE + POSTS)
    assert not crowd.refused, "nothing was refused"
    await crowd.leave()


class Scroll:
    """Somebody who reads their whole feed, page after page, over and over."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.seen: set[int] = set()
        self.rounds = 0
        self.over = False

    async def on_and_on(self) -> None:
        while not self.over:
            shown = [int(post.id) async for post in self.person.every(partial(self.person.following_feed, limit=PAGE))]
            assert shown == sorted(set(shown), reverse=True), "each post once, newest first, over all pages"
            assert self.seen <= set(shown), f"{self.person.handle} misses {self.seen - set(shown)}"
            self.seen.update(shown)
            self.rounds += 1


class HomeScroll(Scroll):
    """Somebody who reads Home to its end, and the same order once more from its beginning."""

    async def on_and_on(self) -> None:
        while not self.over:
            first = await self.person.home_feed(limit=PAGE)
            assert first.snapshot, "Valkey is empty now and then, and never away"
            shown = await self._to_the_end(first)
            assert len(shown) == len(set(shown)) > 0, "each post once, over all pages"
            again = await self._to_the_end(await self.person.home_feed(limit=PAGE, snapshot=first.snapshot))
            assert again == shown, "what was ranked stays as it was"
            self.rounds += 1

    async def _to_the_end(self, page: HomePage) -> list[str]:
        shown = [item.post.id for item in page.items]
        while page.cursor:
            page = await self.person.home_feed(cursor=page.cursor, limit=PAGE)
            shown += [item.post.id for item in page.items]
        return shown


async def _posted(crowd: Crowd, posting: asyncio.Task[None], count: int) -> bool:
    return len(crowd.acknowledged) >= count or posting.done()


async def _read_again(rounds: dict[Scroll, int], reading: list[asyncio.Task[None]]) -> bool:
    for task in reading:
        if task.done():
            task.result()
    return all(scroll.rounds > before + 1 for scroll, before in rounds.items())
