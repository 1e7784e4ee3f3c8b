"""A post waits for machine vision, and for no longer than the grace time when that is slow, gone or broken."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from server.kit import database
from server.media.vision import models
from server.settings import Settings
from tests.media.vision import samples
from tests.world import Person, World, opened_world

TIERS = ("fanout", "media")
"""Those that run where machine vision does not."""


@pytest_asyncio.fixture(loop_scope="session")
async def judging(clean_settings: Settings) -> AsyncIterator[World]:
    """A world whose machine vision finds everything unfit."""
    async with opened_world(clean_settings, vision=True, nsfw_hold=0.0, nsfw_flag=0.0, ml_grace=1.5) as opened:
        yield opened


async def published(author: Person) -> str:
    """The id of a photo that is on its way."""
    photo = samples.photograph("chelsea").jpegsave_buffer(Q=85)
    own = await author.create_post(await author.upload(photo, filename="cat.jpg"), "A cat")
    await author.publish(own.id)
    return own.id


async def run(world: World, *tiers: str) -> None:
    for _ in range(3):
        await world.relay()
        for tier in tiers:
            await world.run_jobs(tier)


async def test_a_verdict_holds_the_post_before_anybody_sees_it(judging: World) -> None:
    ann = await judging.person("ann")
    post = await published(ann)
    await run(judging, *TIERS)
    assert (await ann.own_post(post)).state == "processing"
    await run(judging, "ml")
    own = await ann.own_post(post)
    assert (own.state, own.problem) == ("held", "nsfw")


async def test_without_the_tier_the_post_goes_out_after_its_grace_and_a_late_verdict_withdraws_it(
    judging: World,
) -> None:
    ann = await judging.person("ann")
    post = await published(ann)
    await run(judging, *TIERS)
    assert (await ann.own_post(post)).state == "processing"
    await asyncio.sleep(2)
    await run(judging, *TIERS)
    assert (await ann.own_post(post)).state == "published"
    await database.execute("UPDATE outbox SET due_at = now()")
    await run(judging, *TIERS, "ml")
    assert (await ann.own_post(post)).state == "held"


async def test_broken_models_keep_nobody_from_posting(judging: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the model has crashed")

    monkeypatch.setattr(models, "look", broken)
    ann = await judging.person("ann")
    post = await published(ann)
    await run(judging, *TIERS, "ml")
    await asyncio.sleep(2)
    await run(judging, *TIERS, "ml")
    assert (await ann.own_post(post)).state == "published"
