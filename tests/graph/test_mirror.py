"""Random lives: both directions of every tie agree, with each other, with a model, and with what Valkey holds."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.accounts import service as accounts
from server.graph import service, ties
from server.kit import database, resources
from server.kit.problems import Problem
from server.kit.viewer import Viewer
from shared.accounts import ProfileChange
from shared.graph import Mute, Relationship
from tests.world import World

PEOPLE = ("ann", "bob", "carol")
VERBS: dict[str, Callable[[Viewer, str], Awaitable[Relationship]]] = {
    "follow": service.follow,
    "unfollow": service.unfollow,
    "accept": service.accept,
    "refuse": service.refuse,
    "block": service.block,
    "unblock": service.unblock,
    "mute": service.mute,
    "mute_all": lambda viewer, handle: service.mute(viewer, handle, Mute(posts=True, stories=True)),
    "mute_stories": lambda viewer, handle: service.mute(viewer, handle, Mute(posts=False, stories=True)),
    "unmute": service.unmute,
    "remove_follower": service.remove_follower,
    "add_close_friend": service.add_close_friend,
    "drop_close_friend": service.drop_close_friend,
}
STEPS = st.one_of(
    st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.sampled_from(["private", "public"]), st.sampled_from(PEOPLE), st.just("")),
)
CLOSE_STEPS = st.tuples(
    st.sampled_from(["follow", "unfollow", "block", "unblock", "accept", "private", "public"]),
    st.sampled_from(PEOPLE[:2]),
    st.sampled_from(PEOPLE[:2]),
).filter(lambda step: step[1] != step[2])
"""Few people and verbs, so that they get in each other's way."""
Step = tuple[str, str, str]
RANDOM_LIVES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Model:
    """The rules in a few lines of plain sets."""

    def __init__(self) -> None:
        self.ties: dict[tuple[str, str], str] = {}
        self.blocks: set[tuple[str, str]] = set()
        self.mutes: set[tuple[str, str]] = set()
        self.muted_stories: set[tuple[str, str]] = set()
        self.close: set[tuple[str, str]] = set()
        self.private: set[str] = set()

    def step(self, verb: str, one: str, other: str) -> bool:
        """Whether it is allowed; if so, it has happened."""
        if verb in ("private", "public"):
            if verb == "private":
                self.private.add(one)
            else:
                self.private.discard(one)
                self.ties |= {pair: "following" for pair in self.ties if pair[1] == one}
            return True
        if one == other or ((other, one) in self.blocks and (one, other) not in self.blocks):
            return False
        return bool(getattr(self, verb)(one, other))

    def follow(self, one: str, other: str) -> bool:
        if (one, other) in self.blocks:
            return False
        if self.ties.get((one, other)) != "following":
            self.ties[one, other] = "requested" if other in self.private else "following"
        return True

    def unfollow(self, one: str, other: str) -> bool:
        self.ties.pop((one, other), None)
        return True

    def accept(self, one: str, other: str) -> bool:
        if (other, one) not in self.ties:
            return False
        self.ties[other, one] = "following"
        return True

    def refuse(self, one: str, other: str) -> bool:
        if self.ties.get((other, one)) == "requested":
            del self.ties[other, one]
        return True

    def block(self, one: str, other: str) -> bool:
        self.blocks.add((one, other))
        self.ties.pop((one, other), None)
        self.ties.pop((other, one), None)
        self.close -= {(one, other), (other, one)}
        return True

    def unblock(self, one: str, other: str) -> bool:
        self.blocks.discard((one, other))
        return True

    def _mute(self, one: str, other: str, *kinds: set[tuple[str, str]]) -> bool:
        for kind in (self.mutes, self.muted_stories):
            kind.discard((one, other))
        for kind in kinds:
            kind.add((one, other))
        return True

    def mute(self, one: str, other: str) -> bool:
        return self._mute(one, other, self.mutes)

    def mute_all(self, one: str, other: str) -> bool:
        return self._mute(one, other, self.mutes, self.muted_stories)

    def mute_stories(self, one: str, other: str) -> bool:
        return self._mute(one, other, self.muted_stories)

    def unmute(self, one: str, other: str) -> bool:
        return self._mute(one, other)

    def remove_follower(self, one: str, other: str) -> bool:
        if self.ties.get((other, one)) == "following":
            del self.ties[other, one]
        return True

    def add_close_friend(self, one: str, other: str) -> bool:
        if (one, other) in self.blocks:
            return False
        self.close.add((one, other))
        return True

    def drop_close_friend(self, one: str, other: str) -> bool:
        self.close.discard((one, other))
        return True

    def relationship(self, one: str, other: str) -> Relationship:
        return Relationship(
            tie=self.ties.get((one, other), "none"),  # type: ignore[arg-type]
            follows_you=self.ties.get((other, one)) == "following",
            asked_you=self.ties.get((other, one)) == "requested",
            blocked=(one, other) in self.blocks,
            muted=(one, other) in self.mutes,
            muted_stories=(one, other) in self.muted_stories,
            close_friend=(one, other) in self.close,
        )


