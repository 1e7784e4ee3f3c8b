"""Group commit of likes: every like that arrives while a statement runs joins the next one.

A like is answered only after its statement has committed. Nobody waits for company: alone, a like is a statement of its
own. All wishes of one person go through the same lane, one statement after another, so an unlike never overtakes the
like before it. This room commits by itself, unlike the services: a transaction per request would cost what grouping
saves.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from contextvars import Context

import asyncpg
import msgspec

from server.kit import ids, outbox
from server.kit.problems import NotFound
from server.posts.counts import service as counts
from server.posts.likes import liked, queries
from shared.engagement import Like

LANES = 2
"""Statements in flight per process."""
AT_ONCE = 500
log = logging.getLogger(__name__)


class Wish(msgspec.Struct, frozen=True):
    user_id: int
    post_id: int
    liked: bool
    answer: "asyncio.Future[Like]"

    @property
    def pair(self) -> tuple[int, int]:
        return self.user_id, self.post_id


class _Lane:
    def __init__(self) -> None:
        self.waiting: deque[Wish] = deque()
        self.running: asyncio.Task[None] | None = None

    def add(self, wish: Wish) -> None:
        self.waiting.append(wish)
        if self.running is None or self.running.done():
            # a context of its own: it must not run in the transaction of whoever came first
            self.running = asyncio.get_running_loop().create_task(self._run(), context=Context())

    async def _run(self) -> None:
        while self.waiting:
            await _settle(self._next())

    def _next(self) -> list[Wish]:
        """From the front, each pair once: a second wish for the same pair waits for the next statement."""
        taken: dict[tuple[int, int], Wish] = {}
        later: list[Wish] = []
        while self.waiting and len(taken) + len(later) < AT_ONCE:
            wish = self.waiting.popleft()
            if wish.pair in taken:
                later.append(wish)
            else:
                taken[wish.pair] = wish
        self.waiting.extendleft(reversed(later))
        return list(taken.values())


_lanes: dict[int, _Lane] = {}


async def settled(user_id: int, post_id: int, liked: bool) -> Like:
    """Makes it so that the user likes the post, or not. Raises `NotFound("post")` unless they may see it."""
    answer: asyncio.Future[Like] = asyncio.get_running_loop().create_future()
    _lanes.setdefault(user_id % LANES, _Lane()).add(Wish(user_id, post_id, liked, answer))
    return await answer


async def _settle(wishes: Sequence[Wish]) -> None:
    try:
        rows = await _write(wishes)
    except Exception as error:
        if len(wishes) > 1 and isinstance(error, asyncpg.PostgresError):
            log.warning("%d likes are tried one by one: %s", len(wishes), error)
            for wish in wishes:
                await _settle([wish])
            return
        for wish in wishes:
            if not wish.answer.done():
                wish.answer.set_exception(error)
        return
    try:
        await liked.note((wish.user_id, wish.post_id, wish.liked) for wish in wishes if wish.pair in rows)
    except Exception as error:
        # whatever it was, the likes are durable and somebody waits for the answer
        log.warning("likes are left to the relay to note: %s", error)
    for wish in wishes:
        if wish.answer.done():
            continue
        if wish.pair in rows:
            wish.answer.set_result(Like(liked=wish.liked, likes=rows[wish.pair]))
        else:
            wish.answer.set_exception(NotFound("post"))


async def _write(wishes: Sequence[Wish]) -> dict[tuple[int, int], int]:
    """One durable statement. Returns the likes of each pair that was allowed."""
    rows = await queries.settle(
        [wish.user_id for wish in wishes],
        [wish.post_id for wish in wishes],
        [ids.new_id() for _ in wishes],
        [wish.liked for wish in wishes],
        ids.new_id(),
        ids.new_id(),
    )
    if rows:
        await outbox.wake_relay()
        counts.wake_when_due()
    return {(row["user_id"], row["post_id"]): row["likes"] for row in rows}
