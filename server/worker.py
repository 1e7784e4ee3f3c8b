"""The workers: the relay and the tiers of jobs, any of them in any process."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from arq import cron, func
from arq.cron import CronJob
from arq.worker import Worker
from redis.exceptions import RedisError

from server import erasure
from server.archive import jobs as archive_jobs
from server.feed.home import jobs as home_jobs
from server.feed.log import jobs as feed_log_jobs
from server.feed.training import jobs as training_jobs
from server.kit import jobs, packing, resources
from server.kit.jobs import Job
from server.kit.relay import Relay, react_at_once
from server.media import jobs as media_jobs
from server.media import preparing
from server.media.video import workshop
from server.notifications import jobs as notification_jobs
from server.posts import jobs as posts_jobs
from server.reactions import REACTIONS
from server.settings import Settings

TIERS: dict[str, int] = {"fanout": 4, "media": 2, "video": 1, "ml": 1, "archive": 1}
"""Tier -> jobs at once in one process."""


async def _expire_uploads(ctx: dict[Any, Any]) -> None:
    await media_jobs.expire_uploads()


async def _sweep_orphans(ctx: dict[Any, Any]) -> None:
    await media_jobs.sweep_orphans()


async def _reconcile_counts(ctx: dict[Any, Any]) -> None:
    await posts_jobs.reconcile_counts()


async def _sweep_notifications(ctx: dict[Any, Any]) -> None:
    await notification_jobs.sweep()


async def _fold_exposure(ctx: dict[Any, Any]) -> None:
    await feed_log_jobs.fold_exposure()


async def _sweep_snapshots(ctx: dict[Any, Any]) -> None:
    await home_jobs.sweep_snapshots()


async def _keep_log_days(ctx: dict[Any, Any]) -> None:
    await feed_log_jobs.keep_days()


async def _sweep_archives(ctx: dict[Any, Any]) -> None:
    await archive_jobs.sweep()


async def _erase_accounts(ctx: dict[Any, Any]) -> None:
    await erasure.run()


async def _train_feed(ctx: dict[Any, Any]) -> None:
    await training_jobs.train()


PERIODIC: dict[str, list[CronJob]] = {
    "fanout": [
        cron(_fold_exposure, name="fold_exposure"),
        cron(_keep_log_days, name="keep_log_days", minute=20, run_at_startup=True),
        cron(_sweep_snapshots, name="sweep_snapshots", minute=50),
        # It ends before the next one begins, and that goes on where it was.
        cron(_erase_accounts, name="erase_accounts", minute=35, timeout=55 * 60),
        cron(_reconcile_counts, name="reconcile_counts", hour=4, minute=10, timeout=4 * 3600),
        cron(_sweep_notifications, name="sweep_notifications", hour=4, minute=40, timeout=4 * 3600),
    ],
    "media": [
        cron(_expire_uploads, name="expire_uploads", minute=set(range(0, 60, 10))),
        cron(_sweep_orphans, name="sweep_orphans", hour=3, minute=40, timeout=4 * 3600),
    ],
    "ml": [
        cron(_train_feed, name="train_feed", hour=3, minute=0, timeout=4 * 3600),
    ],
    "archive": [
        cron(_sweep_archives, name="sweep_archives", minute=35, timeout=4 * 3600),
    ],
}
POLL_SECONDS = 0.02
PAUSE_SECONDS = 1.0
MANY_TRIES = 10_000
"""arq's own limit stands out of the way: `kit/jobs.py` counts tries and keeps the dead letters."""
log = logging.getLogger(__name__)


async def run(settings: Settings, tiers: Sequence[str] = ("relay", *TIERS)) -> None:
    """Until cancelled. `relay` among the tiers runs the outbox relay. Raises `ValueError` for an unknown tier."""
    unknown = set(tiers) - {"relay", *TIERS}
    if unknown:
        raise ValueError(f"no such tier: {', '.join(sorted(unknown))}")
    react_at_once(REACTIONS)
    async with resources.opened(settings), asyncio.TaskGroup() as group:
        if "media" in tiers:
            preparing.warm()
        if "video" in tiers:
            workshop.sweep(settings.home)
        for tier in tiers:
            group.create_task(Relay(REACTIONS).run() if tier == "relay" else work(tier))


async def work(tier: str) -> None:
    """Runs the tier's jobs until cancelled; waits out a queue that is away."""
    while True:
        worker = make_worker(tier)
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            log.warning("%s: the queue is away: %s", tier, error)
            await asyncio.sleep(PAUSE_SECONDS)
        finally:
            await _end(worker)


async def _end(worker: Worker) -> None:
    """Ends its jobs, which are taken up again, and its connections; arq alone gives up when the queue is away."""
    for task in worker.tasks.values():
        task.cancel()
    await asyncio.gather(*worker.tasks.values(), return_exceptions=True)
    worker.tasks.clear()
    try:
        await worker.close()
    except (RedisError, OSError):
        await worker.pool.close(close_connection_pool=True)


def make_worker(tier: str, *, burst: bool = False) -> Worker:
    """An arq worker of the tier; with `burst` it ends when the queue is empty."""
    functions = [
        func(jobs.arq_function(job, names), name=job.name, timeout=job.timeout + 30, max_tries=MANY_TRIES)  # type: ignore[arg-type]
        for job, names in jobs_of(tier).items()
    ]
    return Worker(
        functions,
        queue_name=jobs.queue_name(tier),
        redis_settings=resources.queue_settings(),
        cron_jobs=None if burst else PERIODIC.get(tier),
        burst=burst,
        handle_signals=False,
        max_jobs=TIERS[tier],
        max_tries=MANY_TRIES,
        keep_result=0,
        poll_delay=POLL_SECONDS,
        job_serializer=packing.serialize,
        job_deserializer=packing.deserialize,
        log_results=False,
        health_check_interval=60,
    )


def jobs_of(tier: str) -> dict[Job, frozenset[str]]:
    """The tier's jobs, each with the names of all reactions to its event."""
    return {job: reaction.names for reaction in REACTIONS.values() for job in reaction.jobs if job.tier == tier}
