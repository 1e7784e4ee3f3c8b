"""Hashtags that people follow: each once, so many and no more, and nobody else's business."""

import itertools

import pytest

from server.kit import database, outbox
from server.kit.problems import Conflict, NotFound, Refused
from server.kit.viewer import Viewer
from server.search import following, queries
from server.search.events import FollowedHashtagsChanged
from shared.limits import FOLLOWED_HASHTAGS_MAX
from shared.search import Hashtag
from tests.search import town
from tests.world import World

_numbers = itertools.count(1)


async def _someone(world: World) -> Viewer:
    return await town.person(world, f"tagfollower{next(_numbers)}")


async def _follow(viewer: Viewer, tag: str) -> Hashtag:
    async with database.transaction():
        return await following.follow(viewer, tag)


async def _unfollow(viewer: Viewer, tag: str) -> Hashtag:
    async with database.transaction():
        return await following.unfollow(viewer, tag)


async def _told() -> int:
    """Events on their way."""
    return (await outbox.waiting(FollowedHashtagsChanged.__name__))[0]


async def test_a_hashtag_is_followed_once_however_it_is_written(long_world: World) -> None:
    viewer, other = await _someone(long_world), await _someone(long_world)
    await town.post(viewer, "over the #Straße at night")
    await long_world.relay()
    before = await _told()
    assert await _follow(viewer, "#STRASSE") == Hashtag(tag="Straße", posts=1, followed=True)
    assert await _follow(viewer, "strasse") == Hashtag(tag="Straße", posts=1, followed=True)
    assert await _told() == before + 1
    assert (await following.hashtag(viewer, "Straße")).followed
    assert not (await following.hashtag(other, "Straße")).followed
    assert (await following.listed(other)).items == []
    assert not (await _unfollow(viewer, "strasse")).followed
    assert not (await _unfollow(viewer, "strasse")).followed
    assert await _told() == before + 2
    assert (await following.listed(viewer)).items == []


async def test_those_followed_are_listed_by_name_unused_ones_too(long_world: World) -> None:
    viewer = await _someone(long_world)
    for tag in ("zebra", "nobodyusedthis", "aalbanks"):
        await _follow(viewer, tag)
    listed = (await following.listed(viewer)).items
    assert [hashtag.tag for hashtag in listed] == ["aalbanks", "nobodyusedthis", "zebra"]
    assert all(hashtag.followed and not hashtag.posts for hashtag in listed)


async def test_so_many_and_no_more(long_world: World) -> None:
    viewer = await _someone(long_world)
    for number in range(FOLLOWED_HASHTAGS_MAX):
        assert await queries.follow_hashtag(viewer.user_id, f"t{number}", FOLLOWED_HASHTAGS_MAX)
    assert (await _follow(viewer, "t7")).followed
    with pytest.raises(Conflict):
        await _follow(viewer, "onetoomany")
    await _unfollow(viewer, "t7")
    assert (await _follow(viewer, "onetoomany")).followed


@pytest.mark.parametrize("tag", ["no tag", "1", "a-b", "x" * 101, "%", "a/b"])
async def test_what_cannot_be_a_hashtag_is_not_found(long_world: World, tag: str) -> None:
    viewer = await _someone(long_world)
    for verb in (_follow, _unfollow):
        with pytest.raises(NotFound):
            await verb(viewer, tag)
    with pytest.raises(Refused):
        await _follow(viewer, "nul\0")
