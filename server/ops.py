"""Health of the installation: for load balancers, and in detail for moderators."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import obstore
from litestar import Response, get

from server.feed import fanout
from server.feed import jobs as feed_jobs
from server.kit import database, jobs, lag, limits, outbox, relay, resources
from server.kit.lag import Lag
from server.kit.problems import Forbidden
from server.kit.viewer import Viewer
from server.live import presence
from server.posts.events import PostPublished
from server.version import VERSION
from server.worker import TIERS
from shared.ops import AdminHealth, Backlog, EngineHealth, Health

SECONDS = 2.0
"""An engine that takes longer to answer counts as down."""


async def _postgres() -> tuple[str, str]:
    row = await database.fetchrow(
        "SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes"
    )
    return (row["version"].split()[0], f"{row['bytes'] / 2**20:.0f} MiB") if row else ("", "")


async def _valkey() -> tuple[str, str]:
    info = await resources.data().info()
    missed = f", {limits.unanswered} rate limits not asked" if limits.unanswered else ""
    return str(info.get("valkey_version", info["redis_version"])), f"{info['used_memory'] / 2**20:.0f} MiB used{missed}"


async def _queue() -> tuple[str, str]:
    info = await resources.queue().info("server")
    return str(info.get("valkey_version", info["redis_version"])), "job queue"


async def _blobs() -> tuple[str, str]:
    store = resources.blobs()
    await obstore.put_async(store, "health", b"ok")
    return "", type(store).__name__


async def _live() -> tuple[str, str]:
    found = await presence.gateways()
    if not found:
        raise LookupError("no gateway has been heard of")
    lines, pushes, dropped = (sum(getattr(one, name) for one in found) for name in ("lines", "pushes", "dropped"))
    return "", f"{lines} lines, {pushes} pushes, {dropped} dropped as too slow, {len(found)} gateways"


ENGINES: dict[str, Callable[[], Awaitable[tuple[str, str]]]] = {
    "PostgreSQL": _postgres,
    "Valkey": _valkey,
    "Queue": _queue,
    "Blob store": _blobs,
    "Live line": _live,
}


async def _engine(name: str) -> EngineHealth:
    start = time.perf_counter()
    try:
        version, detail = await asyncio.wait_for(ENGINES[name](), SECONDS)
    except Exception as error:
        return EngineHealth(name=name, up=False, detail=f"{type(error).__name__}: no answer")
    latency = (time.perf_counter() - start) * 1000
    return EngineHealth(name=name, up=True, version=version, latency_ms=round(latency, 2), detail=detail)


async def _backlog() -> list[Backlog]:
    lags = await lag.of([relay.LAG, *TIERS, fanout.LAG])
    rows = [_waiting("outbox", *await outbox.waiting(), lags.get(relay.LAG))]
    for tier in TIERS:
        queue = jobs.queue_name(tier)
        first = await resources.queue().zrange(queue, 0, 0, withscores=True)
        oldest = datetime.fromtimestamp(first[0][1] / 1000, UTC) if first else None
        rows.append(_waiting(f"{tier} jobs", await resources.queue().zcard(queue), oldest, lags.get(tier)))
    spreading = await outbox.waiting(PostPublished.__name__, feed_jobs.fan_out_post.name)
    rows.append(_waiting("fan-out", *spreading, lags.get(fanout.LAG)))
    return [*rows, Backlog(name="dead letters", waiting=await jobs.dead_letter_count())]


def _waiting(name: str, count: int, oldest: datetime | None, waited: Lag | None) -> Backlog:
    age = max((datetime.now(UTC) - oldest).total_seconds(), 0.0) if oldest else 0.0
    found = Backlog(name=name, waiting=count, oldest_seconds=round(age, 1))
    if waited:
        found.lag_p50_ms, found.lag_p99_ms = waited.p50, waited.p99
    return found


async def detail(viewer: Viewer) -> AdminHealth:
    """Every engine and every backlog. Moderators only."""
    if viewer.role != "moderator":
        raise Forbidden("moderators-only", "Only moderators may see this.")
    engines = list(await asyncio.gather(*(_engine(name) for name in ENGINES)))
    try:
        backlog = await asyncio.wait_for(_backlog(), SECONDS)
    except Exception:
        backlog = []
    return AdminHealth(version=VERSION, engines=engines, backlog=backlog)


@get("/health", opt={"anonymous": True, "open": True})
async def health() -> Response[Health]:
    """200 when PostgreSQL and Valkey answer, else 503."""
    engines = await asyncio.gather(_engine("PostgreSQL"), _engine("Valkey"))
    ok = all(engine.up for engine in engines)
    return Response(Health(status="ok" if ok else "degraded", version=VERSION), status_code=200 if ok else 503)


@get("/admin/health")
async def admin_health(viewer: Viewer) -> AdminHealth:
    return await detail(viewer)


ROUTES = [health, admin_health]
