"""A small town on real engines: founded, founded again, interrupted and continued."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from server.accounts import service as accounts
from server.accounts.service import Newcomer
from server.kit import database, resources
from server.seed import darkroom, gallery, people
from server.seed.darkroom import Order, Print
from server.seed.founding import found
from server.seed.people import Resident
from server.settings import Settings
from tests.world import opened_world

SOME = 14
PRIVATE = ("sunday.proof", "quilt.hour")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Resident]:
    """Fourteen people, two of them private, with one small photo each."""
    monkeypatch.setattr(gallery, "PORTRAIT_WIDTH", 160)
    monkeypatch.setattr(gallery, "PHOTO_WIDTH", 240)
    everybody = sorted(people.residents(), key=lambda one: (one.handle not in PRIVATE, one.handle))
    return [replace(one, posts=one.posts[:1]) for one in everybody[:SOME]]


async def counted(settings: Settings) -> dict[str, int]:
    async with resources.opened(settings):
        return {
            table: int(await database.fetchval(f"SELECT count(*) FROM {table}"))
            for table in ("users", "following", "followers", "posts", "media", "media_variants", "outbox")
        }


async def posts(settings: Settings) -> set[int]:
    async with resources.opened(settings):
        return {row["id"] for row in await database.fetch("SELECT id FROM posts")}


async def liked(settings: Settings) -> set[int]:
    async with resources.opened(settings):
        return {row["post_id"] for row in await database.fetch("SELECT post_id FROM likes")}


async def test_a_town_is_founded_once(
    clean_settings: Settings, few: list[Resident], capsys: pytest.CaptureFixture[str]
) -> None:
    await found(clean_settings, few)
    assert f"{SOME} photos hung" in capsys.readouterr().out
    first = await counted(clean_settings)
    assert (first["users"], first["posts"], first["media"]) == (SOME + 1, SOME, 2 * SOME + 1)

    await found(clean_settings, few)
    assert "nothing was added" in capsys.readouterr().out
    assert await counted(clean_settings) == first


async def test_residents_sign_in_and_see_their_town(clean_settings: Settings, few: list[Resident]) -> None:
    await found(clean_settings, few)
    async with opened_world(clean_settings) as world:
        visitor = world.anonymous()
        tokens = await visitor.sign_in(few[5].handle, people.PASSWORD)
        assert tokens.me.avatar and tokens.me.bio
        page = await visitor.following_feed()
        assert page.items
        for post in page.items:
            assert post.picture.alt and post.picture.blurhash
            assert post.caption
        times = [post.published_at for post in page.items]
        assert times == sorted(times, reverse=True)

        keeper = world.anonymous()
        assert (await keeper.sign_in(people.MODERATOR, people.PASSWORD)).me.role == "moderator"


async def test_private_people_have_somebody_at_the_door(clean_settings: Settings, few: list[Resident]) -> None:
    await found(clean_settings, few)
    async with opened_world(clean_settings) as world:
        private = world.anonymous()
        assert (await private.sign_in("sunday.proof", people.PASSWORD)).me.private
        assert (await private.follow_requests()).items


async def test_an_interrupted_founding_goes_on_where_it_stopped(
    clean_settings: Settings, few: list[Resident], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = darkroom.opened

    @asynccontextmanager
    async def failing() -> AsyncIterator[Callable[[Order], Awaitable[Print]]]:
        left = [SOME + 4]

        async with whole() as develop:

            async def develop_some(order: Order) -> Print:
                picture = await develop(order)
                left[0] -= 1
                if left[0] < 0:
                    raise RuntimeError("the lights went out")
                return picture

            yield develop_some

    monkeypatch.setattr(darkroom, "opened", failing)
    with pytest.raises(ExceptionGroup):
        await found(clean_settings, few)
    halfway = await counted(clean_settings)
    assert 0 < halfway["media"] < 2 * SOME + 1
    assert not await liked(clean_settings)
    hung = await posts(clean_settings)

    monkeypatch.setattr(darkroom, "opened", whole)
    await found(clean_settings, few)
    whole_town = await counted(clean_settings)
    assert (whole_town["users"], whole_town["posts"], whole_town["media"]) == (SOME + 1, SOME, 2 * SOME + 1)
    assert hung & await liked(clean_settings), "nobody had come to speak of these"


async def test_somebody_elses_account_is_left_alone(
    clean_settings: Settings, few: list[Resident], capsys: pytest.CaptureFixture[str]
) -> None:
    async with resources.opened(clean_settings), database.transaction():
        await accounts.create(Newcomer(few[3].handle, "A real person", "", "another hash"))
    await found(clean_settings, few)
    assert f"Left out, because others have these handles: {few[3].handle}" in capsys.readouterr().out
    async with resources.opened(clean_settings):
        theirs = await accounts.by_handle(few[3].handle)
        assert (theirs.name, theirs.bio, theirs.picture) == ("A real person", "", None)
        assert await database.fetchval("SELECT count(*) FROM posts WHERE author_id = $1", theirs.id) == 0


async def test_people_like_and_talk_about_what_they_may_see(clean_settings: Settings, few: list[Resident]) -> None:
    await found(clean_settings, few)
    async with opened_world(clean_settings) as world:
        await world.drain()
        liked = await database.fetch("SELECT author_id, user_id FROM likes")
        assert liked and all(row["author_id"] != row["user_id"] for row in liked)
        strangers = await database.fetchval(
            "SELECT count(*) FROM likes l WHERE NOT EXISTS (SELECT FROM following f WHERE f.user_id = l.user_id"
            " AND f.other_id = l.author_id AND f.state = 'following')"
        )
        assert strangers == 0
        assert await database.fetchval("SELECT sum(likes) FROM post_counts") == len(liked)
