"""People who act through the services, and what their feeds have to be at any moment."""

import itertools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from server.accounts import service as accounts
from server.feed import jobs, skeleton
from server.feed.celebrities import Book
from server.graph import service as graph
from server.kit import database, resources
from server.kit.jobs import Job
from server.kit.outbox import Event
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.hiding import service as hiding
from server.posts.saves import service as saves
from shared.accounts import ProfileChange
from shared.engagement import Hide
from tests.feed.reading import read_all
from tests.world import World

ORACLE = """
SELECT p.id FROM posts p JOIN users u ON u.id = p.author_id
WHERE p.state = 'published' AND u.state = 'active'
  AND (p.author_id = $1 OR EXISTS (
        SELECT FROM following f WHERE f.user_id = $1 AND f.other_id = p.author_id AND f.state = 'following'))
  AND NOT EXISTS (SELECT FROM blocks b WHERE (b.user_id, b.other_id) IN (($1, p.author_id), (p.author_id, $1)))
  AND NOT EXISTS (SELECT FROM mutes m WHERE m.user_id = $1 AND m.other_id = p.author_id)
  AND NOT EXISTS (SELECT FROM hidden_posts h WHERE h.user_id = $1 AND h.post_id = p.id)
ORDER BY p.id DESC
"""
ON_ITS_WAY = "SELECT (payload->>'post_id')::bigint AS id FROM outbox WHERE topic = 'PostPublished'"
JOBS: dict[str, Job] = {
    each.event.__name__: each for each in (jobs.fan_out_post, jobs.sweep_post, jobs.settle_celebrity)
}
WAITING = "SELECT topic, payload FROM outbox WHERE topic = ANY($1) ORDER BY id"
TIES = ("follow", "unfollow", "block", "unblock", "mute", "unmute", "accept", "refuse", "remove_follower")


class Killed(BaseException):
    """As good as `kill -9`: nothing in the program takes it for a failure of its own."""


@contextmanager
def killed_after(writes: int) -> Iterator[None]:
    """The process ends when it writes to Valkey once more, and loses what it kept in memory."""
    pipe, numbers = resources.pipe(), itertools.count()
    write = pipe.run_packed

    async def write_or_die(packed: bytes, count: int) -> list[Any]:
        if next(numbers) >= writes:
            raise Killed
        return await write(packed, count)

    pipe.run_packed = write_or_die  # type: ignore[method-assign]
    try:
        yield
    except Killed:
        skeleton.forget_book()
    finally:
        del pipe.run_packed


class Town:
    """Each verb is a transaction of its own, as a request would be."""

    def __init__(self, world: World, people: list[Viewer]) -> None:
        self.world, self.people = world, people
        self.made: list[tuple[Viewer, int]] = []
        self.seen: dict[int, set[int]] = {viewer.user_id: set() for viewer in people}
        self.book = Book()
        """Of a process that answers nobody just now."""

    async def act(self, action: str, on: Any) -> None:
        if action in TIES:
            await _allowed(getattr(graph, action), self.people[on[0]], self.people[on[1]].handle)
        elif action in ("hide", "unhide", "save") and on[1] < len(self.made):
            verb = {"hide": _hide, "unhide": hiding.unhide, "save": saves.save}[action]
            await _allowed(verb, self.people[on[0]], self.made[on[1]][1])
        elif action in ("private", "public"):
            await _allowed(accounts.change_profile, self.people[on], ProfileChange(private=action == "private"))
        elif action in ("adore", "shun"):
            # several at once, so that the first people are above and below the threshold by turns
            verb = graph.follow if action == "adore" else graph.unfollow
            for other in self.people[3:]:
                await _allowed(verb, other, self.people[on].handle)
        elif action in ("turn to", "turn from"):
            # between two pages, with a post that is out, so that what was kept for the first one must not be used again
            reader, author = self.people[on[0]], self.people[on[1]]
            await self.act("post", on[1])
            await self.world.drain()
            await self.check(reader)
            await _allowed(graph.follow if action == "turn to" else graph.unfollow, reader, author.handle)
            await self.check(reader)
        elif action == "post":
            author = self.people[on]
            self.made.append((author, await self.world.quick_post(author.user_id)))
        elif action == "delete" and on < len(self.made):
            author, post_id = self.made.pop(on)
            async with database.transaction():
                await posts.delete(author, post_id)
        elif action == "read":
            await self.check(self.people[on])
        elif action == "work":
            await self.world.drain()
        elif action == "flush":
            await resources.data().flushall()
        elif action == "relay killed":
            with killed_after(on):
                await self.world.relay()
        elif action == "worker killed":
            await self.work_until_killed(*on)
        elif action == "restart":
            skeleton.forget_book()
        elif action == "elsewhere":
            # another process answers from here on; what is still on its way, one may know of before another
            await self.world.drain()
            self.book, skeleton._book = skeleton._book, self.book

    async def work_until_killed(self, which: int, writes: int) -> None:
        """One of the jobs of the feed that wait, whichever; it is not acknowledged, so it will run again."""
        waiting = await database.fetch(WAITING, list(JOBS))
        if waiting:
            row = waiting[which % len(waiting)]
            with killed_after(writes):
                await JOBS[row["topic"]].run(msgspec.convert(row["payload"], Event.TOPICS[row["topic"]]))

    async def check(self, viewer: Viewer, *, settled: bool = False) -> None:
        """Nothing is missing but what is still on its way and was never seen, and nothing is there that must not be."""
        expected = [row["id"] for row in await database.fetch(ORACLE, viewer.user_id)]
        on_its_way = {row["id"] for row in await database.fetch(ON_ITS_WAY)}
        shown = await read_all(viewer, limit=3)
        seen = self.seen[viewer.user_id]
        if settled:
            assert shown == expected
        else:
            assert shown == sorted(set(shown), reverse=True), "each once, newest first"
            assert set(shown) <= set(expected)
            missing = set(expected) - set(shown)
            assert missing <= on_its_way, "a post that went out is missing"
            assert not missing & seen, "a post that was seen is missing"
        seen.update(shown)

    async def check_all(self, *, settled: bool = False) -> None:
        for viewer in self.people:
            await self.check(viewer, settled=settled)


async def _hide(viewer: Viewer, post_id: int) -> None:
    await hiding.hide(viewer, post_id, Hide())


async def _allowed(verb: Callable[..., Awaitable[object]], *args: object) -> None:
    """What the rules refuse does not happen."""
    try:
        async with database.transaction():
            await verb(*args)
    except Exception as refusal:
        assert getattr(refusal, "status", 500) in (404, 409), refusal