@pytest_asyncio.fixture(loop_scope="session")
async def viewers(world: World) -> dict[str, Viewer]:
    return {handle: Viewer((await world.person(handle)).user_id, handle, "person", 0) for handle in PEOPLE}


async def _forget_everything() -> None:
    await database.execute("TRUNCATE following, followers, blocks, blocked_by, mutes, close_friends, reach, outbox")
    await database.execute("UPDATE users SET private = false")


async def _take(step: Step, viewers: dict[str, Viewer]) -> bool:
    verb, one, other = step
    try:
        async with database.transaction():
            if verb in ("private", "public"):
                await accounts.change_profile(viewers[one], ProfileChange(private=verb == "private"))
            else:
                await VERBS[verb](viewers[one], other)
    except Problem:
        return False
    while verb == "public":
        async with database.transaction():
            if not await service.accept_waiting(viewers[one].user_id):
                break
    return True


async def _check_mirrors() -> None:
    for there, back in [
        (
            "SELECT user_id, other_id, state, created_at FROM following",
            "SELECT follower_id, user_id, state, created_at FROM followers",
        ),
        ("SELECT user_id, other_id, created_at FROM blocks", "SELECT other_id, user_id, created_at FROM blocked_by"),
    ]:
        assert {tuple(row) for row in await database.fetch(there)} == {tuple(row) for row in await database.fetch(back)}


async def _check_ties(viewers: dict[str, Viewer]) -> None:
    """What is stored is what a rebuild finds."""
    key = ties.muted_stories_key
    for viewer in viewers.values():
        others = [other.user_id for other in viewers.values()]
        followed = await ties.followed_among(viewer.user_id, others)
        hidden, muted = await ties.hidden_and_muted(viewer.user_id)
        stories = frozenset(int(i) for i in await resources.data().smembers(key(viewer.user_id)) if i != ties.COMPLETE)
        assert ties.Ties(frozenset(followed), hidden, muted, stories) == await ties.load_ties(viewer.user_id)


@RANDOM_LIVES
@given(steps=st.lists(STEPS, max_size=20))
async def test_after_any_life_ties_are_what_the_rules_say(viewers: dict[str, Viewer], steps: Sequence[Step]) -> None:
    await _forget_everything()
    await ties.forget_ties([viewer.user_id for viewer in viewers.values()])
    model = Model()
    for step in steps:
        assert await _take(step, viewers) == model.step(*step), step
        await _check_ties(viewers)
    await _check_mirrors()
    for one in PEOPLE:
        for other in PEOPLE:
            if one != other and (other, one) not in model.blocks:
                profile = await service.profile(viewers[one], other)
                assert profile.relationship == model.relationship(one, other)


@RANDOM_LIVES
@given(rounds=st.lists(st.lists(CLOSE_STEPS, min_size=2, max_size=5), min_size=1, max_size=6))
async def test_lives_lived_at_once_keep_both_directions_equal(
    viewers: dict[str, Viewer], rounds: Sequence[Sequence[Step]]
) -> None:
    await _forget_everything()
    await ties.forget_ties([viewer.user_id for viewer in viewers.values()])
    for steps in rounds:
        await asyncio.gather(*(_take(step, viewers) for step in steps))
        await _check_mirrors()
        await _check_ties(viewers)
        across = await database.fetch(
            "SELECT 1 FROM blocks b JOIN following f"
            " ON (f.user_id, f.other_id) IN ((b.user_id, b.other_id), (b.other_id, b.user_id))"
        )
        assert across == [], "a follow outlived a block"
