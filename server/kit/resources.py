"""What one process holds open: settings, database pool, Valkey, the queue, the blob store, the id maker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from arq.connections import ArqRedis, RedisSettings, create_pool
from obstore.store import ObjectStore
from valkey.asyncio import Valkey

from server.kit import blobs as blob_stores
from server.kit import database, ids, packing, valkey
from server.kit.forking import keep_children_from_collecting
from server.kit.leases import WorkerLease
from server.kit.pipe import Pipe
from server.settings import Settings


@dataclass(frozen=True)
class Resources:
    settings: Settings
    data: Valkey
    pipe: Pipe
    stories: Valkey
    queue: ArqRedis
    blobs: ObjectStore


_open: Resources | None = None


def _now() -> Resources:
    assert _open is not None, "resources are not open"
    return _open


def settings() -> Settings:
    return _now().settings


def data() -> Valkey:
    """Valkey for timelines, caches and limits. Answers are bytes."""
    return _now().data


def pipe() -> Pipe:
    """The same Valkey as `data()`, for the hot paths."""
    return _now().pipe


def stories() -> Valkey:
    return _now().stories


def queue() -> ArqRedis:
    return _now().queue


def queue_settings() -> RedisSettings:
    """For those who need a connection to the queue of their own."""
    return _queue_settings(_now().settings)


def blobs() -> ObjectStore:
    return _now().blobs


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Resources]:
    """Opens everything for this process and closes it after the block. One at a time."""
    global _open
    assert _open is None, "resources are open already"
    keep_children_from_collecting()
    await database.open_pool(settings)
    data = valkey.connect(settings.valkey_url)
    stories = valkey.connect(settings.stories_valkey_url or settings.valkey_url)
    queue = await create_pool(
        _queue_settings(settings),
        job_serializer=packing.serialize,
        job_deserializer=packing.deserialize,
    )
    lease = WorkerLease(data)
    ids.use(ids.Snowflakes(await lease.take()))
    renewal = asyncio.create_task(lease.keep())
    pipe = Pipe(settings.valkey_url)
    _open = Resources(settings, data, pipe, stories, queue, blob_stores.open_store(settings))
    try:
        yield _open
    finally:
        _open = None
        renewal.cancel()
        with suppress(asyncio.CancelledError):
            await renewal
        await lease.give_back()
        ids.use(None)
        for client in (data, pipe, stories, queue):
            await client.aclose()
        await database.close_pool()


def _queue_settings(settings: Settings) -> RedisSettings:
    """arq speaks through redis-py, which knows Valkey's addresses by the older name only."""
    url = settings.queue_url or settings.valkey_url
    return RedisSettings.from_dsn(url.replace("valkey://", "redis://", 1).replace("valkeys://", "rediss://", 1))
