"""A small world for tests: the real API in this process, people signed in to it, and its workers on demand."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import msgspec
from litestar import Litestar

from server import worker
from server.accounts import service as accounts
from server.accounts.service import Newcomer
from server.app import create_app
from server.feed import skeleton
from server.feed.ranking import models
from server.kit import database, jobs, limits, relay, resources
from server.kit.relay import Relay
from server.kit.viewer import Viewer
from server.media import delivery
from server.reactions import REACTIONS
from server.settings import Settings
from shared.api import Api
from shared.posts import Post
from tests import pictures

_numbers = itertools.count(1)
_apps: dict[str, Litestar] = {}
PASSWORD = "glass harbour under snow 7"
BASE = "http://vitrine.test"


class Person(Api):
    """A signed-in person."""

    handle: str
    user_id: int


class World:
    def __init__(self, app: Litestar, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._open: list[Api] = []
        self._relay = Relay(REACTIONS)

    def anonymous(self) -> Api:
        api = Api(BASE, transport=self.transport)
        self._open.append(api)
        return api

    async def person(self, handle: str, *, private: bool = False, moderator: bool = False) -> Person:
        """Signs up somebody new."""
        person = Person(BASE, transport=self.transport)
        self._open.append(person)
        tokens = await person.sign_up(handle, PASSWORD, name=handle.title(), device="tests")
        person.handle, person.user_id = handle, int(tokens.me.id)
        if moderator:
            await accounts.grant_role(handle, "moderator")
            await person.sign_in(handle, PASSWORD)
        if private:
            from shared.accounts import ProfileChange

            await person.change_profile(ProfileChange(private=True))
        return person

    async def newcomer(self, handle: str = "", *, private: bool = False) -> Viewer:
        """An account made by its service, for tests that speak to services instead of the API."""
        handle = handle or f"person{next(_numbers)}"
        async with database.transaction():
            made = await accounts.create(Newcomer(handle, handle.title(), "tests", "no password"))
            if private:
                await database.execute("UPDATE users SET private = true WHERE id = $1", made.id)
        return Viewer(made.id, handle, "person", 0)

    async def post(self, author: Person, caption: str = "", *, picture: bytes | None = None) -> Post:
        """Uploads and publishes a photo, and waits until everybody has it."""
        media_id = await author.upload(picture or pictures.jpeg(64, 48), filename="photo.jpg")
        own = await author.create_post(media_id, caption)
        await author.publish(own.id)
        await self.drain()
        published = (await author.own_post(own.id)).post
        assert published is not None, await author.own_post(own.id)
        return published

    async def quick_post(self, author_id: int, caption: str = "") -> int:
        """A published post without the work on its picture: its media row is made ready by hand. Returns its id."""
        return await pictures.publish_quickly(author_id, caption)

    async def relay(self) -> None:
        """Runs the outbox until nothing is due."""
        while await self._relay.batch():
            pass

    async def drain(self, rounds: int = 50) -> None:
        """Runs relay and jobs until nothing is left."""
        for _ in range(rounds):
            await self.relay()
            for tier in worker.TIERS:
                if await resources.queue().zcard(jobs.queue_name(tier)):
                    await self.run_jobs(tier)
            if not await database.fetchval("SELECT count(*) FROM outbox"):
                return
            await database.execute("UPDATE outbox SET due_at = now()")
        raise AssertionError(await database.fetch("SELECT topic, done, error FROM outbox"))

    async def run_jobs(self, tier: str) -> None:
        burst = worker.make_worker(tier, burst=True)
        try:
            await burst.async_run()
        finally:
            await burst.close()

    async def http(self, method: str, path: str, person: Api | None = None, **options: Any) -> httpx.Response:
        """One raw request, as this person or as nobody."""
        headers = dict(options.pop("headers", {}))
        if person is not None and person.tokens is not None:
            headers["Authorization"] = f"Bearer {person.tokens.access_token}"
        async with httpx.AsyncClient(transport=self.transport, base_url=BASE) as client:
            return await client.request(method, path, headers=headers, **options)

    async def close(self) -> None:
        for api in self._open:
            await api.close()


@asynccontextmanager
async def opened_world(settings: Settings, **changes: Any) -> AsyncIterator[World]:
    quiet = {"rate_limits": False, "vision": False, "not_found_ms": 0}
    settings = msgspec.structs.replace(settings, public_api_url=BASE, **(quiet | changes))
    app = _app(settings)
    relay.react_at_once(REACTIONS)
    limits.forget_leases()
    skeleton.forget_book()
    delivery.forget()
    models.forget()
    async with _alive(app, settings):
        world = World(app, settings)
        try:
            yield world
        finally:
            await world.close()


def _app(settings: Settings) -> Litestar:
    """One for all worlds of this process: to build it takes longer than most tests. It learns its settings when it is
    opened, but for the origins that it allows.
    """
    if settings.allowed_origins not in _apps:
        _apps[settings.allowed_origins] = create_app(settings)
    return _apps[settings.allowed_origins]


@asynccontextmanager
async def _alive(app: Litestar, settings: Settings) -> AsyncIterator[None]:
    """Runs the lifespan in a task of its own: a fixture may end in another task than it began, a lifespan may not."""
    ready, over = asyncio.Event(), asyncio.Event()
    opened = resources.opened

    async def live() -> None:
        async with AsyncExitStack() as stack:
            with patch.object(resources, "opened", lambda _: opened(settings)):
                await stack.enter_async_context(app.lifespan())
            ready.set()
            await over.wait()

    life = asyncio.create_task(live())
    life.add_done_callback(lambda _: ready.set())
    await ready.wait()
    try:
        yield
    finally:
        over.set()
        await life


def blob_files(settings: Settings) -> list[Path]:
    """Every file in the local blob store."""
    folder = Path(settings.blob_url.removeprefix("file://"))
    return sorted(path for path in folder.rglob("*") if path.is_file())
