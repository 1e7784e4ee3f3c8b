"""Posts that somebody does not want to see: gone from their feed, and from nobody else's."""

import pytest

from server.graph import service as graph
from server.kit import database, resources
from server.kit.problems import Conflict, NotFound
from server.kit.viewer import Viewer
from server.posts import marks
from server.posts import service as posts
from server.posts.hiding import service
from server.posts.saves import service as saves
from shared.engagement import Hide, WhyHide
from tests.feed.reading import read_all, read_page
from tests.world import World


async def hide(viewer: Viewer, post_id: int, why: WhyHide = "hidden") -> None:
    async with database.transaction():
        await service.hide(viewer, post_id, Hide(why=why))


async def unhide(viewer: Viewer, post_id: int) -> None:
    async with database.transaction():
        await service.unhide(viewer, post_id)


async def test_a_hidden_post_is_gone_from_the_feed_of_who_hid_it_alone(world: World) -> None:
    author, reader, other = await world.newcomer(), await world.newcomer(), await world.newcomer()
    async with database.transaction():
        await graph.follow(reader, author.handle)
        await graph.follow(other, author.handle)
    made = [await world.quick_post(author.user_id) for _ in range(5)]
    await world.drain()
    assert await read_all(reader) == made[::-1]
    for why in ("hidden", "not-interested", "not-interested"):
        await hide(reader, made[2], why)
    await hide(reader, made[4])
    async with database.transaction():
        await saves.save(reader, made[2])
        await saves.save(reader, made[3])
    for _ in range(2):
        assert await read_all(reader, limit=1) == [made[3], made[1], made[0]]
        await resources.data().flushall()
    assert [post.saved for post in (await read_page(reader)).items] == [True, False, False]
    assert await read_all(other) == made[::-1]
    assert await marks.hidden_among(reader.user_id, made) == {made[2], made[4]}
    opened = await posts.read(reader, made[2])
    assert opened.saved and opened.id == str(made[2])
    assert len((await posts.posts_of(reader, author.handle, None)).items) == 5
    port, resources.pipe()._port = resources.pipe()._port, 1
    await resources.pipe().aclose()
    assert await read_all(reader) == [made[3], made[1], made[0]]
    resources.pipe()._port = port
    for _ in range(2):
        await unhide(reader, made[2])
    assert await read_all(reader) == [made[3], made[2], made[1], made[0]]
    topics = await database.fetchval("SELECT count(*) FROM outbox WHERE topic = 'HideChanged'")
    assert topics == 4


async def test_ones_own_posts_cannot_be_hidden_and_what_one_may_not_see_is_not_there(world: World) -> None:
    author, stranger = await world.newcomer(private=True), await world.newcomer()
    post_id = await world.quick_post(author.user_id)
    with pytest.raises(Conflict):
        await hide(author, post_id)
    for missing in (post_id, 1):
        with pytest.raises(NotFound):
            await hide(stranger, missing)
        await unhide(stranger, missing)
