"""When machine vision has a say: posts wait for it a while, are held or flagged by it, and never lost."""

from collections.abc import AsyncIterator

import pytest_asyncio

from server.kit import database, outbox
from server.media.events import MediaAnalysed
from server.settings import Settings
from tests import pictures
from tests.world import Person, World, opened_world


@pytest_asyncio.fixture(loop_scope="session")
async def seeing(clean_settings: Settings) -> AsyncIterator[World]:
    """A world that waits for machine vision, whose workers are away."""
    async with opened_world(clean_settings, vision=True, ml_grace=30) as opened:
        yield opened


async def sent(world: World, author: Person) -> str:
    """A post on its way, its picture prepared. Returns the draft's id."""
    draft = await author.create_post(await author.upload(pictures.jpeg()), "look")
    await author.publish(draft.id)
    await world.relay()
    await world.run_jobs("media")
    await world.relay()
    return draft.id


async def verdict(world: World, draft_id: str, said: str) -> None:
    media_id = await database.fetchval("SELECT media_id FROM post_items WHERE draft_id = $1", int(draft_id))
    async with database.transaction():
        await database.execute("UPDATE media SET analysed_at = now(), verdict = $2 WHERE id = $1", media_id, said)
        await outbox.emit(MediaAnalysed(media_id=media_id))
    await world.relay()


async def feed_of(reader: Person) -> list[str]:
    return [post.caption for post in (await reader.following_feed()).items]


async def test_a_post_waits_for_the_verdict(seeing: World) -> None:
    ann = await seeing.person("ann.lee")
    draft_id = await sent(seeing, ann)
    assert (await ann.own_post(draft_id)).state == "processing"
    await verdict(seeing, draft_id, "")
    assert (await ann.own_post(draft_id)).state == "published"


async def test_it_waits_no_longer_than_the_grace_time(seeing: World) -> None:
    ann = await seeing.person("ann.lee")
    draft_id = await sent(seeing, ann)
    assert await database.fetchval("SELECT due_at > now() FROM outbox WHERE topic = 'GraceOver'")
    await database.execute("UPDATE media SET ready_at = ready_at - interval '30 seconds'")
    await database.execute("UPDATE outbox SET due_at = now() WHERE topic = 'GraceOver'")
    await seeing.relay()
    assert (await ann.own_post(draft_id)).state == "published"


async def test_a_bad_verdict_holds_the_post_with_a_reason(seeing: World) -> None:
    ann = await seeing.person("ann.lee")
    draft_id = await sent(seeing, ann)
    await verdict(seeing, draft_id, "hold")
    held = await ann.own_post(draft_id)
    assert (held.state, held.problem) == ("held", "nsfw") and "person looks" in held.reason
    assert [own.state for own in (await ann.pending_posts()).items] == ["held"]


async def test_a_bad_verdict_that_comes_late_withdraws_the_post(seeing: World) -> None:
    ann, bob = await seeing.person("ann.lee"), await seeing.person("bob")
    await bob.follow("ann.lee")
    draft_id = await sent(seeing, ann)
    await database.execute("UPDATE media SET ready_at = ready_at - interval '1 minute'")
    await database.execute("UPDATE outbox SET due_at = now() WHERE topic = 'GraceOver'")
    await seeing.relay()
    await seeing.run_jobs("fanout")
    assert await feed_of(bob) == ["look"]
    await verdict(seeing, draft_id, "hold")
    assert await feed_of(bob) == [] == await feed_of(ann)
    assert (await ann.own_post(draft_id)).state == "held"


async def test_a_doubtful_verdict_flags_and_lets_pass(seeing: World) -> None:
    ann = await seeing.person("ann.lee")
    draft_id = await sent(seeing, ann)
    await verdict(seeing, draft_id, "flag")
    assert (await ann.own_post(draft_id)).state == "published"
    assert await database.fetchval("SELECT flag FROM posts WHERE draft_id = $1", int(draft_id)) == "nsfw"
