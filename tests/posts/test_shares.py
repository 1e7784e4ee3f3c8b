"""Handing posts to people: who may be handed what, and what they are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graph import service as graph
from server.kit import database
from server.kit.problems import NotFound, Refused
from server.kit.viewer import Viewer
from server.media import service as media
from server.posts import service as posts
from server.posts.likes import service as likes
from server.posts.shares import service
from shared.engagement import NewShare
from shared.limits import SHARE_NOTE_MAX, SHARE_PEOPLE_MAX
from shared.posts import NewItem, NewPost
from tests import pictures
from tests.world import World


async def follow(one: Viewer, other: Viewer) -> None:
    async with database.transaction():
        await graph.follow(one, other.handle)
        if (await graph.profile(one, other.handle)).relationship.tie == "requested":
            await graph.accept(other, one.handle)


async def share(viewer: Viewer, post_id: int, *to: Viewer, note: str = "") -> None:
    async with database.transaction():
        await service.share(viewer, post_id, NewShare(to=[one.handle for one in to], note=note))


async def told() -> list[tuple[list[int], str]]:
    rows = await database.fetch("SELECT payload FROM outbox WHERE topic = 'PostShared' ORDER BY id")
    return [(row["payload"]["to"], row["payload"]["note"]) for row in rows]


async def test_a_share_tells_each_recipient_once_a_day(world: World) -> None:
    author, sharer, one, other = [await world.newcomer() for _ in range(4)]
    for person in (one, other):
        await follow(person, sharer)
    post_id = await world.quick_post(author.user_id)
    note = "  👩‍👩‍👧 انظر e\u0301 "
    await share(sharer, post_id, one, note=note)
    await share(sharer, post_id, one, one)
    await share(sharer, post_id, other, one, note="again")
    assert await told() == [([one.user_id], "👩‍👩‍👧 انظر é"), ([other.user_id], "again")]
    await database.execute("UPDATE shares SET shared_at = now() - interval '25 hours'")
    await share(sharer, post_id, one)
    assert (await told())[2:] == [([one.user_id], "")]
    async with database.transaction():
        await posts.delete(author, post_id)
    await world.drain()
    assert await database.fetchval("SELECT count(*) FROM shares") == 0


async def test_whoever_does_not_qualify_sounds_like_nobody_and_nothing_is_sent(world: World) -> None:
    author, sharer, fine, stranger, blocked, blocker, outsider, gone = [await world.newcomer() for _ in range(8)]
    for person in (fine, blocked, blocker, outsider, gone):
        await follow(person, sharer)
    for person in (sharer, fine, blocked, blocker, gone):
        await follow(person, author)
    async with database.transaction():
        await graph.block(sharer, blocked.handle)
        await graph.block(blocker, sharer.handle)
        await database.execute("UPDATE users SET state = 'suspended' WHERE id = $1", gone.user_id)
        media_id = await pictures.ready_media(author.user_id)
        draft = await posts.create(author, NewPost(items=[NewItem(media_id=str(media_id))], audience="followers"))
        published = (await posts.publish(author, int(draft.id))).post
    assert published is not None and media
    post_id = int(published.id)
    words = set()
    nobody = Viewer(1, "nobody", "person", 0)
    odd = Viewer(1, "NUL\0", "person", 0)
    for person in (stranger, blocked, blocker, outsider, gone, sharer, nobody, odd):
        with pytest.raises(Refused) as refusal:
            await share(sharer, post_id, fine, person)
        words.add((refusal.value.name, refusal.value.detail, tuple(refusal.value.fields.items())))
    assert len(words) == 1 and words.pop()[0] == "share-to"
    assert await told() == []
    listed = await service.targets(sharer, post_id, None)
    assert [person.author.handle for person in listed.items] == [fine.handle]
    with pytest.raises(NotFound):
        await share(outsider, post_id, fine)
    with pytest.raises(NotFound):
        await service.targets(outsider, post_id, None)
    await share(sharer, post_id, fine)
    assert await told() == [([fine.user_id], "")]


async def test_targets_are_the_close_ones_first_and_found_by_their_beginning(world: World) -> None:
    author, sharer = await world.newcomer("author.x"), await world.newcomer("sharer.x")
    far, liked, mutual, handed = [await world.newcomer(name) for name in ("ada.far", "ben", "cleo", "adam.h")]
    for person in (far, liked, mutual, handed):
        await follow(person, sharer)
    await follow(sharer, mutual)
    post_id = await world.quick_post(author.user_id)
    for _ in range(2):
        await likes.like(sharer, await world.quick_post(liked.user_id))
    for _ in range(2):
        await share(sharer, await world.quick_post(author.user_id), handed)

    async def shown(q: str | None) -> list[str]:
        return [person.author.handle for person in (await service.targets(sharer, post_id, q)).items]

    assert await shown(None) == ["adam.h", "cleo", "ben", "ada.far"]
    assert await shown("ad") == ["adam.h", "ada.far"]
    assert await shown("@CLEO") == ["cleo"] and await shown("author") == [] == await shown("\u0301")


@pytest.mark.parametrize("note", ["nul\0", "bell\x07", "half \ud83d"])
async def test_a_note_that_cannot_be_shown_is_refused(world: World, note: str) -> None:
    author, fan = await world.newcomer(), await world.newcomer()
    await follow(fan, author)
    post_id = await world.quick_post(author.user_id)
    with pytest.raises(Refused) as refusal:
        await share(author, post_id, fan, note=note)
    assert list(refusal.value.fields) == ["note"]


@given(st.integers(0, 3))
def test_a_share_goes_to_so_many_people_with_so_long_a_note(over: int) -> None:
    import msgspec

    for to, note in ((SHARE_PEOPLE_MAX + over, 1), (1, SHARE_NOTE_MAX + over), (1 if over == 0 else 0, 0)):
        body = msgspec.json.encode({"to": [f"p{n}" for n in range(to)], "note": "é" * note})
        if over:
            with pytest.raises(msgspec.ValidationError):
                msgspec.json.decode(body, type=NewShare)
        else:
            assert len(msgspec.json.decode(body, type=NewShare).to) == to
