"""Deleting one's account: asked for with the password, hidden at once, kept after all, and final after the grace."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from server import erasure
from server.accounts import leaving, service, sessions
from server.kit import database, resources
from shared.media import Tag
from shared.posts import NewItem, NewPost
from shared.problems import ApiError
from tests import pictures
from tests.world import PASSWORD, Person, World


async def refused(answer: object) -> tuple[int, str]:
    with pytest.raises(ApiError) as error:
        await answer  # type: ignore[misc]
    return error.value.status, error.value.type.removeprefix("/problems/")


async def due(person: Person) -> None:
    """As if the grace were over."""
    await database.execute("UPDATE users SET leaves_at = now() - interval '1 day' WHERE id = $1", person.user_id)


async def test_a_wrong_password_changes_nothing(long_world: World) -> None:
    ann = await long_world.person("wrong.ann")
    with pytest.raises(ApiError) as error:
        await ann.delete_account("not the password")
    assert error.value.status == 422 and error.value.fields == {"password": "This is not your password."}
    assert (await ann.me()).handle == "wrong.ann"


async def test_who_leaves_is_gone_for_everybody_at_once(long_world: World) -> None:
    ann, bob = await long_world.person("gone.ann"), await long_world.person("gone.bob")
    await bob.follow(ann.handle)
    await ann.follow(bob.handle)
    post = await long_world.post(ann, "over the marsh #gonemarsh")
    shown = NewItem(media_id=await bob.upload(pictures.jpeg()), tags=[Tag(handle=ann.handle, x=0.5, y=0.5)])
    draft = await bob.draft(NewPost(items=[shown]))
    await bob.publish(draft.id)
    await long_world.drain()
    bobs = (await bob.own_post(draft.id)).post
    assert bobs
    await ann.like(bobs.id)
    await ann.comment(bobs.id, "how fine")
    await long_world.drain()
    assert ann.handle in await read(long_world, bob, f"/posts/{bobs.id}") and (await bob.unread()).count
    assert ann.handle in await read(long_world, bob, "/feed/home")
    pair = ann.tokens
    await ann.delete_account(PASSWORD)
    for path in ("/feed/following", "/feed/home", f"/posts/{bobs.id}", f"/posts/{bobs.id}/likes", "/notifications",
                 f"/posts/{bobs.id}/comments", f"/search?q={ann.handle}", "/hashtags/gonemarsh/posts",
                 f"/people/{bob.handle}/followers", f"/people/{bob.handle}/following", "/suggestions"):  # fmt: skip
        assert ann.handle not in await read(long_world, bob, path), path
    assert (await bob.unread()).count == 0
    for hidden, missing in ((f"/people/{ann.handle}", "/people/nobody.here"), (f"/posts/{post.id}", "/posts/1")):
        assert await read(long_world, bob, hidden) == await read(long_world, bob, missing)
    answer = await long_world.http("GET", post.picture.url("square"))
    assert answer.status_code == 404
    # Neither of the tokens is good any more, and whoever holds a line is told that it is over.
    assert pair
    ann.tokens = pair
    assert (await refused(ann.me()))[0] == 401
    ended = await database.fetchval("SELECT id FROM sessions WHERE user_id = $1", ann.user_id)
    assert await sessions.over_among([(ann.user_id, ended)]) == {ended}


async def read(world: World, viewer: Person, path: str) -> str:
    return (await world.http("GET", f"/api/v1{path}", viewer)).text


async def test_a_sign_in_tells_of_it_and_keeps_all_there_was(long_world: World) -> None:
    ann, bob = await long_world.person("kept.ann"), await long_world.person("kept.bob")
    await bob.follow(ann.handle)
    post = await long_world.post(ann, "before the rain")
    await bob.like(post.id)
    await ann.delete_account(PASSWORD)
    await long_world.drain()
    assert post.id not in await read(long_world, bob, "/feed/home")
    assert (await bob.following_feed()).items == []
    stranger = long_world.anonymous()
    assert await refused(stranger.sign_in("kept.ann", "not the password")) == (401, "sign-in")
    assert await refused(stranger.sign_in("kept.ann", "not the password", keep=True)) == (401, "sign-in")
    with pytest.raises(ApiError) as error:
        await stranger.sign_in("kept.ann", PASSWORD)
    assert (error.value.status, error.value.type) == (403, "/problems/account-leaving")
    leaves_at = datetime.fromisoformat(error.value.problem.extra["leaves_at"])
    assert timedelta(days=29.9) < leaves_at - datetime.now(UTC) < timedelta(days=30)
    assert f"on {leaves_at.day} {leaves_at:%B %Y}" in error.value.problem.detail
    tokens = await stranger.sign_in("kept.ann", PASSWORD, keep=True)
    assert tokens.me.name == "Kept.Ann"
    await long_world.drain()
    assert [item.post.id for item in (await bob.home_feed()).items if item.source == "followed"] == [post.id]
    assert [item.id for item in (await bob.following_feed()).items] == [post.id]
    assert (await bob.search_people("kept.ann")).items
    assert (await bob.post(post.id)).likes == 1
    await database.execute("UPDATE sessions SET ended_at = now() WHERE user_id = $1", ann.user_id)
    assert await erasure.run() == 0
    await stranger.sign_in("kept.ann", PASSWORD)


async def test_asking_twice_is_asking_once(long_world: World) -> None:
    ann = await long_world.person("twice.ann")
    assert ann.tokens
    once, again = (long_world.anonymous() for _ in range(2))
    once.tokens = again.tokens = ann.tokens
    await asyncio.gather(once.delete_account(PASSWORD), again.delete_account(PASSWORD), return_exceptions=True)
    row = await database.fetchrow("SELECT state, leaves_at FROM users WHERE id = $1", ann.user_id)
    assert row and row["state"] == "leaving"
    viewer = msgspec.structs.replace(await long_world.newcomer(), user_id=ann.user_id)
    known = await database.fetchval("SELECT password_hash FROM users WHERE id = $1", ann.user_id)
    async with database.transaction():
        await leaving.ask_to_leave(viewer, known)
    assert await database.fetchval("SELECT leaves_at FROM users WHERE id = $1", ann.user_id) == row["leaves_at"]


async def test_nobody_goes_before_the_grace_is_over_and_nobody_comes_back_after(long_world: World) -> None:
    ann = await long_world.person("due.ann")
    await ann.delete_account(PASSWORD)
    assert ann.user_id not in await leaving.due()
    await database.execute("UPDATE users SET leaves_at = now() WHERE id = $1", ann.user_id)
    assert ann.user_id not in await leaving.due(), "what was under way may still be written"
    await due(ann)
    assert await leaving.due() == [ann.user_id]
    async with database.transaction():
        assert await leaving.begin(ann.user_id)
    row = await database.fetchrow("SELECT name, bio, password_hash FROM users WHERE id = $1", ann.user_id)
    assert row and tuple(row) == ("", "", "")
    for keep in (False, True):
        assert await refused(long_world.anonymous().sign_in("due.ann", PASSWORD, keep=keep)) == (401, "sign-in")
    assert await erasure.run() == 1
    assert not await database.fetchval("SELECT count(*) FROM users WHERE id = $1", ann.user_id)
    await long_world.drain()


async def test_no_grace_is_the_next_run(long_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await long_world.person("soon.ann")
    settings = msgspec.structs.replace(resources.settings(), deletion_grace=0)
    monkeypatch.setattr(resources, "settings", lambda: settings)
    assert (await ann.deletion_terms()).days == 0
    await ann.delete_account(PASSWORD)
    with pytest.raises(ApiError, match="be deleted today"):
        await long_world.anonymous().sign_in("soon.ann", PASSWORD)
    monkeypatch.setattr(leaving, "SETTLING_SECONDS", 0.0)
    assert await erasure.run() == 1
    await long_world.drain()


async def test_the_handle_stays_taken_for_a_while_and_then_is_free(long_world: World) -> None:
    ann = await long_world.person("named.ann")
    await ann.delete_account(PASSWORD)
    await due(ann)
    assert await erasure.run() == 1
    stranger = long_world.anonymous()
    for handle in ("named.ann", "narned.ann"):
        assert not (await stranger.handle_free(handle)).free
        assert await refused(stranger.sign_up(handle, PASSWORD)) == (409, "handle-taken")
    await database.execute("UPDATE held_handles SET free_at = now() WHERE handle = 'named.ann'")
    assert (await stranger.handle_free("narned.ann")).free
    await stranger.sign_up("narned.ann", PASSWORD)
    await erasure.run()
    assert not await database.fetchval("SELECT count(*) FROM held_handles WHERE handle = 'named.ann'")


async def test_a_suspension_is_neither_left_nor_made_by_leaving(long_world: World) -> None:
    ann, bob = await long_world.person("barred.ann"), await long_world.person("barred.bob")
    viewer = msgspec.structs.replace(await long_world.newcomer(), user_id=ann.user_id)
    known = await database.fetchval("SELECT password_hash FROM users WHERE id = $1", ann.user_id)
    await bob.delete_account(PASSWORD)
    async with database.transaction():
        await service.suspend(ann.user_id)
        await service.suspend(bob.user_id)
    assert (await refused(ann.delete_account(PASSWORD)))[0] == 401
    with pytest.raises(Exception, match="session-ended"):
        async with database.transaction():
            await leaving.ask_to_leave(viewer, known)
    assert await refused(long_world.anonymous().sign_in("barred.ann", PASSWORD, keep=True)) == (403, "suspended")
    async with database.transaction():
        await service.restore(bob.user_id)
    assert await refused(long_world.anonymous().sign_in("barred.bob", PASSWORD)) == (403, "account-leaving")


async def test_the_last_moderator_may_leave(long_world: World) -> None:
    ann = await long_world.person("mod.ann", moderator=True)
    await ann.delete_account(PASSWORD)
    await due(ann)
    assert await erasure.run() == 1
    await long_world.drain()


async def test_an_account_that_cannot_be_erased_keeps_nobody_else_waiting(
    long_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await long_world.person("stuck.ann"), await long_world.person("stuck.bob")
    for person in (ann, bob):
        await person.delete_account(PASSWORD)
        await due(person)

    async def stuck(user_id: int) -> bool:
        if user_id == ann.user_id:
            raise RuntimeError("stuck")
        return False

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "STEPS", (*erasure.STEPS, stuck))
        assert await erasure.run() == 1
    assert await leaving.due() == [ann.user_id]
    assert await erasure.run() == 1
