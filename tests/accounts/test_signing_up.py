"""Becoming somebody."""

import asyncio

import msgspec
import pytest

from server.accounts import service
from server.kit import database, resources
from server.settings import Settings
from shared.accounts import ProfileChange
from shared.media import Picture, Variant
from shared.problems import ApiError
from tests.world import PASSWORD, Person, World, opened_world


async def test_a_newcomer_is_signed_in_at_once(world: World) -> None:
    api = world.anonymous()
    tokens = await api.sign_up("ann", PASSWORD, name=" Ann  Example ", device="a test")
    assert (tokens.me.handle, tokens.me.name, tokens.me.role, tokens.me.private) == (
        "ann",
        "Ann Example",
        "person",
        False,
    )
    assert tokens.expires_in == 600
    assert await api.me() == tokens.me
    assert [session.device for session in (await api.sessions()).items] == ["a test"]


async def test_signing_up_tells_the_house(world: World) -> None:
    ann = await world.person("ann")
    payload = await database.fetchval("SELECT payload FROM outbox WHERE topic = 'AccountCreated'")
    assert payload == {"user_id": ann.user_id}


@pytest.mark.parametrize("handle", ["ann", "@Ann", " ANN "])
async def test_a_taken_handle_is_not_free(world: World, handle: str) -> None:
    await world.person("ann")
    answer = await world.anonymous().handle_free(handle)
    assert (answer.handle, answer.free, answer.reason) == ("ann", False, "This handle is taken.")


@pytest.mark.parametrize(
    ("handle", "word"), [("pau1", "looks"), ("admin", "reserved"), ("a..b", "dots"), ("ä", "letters")]
)
async def test_the_reason_is_given_in_words(world: World, handle: str, word: str) -> None:
    await world.person("paul")
    answer = await world.anonymous().handle_free(handle)
    assert not answer.free
    assert word in answer.reason


async def test_a_free_handle(world: World) -> None:
    answer = await world.anonymous().handle_free("nobody.yet")
    assert (answer.free, answer.reason) == (True, "")


@pytest.mark.parametrize("second", ["paul", "pau1", "paui"])
async def test_nobody_takes_a_handle_that_is_taken_or_looks_so(world: World, second: str) -> None:
    await world.person("paul")
    with pytest.raises(ApiError) as refusal:
        await world.anonymous().sign_up(second, PASSWORD)
    assert (refusal.value.status, refusal.value.type) == (409, "/problems/handle-taken")
    assert list(refusal.value.fields) == ["handle"]


async def test_of_two_at_once_one_gets_the_handle(world: World) -> None:
    answers = await asyncio.gather(
        *(world.anonymous().sign_up(handle, PASSWORD) for handle in ("paul", "pau1", "paul", "paui")),
        return_exceptions=True,
    )
    assert sorted(answer.status for answer in answers if isinstance(answer, ApiError)) == [409, 409, 409]
    assert await database.fetchval("SELECT count(*) FROM users") == 1


async def test_every_field_at_fault_is_named(world: World) -> None:
    with pytest.raises(ApiError) as refusal:
        await world.anonymous().sign_up("a..b", "password1234")
    assert refusal.value.status == 422
    assert set(refusal.value.fields) == {"handle", "password"}


@pytest.mark.parametrize("handle", ["support", "ann\n", "moderat0r"])
async def test_a_handle_that_cannot_be_had(world: World, handle: str) -> None:
    with pytest.raises(ApiError) as refusal:
        await world.anonymous().sign_up(handle, PASSWORD)
    assert refusal.value.status == 422


