"""What whoever is connected is told while it happens."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from server.feed import fanout, queries, threshold
from server.kit import database
from server.kit.viewer import Viewer
from server.live import service as live
from server.media.video.progress import Progress
from shared.accounts import ProfileChange
from shared.live import Push
from shared.notifications import Notification, NotificationSettingsChange
from shared.posts import NewItem, NewPost
from tests import pictures
from tests.live.gateways import Client, Running, line, running
from tests.notifications.town import Town
from tests.world import Person, World


@pytest.fixture(scope="module")
async def gate(long_world: World) -> AsyncIterator[Running]:
    async with running(long_world) as opened:
        yield opened


def said(push: Push) -> tuple[str, Any]:
    return push.kind, msgspec.json.decode(push.data)


async def until(client: Client, kind: str) -> Any:
    """The data of the next push of that kind."""
    while (received := said(await client.push()))[0] != kind:
        pass
    return received[1]


async def connected(town: Town, gate: Running, handle: str) -> tuple[Person, Any]:
    person = await town.world.person(handle)
    assert person.tokens
    return person, line(gate, person.tokens.access_token)


async def test_a_like_is_told_with_the_count_and_then_grows(town: Town, gate: Running) -> None:
    ann, opening = await connected(town, gate, "told.ann")
    ben, cat = await town.people(2)
    post = await town.world.quick_post(ann.user_id)
    async with opening as client:
        await town.like(post, ben)
        await town.world.drain()
        kind, data = said(await client.push())
        first = msgspec.convert(data, Notification, strict=False)
        assert (kind, first.kind, [one.handle for one in first.people]) == ("notification", "like", [ben.handle])
        assert said(await client.push()) == ("unread", {"count": 1})
        await town.like(post, cat)
        await town.world.drain()
        grown = await until(client, "notification")
        assert grown["id"] == first.id and [one["handle"] for one in grown["people"]] == [cat.handle, ben.handle]
        assert await until(client, "unread") == {"count": 1}
        await town.unlike(post, cat, ben)
        await town.like(post, cat)
        await town.unlike(post, cat)
        await town.world.drain()
        assert await until(client, "unread") == {"count": 0}
        assert [push.kind for push in client.pushes].count("notification") == 2
        assert (await ann.notifications()).items == []


async def test_what_one_device_has_seen_the_others_hear_of(town: Town, gate: Running) -> None:
    ann, opening = await connected(town, gate, "seen.ann")
    [ben] = await town.people(1)
    async with opening as client:
        await town.like(await town.world.quick_post(ann.user_id), ben)
        await town.world.drain()
        assert await until(client, "unread") == {"count": 1}
        await ann.seen_up_to((await ann.notifications()).items[0].at)
        assert await until(client, "unread") == {"count": 0}


async def test_nothing_is_told_while_paused_or_unwanted(town: Town, gate: Running) -> None:
    ann, opening = await connected(town, gate, "quiet.ann")
    [ben] = await town.people(1)
    post = await town.world.quick_post(ann.user_id)
    async with opening as client:
        later = datetime.now(UTC) + timedelta(hours=1)
        await ann.change_notification_settings(NotificationSettingsChange(comments="nobody", paused_until=later))
        await town.like(post, ben)
        await town.comment(ben, post, "hello")
        await town.world.drain()
        await ann.change_notification_settings(NotificationSettingsChange(paused_until=None))
        counts = [await until(client, "unread") for _ in range(3)]
        assert counts == [{"count": 0}, {"count": 0}, {"count": 1}]
        assert {push.kind for push in client.pushes} == {"unread"}


async def test_many_likes_are_told_seldom_and_in_the_end_rightly(town: Town, gate: Running) -> None:
    ann, opening = await connected(town, gate, "busy.ann")
    crowd = await town.people(8)
    post = await town.world.quick_post(ann.user_id)
    async with opening as client:
        for one in crowd:
            await town.like(post, one)
            await town.world.relay()
        waiting = await database.fetch("SELECT due_at > now() AS later FROM outbox WHERE topic = 'ReadersConcerned'")
        assert len(waiting) <= 2
        await town.world.drain()
        told = await until(client, "notification")
        while told["others"] != len(crowd) - 2:
            told = await until(client, "notification")
        assert sum(push.kind == "notification" for push in client.pushes) <= 2


async def test_changed_ties_are_told_to_whom_they_concern_and_blocks_are_not(town: Town, gate: Running) -> None:
    ann, opening = await connected(town, gate, "tied.ann")
    [ben] = await town.people(1)
    async with opening as client:
        await town.follow(ben, viewer(ann))
        await town.world.relay()
        assert await until(client, "relationship") == {"handle": ben.handle}
        await town.unfollow(ben, viewer(ann))
        await town.world.relay()
        assert await until(client, "relationship") == {"handle": ben.handle}
        await town.follow(ben, viewer(ann))
        await town.world.relay()
        await until(client, "relationship")
        before = len(client.pushes)
        await town.block(ben, viewer(ann))
        await town.world.drain()
        await town.unblock(ben, viewer(ann))
        await town.follow(ben, viewer(ann))
        await town.world.relay()
        await until(client, "relationship")
        kinds = [push.kind for push in client.pushes[before:]]
        assert kinds.count("relationship") == 1, "only the last follow was told"


def viewer(person: Person) -> Viewer:
    return Viewer(person.user_id, person.handle, "person", 0)


async def test_a_request_that_is_taken_back_leaves_the_count(town: Town, gate: Running) -> None:
    ann, opening = await connected(town, gate, "asked.ann")
    await ann.change_profile(ProfileChange(private=True))
    [ben] = await town.people(1)
    async with opening as client:
        await town.follow(ben, viewer(ann))
        await town.world.drain()
        assert await until(client, "unread") == {"count": 1}
        await town.unfollow(ben, viewer(ann))
        await town.world.drain()
        assert await until(client, "relationship") == {"handle": ben.handle}
        assert await until(client, "unread") == {"count": 0}


async def test_authors_watch_their_posts_on_the_way(town: Town, gate: Running) -> None:
    ann, opening = await connected(town, gate, "posting.ann")
    async with opening as client:
        await town.world.quick_post(ann.user_id)
        assert (await until(client, "posting"))["state"] == "published"
        media_id = await pictures.ready_media(ann.user_id)
        await database.execute("UPDATE media SET state = 'processing' WHERE id = $1", media_id)
        draft = await ann.draft(NewPost(items=[NewItem(media_id=str(media_id))]))
        await ann.publish(draft.id)
        assert await until(client, "posting") == {"post_id": draft.id, "state": "processing", "percent": None}
        await Progress(media_id, ["240"], frames=200).tell(82)
        await town.world.relay()
        push = await client.push()
        assert said(push) == ("posting", {"post_id": draft.id, "state": "processing", "percent": 41.0})
        assert push.id is None


async def test_followers_who_are_connected_hear_that_something_new_stands_in_their_feed(
    town: Town, gate: Running
) -> None:
    ann, opening = await connected(town, gate, "fed.ann")
    authors = await town.people(20)
    async with opening as client:
        for one in authors[1:]:
            await town.follow(one, authors[0])
        await town.follow(viewer(ann), authors[0])
        await town.world.drain()
        await fanout.fan_out(await town.world.quick_post(authors[0].user_id), authors[0].user_id)
        assert await until(client, "new_posts") == {}


async def test_a_celebritys_posts_are_announced_to_followers_who_are_connected(town: Town, gate: Running) -> None:
    ann, following = await connected(town, gate, "fan.ann")
    bob, elsewhere = await connected(town, gate, "other.bob")
    [star] = await town.people(1)
    async with following as client, elsewhere as other:
        await town.follow(viewer(ann), star)
        await town.world.drain()
        assert await queries.rise(star.user_id)
        await threshold.settle(star.user_id)
        assert await fanout.fan_out(await town.world.quick_post(star.user_id), star.user_id) == 0
        assert await until(client, "new_posts") == {}
        await live.push(bob.user_id, "unread", {"count": 7})
        assert said(await other.push()) == ("unread", {"count": 7}), "whoever does not follow hears nothing of it"
