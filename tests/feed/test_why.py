"""Why a post stands in Home: told to its reader alone, as it was when it was ranked, while it may be seen."""

import pytest

from server.feed.home import why as service
from server.feed.home.snapshot import features_key, key
from server.graph import service as graph
from server.kit import database, resources
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from server.search import following as hashtags
from shared.feed import HomePage, Why
from tests.feed.reading import ids_of, read_home
from tests.feed.test_home import prefer
from tests.feed.test_home_pages import followed, tell_seen
from tests.search import town
from tests.world import World


async def why(viewer: Viewer, page: HomePage, post_id: int) -> Why:
    assert page.snapshot is not None
    return await service.why(viewer, int(page.snapshot), post_id)


async def test_there_are_one_to_four_reasons_for_every_post(long_world: World) -> None:
    reader, _, _ = await followed(long_world, 5)
    page = await read_home(reader)
    for post_id in ids_of(page.items):
        told = await why(reader, page, post_id)
        assert 1 <= len(told.reasons) <= 4
        assert told.ranker == page.ranker
        assert (told.trained_at is None) == (page.ranker == "formula")


async def test_what_brought_it_is_named(long_world: World) -> None:
    reader, friend, stranger = [await long_world.newcomer() for _ in range(3)]
    await prefer(reader, suggested=False)
    await town.follow(reader, friend)
    async with database.transaction():
        await hashtags.follow(reader, "wickermending")
    liked, tagged = await long_world.quick_post(stranger.user_id), await town.post(stranger, "#wickermending")
    await town.like(friend, stranger, liked)
    await long_world.drain()
    page = await read_home(reader)
    assert f"Liked by {friend.handle}" in (await why(reader, page, liked)).reasons
    assert "You follow #wickermending" in (await why(reader, page, tagged)).reasons


async def test_the_log_tells_once_the_reading_is_gone(long_world: World) -> None:
    reader, _, made = await followed(long_world, 3)
    page = await read_home(reader)
    assert page.snapshot is not None
    before = await why(reader, page, made[0])
    await tell_seen(reader, page)
    snapshot_id = int(page.snapshot)
    await resources.data().delete(features_key(reader.user_id, snapshot_id))
    assert await why(reader, page, made[0]) == before
    await resources.data().delete(key(reader.user_id, snapshot_id))
    await database.execute("DELETE FROM home_snapshots WHERE id = $1", snapshot_id)
    assert await why(reader, page, made[0]) == before


async def test_nobody_asks_about_the_reading_of_another(long_world: World) -> None:
    reader, author, made = await followed(long_world, 3)
    page = await read_home(reader)
    assert (await why(reader, page, made[0])).reasons
    for other in (author, await long_world.newcomer()):
        with pytest.raises(NotFound):
            await why(other, page, made[0])


async def test_nothing_is_told_of_what_was_not_there_or_is_not_to_be_seen(long_world: World) -> None:
    reader, author, made = await followed(long_world, 3)
    stranger = await long_world.newcomer()
    elsewhere = await long_world.quick_post(stranger.user_id)
    page = await read_home(reader)
    for post_id in (elsewhere, 1):
        with pytest.raises(NotFound):
            await why(reader, page, post_id)
    await town.delete(author, made[0])
    async with database.transaction():
        await graph.block(author, reader.handle)
    for post_id in made[:2]:
        with pytest.raises(NotFound):
            await why(reader, page, post_id)