@pytest.mark.parametrize(
    "body",
    [
        '{"handle":"ann","password":"glass harbour \\u0000 snow 7"}',
        '{"handle":"ann","password":"glass harbour \\ud800 snow 7"}',
        '{"handle":"ann","password":"glass harbour under snow 7","name":"a\\u0000"}',
        '{"handle":"ann","password":"glass harbour under snow 7","name":"a\\u202eb"}',
        '{"handle":"ann","password":"glass harbour under snow 7","device":"a\\u0000"}',
        '{"handle":"ann","password":"glass harbour under snow 7","role":"moderator"}',
        '{"handle":"ann\\u0000","password":"glass harbour under snow 7"}',
        '{"handle":"Ann","password":"glass harbour under snow 7"}',
        '{"handle":"ann"}',
        "[]",
        "{",
    ],
)
async def test_malformed_sign_ups_are_refused_and_leave_nothing(world: World, body: str) -> None:
    answer = await world.http("POST", "/api/v1/accounts", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert await database.fetchval("SELECT count(*) FROM users") == 0


async def test_a_closed_installation_takes_nobody(clean_settings: Settings) -> None:
    async with opened_world(clean_settings, registration_open=False) as world:
        with pytest.raises(ApiError) as refusal:
            await world.anonymous().sign_up("ann", PASSWORD)
        assert refusal.value.type == "/problems/registration-closed"


async def test_a_profile_is_changed_field_by_field(world: World) -> None:
    ann = await world.person("ann")
    me = await ann.change_profile(ProfileChange(name=" Ann\u200b ", bio="one\r\ntwo"))
    assert (me.name, me.bio, me.private) == ("Ann", "one\ntwo", False)
    me = await ann.change_profile(ProfileChange(private=True))
    assert (me.name, me.bio, me.private) == ("Ann", "one\ntwo", True)
    assert await ann.me() == me


async def test_a_change_of_nothing_tells_nobody(world: World) -> None:
    ann = await world.person("ann")
    await ann.change_profile(ProfileChange(name="Ann", private=False))
    topics = await database.fetch("SELECT topic, payload FROM outbox WHERE topic <> 'AccountCreated'")
    assert topics == []


async def test_a_change_of_privacy_is_told_as_such(world: World) -> None:
    ann = await world.person("ann")
    await ann.change_profile(ProfileChange(private=True, bio="new"))
    rows = await database.fetch("SELECT topic, payload FROM outbox WHERE topic <> 'AccountCreated' ORDER BY id")
    assert [(row["topic"], row["payload"]) for row in rows] == [
        ("ProfileChanged", {"user_id": ann.user_id}),
        ("PrivacyChanged", {"user_id": ann.user_id, "private": True}),
    ]


@pytest.mark.parametrize(
    "change", ['{"name":"a\\u0000"}', '{"bio":"a\\u0000"}', '{"role":"moderator"}', '{"handle":"bob"}']
)
async def test_a_profile_takes_only_what_it_has(world: World, change: str) -> None:
    ann = await world.person("ann")
    before = await ann.me()
    answer = await world.http("PATCH", "/api/v1/me", ann, content=change, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert await ann.me() == before


def _picture(media_id: int, origin: str) -> Picture:
    square = Variant(name="square", width=320, height=320, url=f"{origin}/media/{media_id}.webp")
    return Picture(id=str(media_id), width=9, height=9, blurhash="L", variants=[square])


async def _set(person: Person, picture: Picture | None) -> None:
    async with database.transaction():
        await service.set_picture(person.user_id, picture)


async def test_a_picture_is_shown_beside_the_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await world.person("ann")
    here, elsewhere = _picture(7, world.settings.api_url), _picture(7, "https://pictures.example")
    await _set(ann, here)
    assert (await ann.me()).picture == here
    assert (await service.authors([ann.user_id]))[ann.user_id].avatar == here.url("square")
    moved = msgspec.structs.replace(world.settings, public_api_url="https://moved.example")
    monkeypatch.setattr(resources, "settings", lambda: moved)
    assert (await service.authors([ann.user_id]))[ann.user_id].avatar == "https://moved.example/media/7.webp"
    await _set(ann, elsewhere)
    assert (await service.authors([ann.user_id]))[ann.user_id].avatar == "https://pictures.example/media/7.webp"
    await _set(ann, None)
    assert (await service.authors([ann.user_id]))[ann.user_id].avatar is None


async def test_who_changes_pictures_lets_go_of_the_old_one(world: World) -> None:
    ann = await world.person("ann")
    for media_id in (7, 7, 8, None, None):
        await _set(ann, _picture(media_id, world.settings.api_url) if media_id else None)
    rows = await database.fetch("SELECT topic, payload FROM outbox WHERE topic <> 'AccountCreated' ORDER BY id")
    changed = ("ProfileChanged", {"user_id": ann.user_id})
    assert [(row["topic"], row["payload"]) for row in rows] == [
        changed,
        changed,
        ("ProfilePictureDropped", {"user_id": ann.user_id, "media_id": 7}),
        changed,
        ("ProfilePictureDropped", {"user_id": ann.user_id, "media_id": 8}),
    ]
    assert not await service.shows_picture(ann.user_id, 8)
    await _set(ann, _picture(8, world.settings.api_url))
    assert await service.shows_picture(ann.user_id, 8)


async def test_only_ones_own_ready_picture_becomes_the_profile_picture(world: World) -> None:
    ann = await world.person("ann")
    with pytest.raises(ApiError) as refusal:
        await ann.change_profile(ProfileChange(picture_id="123", name="Changed"))
    assert refusal.value.status == 404
    me = await ann.me()
    assert (me.picture, me.name) == (None, "Ann")
