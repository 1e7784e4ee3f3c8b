"""The one rule of who may see what, for every kind of viewer."""

from collections.abc import Awaitable, Callable

import pytest

from server.accounts import service as accounts
from server.graph import service, visibility
from server.kit import database, resources
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from shared.accounts import ProfileChange
from tests.world import Person, World

Arrange = Callable[[Person, Person], Awaitable[object]]


async def _nothing(viewer: Person, author: Person) -> None:
    pass


async def _follow(viewer: Person, author: Person) -> None:
    await viewer.follow(author.handle)
    if (await author.me()).private:
        await author.accept_request(viewer.handle)


async def _ask(viewer: Person, author: Person) -> None:
    await viewer.follow(author.handle)


async def _follow_and_mute(viewer: Person, author: Person) -> None:
    await _follow(viewer, author)
    await viewer.mute(author.handle)


async def _block(viewer: Person, author: Person) -> None:
    await viewer.block(author.handle)


async def _be_blocked(viewer: Person, author: Person) -> None:
    await _follow(viewer, author)
    await author.block(viewer.handle)


async def _see_them_suspended(viewer: Person, author: Person) -> None:
    await _follow(viewer, author)
    async with database.transaction():
        await accounts.suspend(author.user_id)


# viewer, author private, what happened before: sees the profile, sees posts, sees them in the feed
TABLE: list[tuple[str, bool, Arrange, tuple[bool, bool, bool]]] = [
    ("owner", False, _nothing, (True, True, True)),
    ("owner", True, _nothing, (True, True, True)),
    ("anonymous", False, _nothing, (True, True, False)),
    ("anonymous", True, _nothing, (True, False, False)),
    ("stranger", False, _nothing, (True, True, False)),
    ("stranger", True, _nothing, (True, False, False)),
    ("pending", True, _ask, (True, False, False)),
    ("follower", False, _follow, (True, True, True)),
    ("follower", True, _follow, (True, True, True)),
    ("muting follower", False, _follow_and_mute, (True, True, False)),
    ("muting follower", True, _follow_and_mute, (True, True, False)),
    ("blocker", False, _block, (True, False, False)),
    ("blocker", True, _block, (True, False, False)),
    ("blocked", False, _be_blocked, (False, False, False)),
    ("blocked", True, _be_blocked, (False, False, False)),
    ("follower of a suspended one", False, _see_them_suspended, (False, False, False)),
]


@pytest.mark.parametrize(("kind", "private", "arrange", "expected"), TABLE)
async def test_who_sees_what(
    world: World, kind: str, private: bool, arrange: Arrange, expected: tuple[bool, bool, bool]
) -> None:
    author, other = await world.person("author"), await world.person("other")
    if private:
        await author.change_profile(ProfileChange(private=True))
    await arrange(other, author)
    person = {"owner": author, "anonymous": None}.get(kind, other)
    viewer = Viewer(person.user_id, person.handle, "person", 0) if person else None
    viewer_id = person.user_id if person else None
    for _ in ("from SQL", "from Valkey"):
        try:
            profile = await service.profile(viewer, "author")
            exists, visible = True, profile.visible
        except NotFound:
            exists, visible = False, False
        ids = [author.user_id]
        posts = await visibility.visible_authors(viewer_id, ids) == set(ids)
        feed = await visibility.visible_authors(viewer_id, ids, for_feed=True) == set(ids)
        assert (exists, posts, feed) == expected
        assert visible == posts
        if viewer_id is not None and kind != "follower of a suspended one":
            replies = await resources.pipe().run(*visibility.tie_commands(viewer_id, ids))
            assert (await visibility.in_feed(viewer_id, ids, replies) == set(ids)) == feed


async def test_what_a_viewer_settled_is_read_from_both_sides_of_a_block(world: World) -> None:
    ann, bob, carol = [await world.person(handle) for handle in ("ann", "bob", "carol")]
    await ann.block("bob")
    await ann.mute("carol")
    assert await visibility.standing(ann.user_id) == visibility.Standing(
        frozenset({bob.user_id}), frozenset({carol.user_id})
    )
    assert await visibility.standing(bob.user_id) == visibility.Standing(frozenset({ann.user_id}))
    assert await visibility.standing(carol.user_id) == visibility.Standing()
    assert await visibility.standing(None) == visibility.NOBODY


async def test_people_who_do_not_exist_are_visible_to_nobody(world: World) -> None:
    ann = await world.person("ann")
    assert await visibility.visible_authors(ann.user_id, [1, 2, ann.user_id]) == {ann.user_id}
    assert await visibility.visible_authors(None, []) == set()


async def test_many_authors_are_judged_in_one_go(world: World) -> None:
    viewer = await world.person("viewer")
    people = [await world.person(f"p{i}", private=i % 2 == 0) for i in range(6)]
    await _follow(viewer, people[0])
    await _follow(viewer, people[1])
    await people[3].block("viewer")
    ids = [person.user_id for person in people]
    assert await visibility.visible_authors(viewer.user_id, ids) == {ids[0], ids[1], ids[5]}
    assert await visibility.visible_authors(viewer.user_id, ids, for_feed=True) == {ids[0], ids[1]}
