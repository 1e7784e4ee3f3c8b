"""Following, asking, accepting, refusing, blocking, muting."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.accounts import service as accounts
from server.graph import service
from server.kit import database
from shared.accounts import ProfileChange
from shared.graph import Relationship
from shared.problems import ApiError
from tests.world import World

NOTHING = Relationship()


async def _refused(call: Any) -> tuple[int, str]:
    with pytest.raises(ApiError) as refusal:
        await call
    return refusal.value.status, refusal.value.type


async def _topics() -> list[str]:
    rows = await database.fetch(
        "SELECT topic FROM outbox WHERE topic NOT IN ('AccountCreated', 'ProfileChanged') ORDER BY id"
    )
    return [row["topic"] for row in rows]


async def _handles(page: Any) -> list[str]:
    return [person.author.handle for person in (await page).items]


async def test_following_a_public_account_is_seen_from_both_sides(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    assert await ann.follow("bob") == Relationship(tie="following")
    assert (await bob.profile("ann")).relationship == Relationship(follows_you=True)
    assert await _handles(bob.followers("bob")) == ["ann"]
    assert await _handles(ann.following("ann")) == ["bob"]
    assert ((await ann.profile("bob")).followers, (await ann.profile("ann")).following) == (1, 1)
    assert await _topics() == ["Followed"]


async def test_each_verb_done_twice_is_done_once(world: World) -> None:
    ann, _ = await world.person("ann"), await world.person("bob")
    carol = await world.person("carol", private=True)
    await database.execute("DELETE FROM outbox")
    for verb, handle in [
        (ann.follow, "bob"),
        (ann.unfollow, "bob"),
        (ann.follow, "carol"),
        (ann.mute, "bob"),
        (ann.unmute, "bob"),
        (ann.block, "bob"),
        (ann.unblock, "bob"),
    ]:
        assert await verb(handle) == await verb(handle)
    assert await carol.accept_request("ann") == await carol.accept_request("ann")
    assert await carol.refuse_request("ann") == Relationship(follows_you=True)
    assert await _topics() == [
        "Followed",
        "Unfollowed",
        "FollowRequested",
        "Muted",
        "Unmuted",
        "Blocked",
        "Unblocked",
        "Followed",
    ]


async def test_a_private_account_is_asked_first(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob", private=True)
    assert await ann.follow("bob") == Relationship(tie="requested")
    assert await _handles(bob.follow_requests()) == ["ann"]
    assert (await bob.profile("ann")).relationship == Relationship(asked_you=True)
    assert (await bob.profile("bob")).followers == 0
    assert not (await ann.profile("bob")).visible
    assert await bob.accept_request("ann") == Relationship(follows_you=True)
    assert (await ann.profile("bob")).relationship == Relationship(tie="following")
    assert (await ann.profile("bob")).visible
    assert await _handles(bob.follow_requests()) == []


async def test_a_refused_request_leaves_no_trace(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob", private=True)
    await ann.follow("bob")
    assert await bob.refuse_request("ann") == NOTHING
    assert (await ann.profile("bob")).relationship == NOTHING
    assert await ann.follow("bob") == Relationship(tie="requested")


async def test_a_request_can_be_taken_back(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob", private=True)
    await ann.follow("bob")
    assert await ann.unfollow("bob") == NOTHING
    assert await _handles(bob.follow_requests()) == []
    assert await _refused(bob.accept_request("ann")) == (404, "/problems/follow-request-not-found")
    assert "Unfollowed" not in await _topics()


async def test_going_private_keeps_followers_and_going_public_lets_in_who_waits(world: World) -> None:
    ann, bob, carol = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    await ann.follow("bob")
    await bob.change_profile(ProfileChange(private=True))
    await carol.follow("bob")
    await world.drain()
    assert (await ann.profile("bob")).relationship.tie == "following"
    assert (await carol.profile("bob")).relationship.tie == "requested"
    await bob.change_profile(ProfileChange(private=False))
    await world.drain()
    assert (await carol.profile("bob")).relationship.tie == "following"
    assert await _handles(bob.followers("bob")) == ["carol", "ann"]


async def test_many_who_wait_are_let_in_batch_by_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ACCEPTED_AT_ONCE", 2)
    bob = await world.person("bob", private=True)
    waiting = [await world.person(f"w{i}") for i in range(5)]
    for person in waiting:
        await person.follow("bob")
    await bob.change_profile(ProfileChange(private=False))
    await world.drain()
    assert sorted(await _handles(bob.followers("bob"))) == [person.handle for person in waiting]


async def test_following_a_public_account_whose_answer_was_awaited_needs_none(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob", private=True)
    await ann.follow("bob")
    await bob.change_profile(ProfileChange(private=False))
    assert await ann.follow("bob") == Relationship(tie="following")
    await world.drain()
    assert await _handles(bob.followers("bob")) == ["ann"]


async def test_a_block_ends_everything_between_two(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob", private=True)
    await ann.follow("bob")
    await bob.accept_request("ann")
    await bob.follow("ann")
    await database.execute("DELETE FROM outbox")
    assert await ann.block("bob") == Relationship(blocked=True)
    assert await _topics() == ["Unfollowed", "Unfollowed", "Blocked"]
    assert await _handles(ann.followers("ann")) == []
    assert await _handles(ann.following("ann")) == []
    assert await _handles(ann.blocked()) == ["bob"]
    assert await ann.unblock("bob") == NOTHING
    assert (await bob.profile("ann")).relationship == NOTHING


async def test_a_block_ends_a_request(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob", private=True)
    await ann.follow("bob")
    await bob.block("ann")
    await bob.unblock("ann")
    assert (await ann.profile("bob")).relationship == NOTHING


VERBS = ["follow", "unfollow", "block", "unblock", "mute", "unmute", "accept_request", "refuse_request"]
READS = ["profile", "followers", "following"]


async def test_who_blocks_you_does_not_exist(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await bob.block("ann")
    for verb in VERBS + READS:
        hidden = await _refused(getattr(ann, verb)("bob"))
        missing = await _refused(getattr(ann, verb)("nobody"))
        assert hidden == missing == (404, "/problems/person-not-found"), verb


async def test_suspended_people_do_not_exist(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await ann.follow("bob")
    async with database.transaction():
        await accounts.suspend(bob.user_id)
    for verb in VERBS + READS:
        assert await _refused(getattr(ann, verb)("bob")) == (404, "/problems/person-not-found"), verb
    assert await _handles(ann.following("ann")) == []


async def test_what_is_no_handle_is_nobody(world: World) -> None:
    ann = await world.person("ann")
    for handle in ("no%00body", "ann%0A", "x" * 200, "%2E%2E", "NULL", "%F0%9F%92%A5", "%ED%A0%80", "a..b"):
        for method, path in [("PUT", "follow"), ("DELETE", "block"), ("GET", "followers"), ("GET", "following")]:
            answer = await world.http(method, f"/api/v1/people/{handle}/{path}", ann)
            assert answer.status_code == 404, (handle, path)
        assert (await world.http("PUT", f"/api/v1/follow-requests/{handle}", ann)).status_code == 404


async def test_nobody_has_a_tie_to_themselves(world: World) -> None:
    ann = await world.person("ann")
    for verb in VERBS:
        assert await _refused(getattr(ann, verb)("ann")) == (400, "/problems/oneself"), verb


async def test_whom_you_block_cannot_be_followed_before_the_block_is_lifted(world: World) -> None:
    ann, _ = await world.person("ann"), await world.person("bob")
    await ann.block("bob")
    assert await _refused(ann.follow("bob")) == (404, "/problems/person-not-found")
    await ann.unblock("bob")
    assert await ann.follow("bob") == Relationship(tie="following")


async def test_a_block_against_a_block_can_be_lifted(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    await ann.block("bob")
    await database.execute("INSERT INTO blocks VALUES ($1, $2, now())", bob.user_id, ann.user_id)
    await database.execute("INSERT INTO blocked_by VALUES ($2, $1, now())", bob.user_id, ann.user_id)
    assert await _handles(ann.blocked()) == ["bob"]
    assert (await ann.unblock("bob")).blocked is False
    assert await _refused(ann.profile("bob")) == (404, "/problems/person-not-found")


async def test_muting_is_nobody_elses_business(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    assert await ann.mute("bob") == Relationship(muted=True)
    assert (await bob.profile("ann")).relationship == NOTHING
    assert await _handles(ann.muted()) == ["bob"]
    assert await ann.unmute("bob") == NOTHING
    assert await _handles(ann.muted()) == []


async def test_nobody_follows_more_than_the_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FOLLOWING_MAX", 2)
    ann = await world.person("ann")
    for handle in ("b1", "b2", "b3"):
        await world.person(handle)
    await ann.follow("b1")
    await ann.follow("b2")
    assert await _refused(ann.follow("b3")) == (409, "/problems/following-limit")
    await ann.follow("b2")
    await ann.unfollow("b1")
    assert (await ann.follow("b3")).tie == "following"


async def test_the_fan_out_reads_active_followers_those_seen_last_first(world: World) -> None:
    ann = await world.person("ann")
    people = [await world.person(f"f{i}") for i in range(6)]
    for person in people[::-1]:
        await person.follow("ann")
    asleep, suspended = people[1], people[3]
    await database.execute("UPDATE users SET last_seen_at = now() - interval '40 days' WHERE id = $1", asleep.user_id)
    await database.execute("UPDATE users SET state = 'suspended' WHERE id = $1", suspended.user_id)
    awake = [people[number].user_id for number in (4, 0, 3, 5, 2)]
    for hours, user_id in enumerate(awake):
        await database.execute(
            "UPDATE users SET last_seen_at = now() - make_interval(hours => $2) WHERE id = $1", user_id, hours
        )
    since = datetime.now(UTC) - timedelta(days=30)
    assert [some async for some in service.active_followers(ann.user_id, since, 3)] == [awake[:3], awake[3:]]
    assert await service.follower_count(ann.user_id, 4) == 4
    assert await service.follower_count(ann.user_id, 100) == 6
    assert await service.followed_ids(people[0].user_id) == [ann.user_id]
