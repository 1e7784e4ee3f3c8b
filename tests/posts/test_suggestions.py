"""Who is suggested to whom, why, and who never."""

import pytest

from server.graph import queries as graph_queries
from server.graph import service as graph
from server.kit import database, resources
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from server.posts.likes import service as likes
from server.posts.suggestions import service
from tests.world import World


async def follow(one: Viewer, *others: Viewer) -> None:
    for other in others:
        await graph_queries.set_tie(one.user_id, other.user_id, "following")


async def act(verb: str, viewer: Viewer, handle: str) -> None:
    async with database.transaction():
        await getattr(service if verb == "dismiss" else graph, verb)(viewer, handle)


async def suggested(viewer: Viewer) -> dict[str, str]:
    """Handle -> the mutuals or, where there are none, the reason."""
    found = await service.suggestions(viewer)
    return {
        one.author.handle: " ".join(person.handle for person in one.mutuals.people) or one.reason for one in found.items
    }


async def test_friends_of_friends_come_first_then_shared_interests_then_the_popular(world: World) -> None:
    ann, ben, cat = [await world.newcomer(name) for name in ("ann", "ben", "cat")]
    near, nearer, potter, admired, star = [
        await world.newcomer(n) for n in ("near", "nearer", "potter", "admired", "star")
    ]
    recluse = await world.newcomer("recluse", private=True)
    await follow(ann, ben, cat)
    await follow(ben, near, nearer, ann)
    await follow(cat, nearer)
    await likes.like(ann, await world.quick_post(ben.user_id, "a bowl #ceramics"))
    await likes.like(ann, await world.quick_post(admired.user_id, "the sea"))
    for author in (potter, recluse):
        await world.quick_post(author.user_id, "another bowl #ceramics")
    await follow(near, potter, recluse, star)
    await follow(potter, star)
    await graph.count_reach([potter.user_id, recluse.user_id, star.user_id])
    found = await suggested(ann)
    assert list(found)[:2] == ["nearer", "near"] and set(found) == {
        "nearer",
        "near",
        "admired",
        "potter",
        "star",
        "recluse",
    }
    assert found["nearer"] in ("ben cat", "cat ben") and found["near"] == "ben"
    assert found["admired"] == "You liked their posts" and found["potter"] == "Posts about #ceramics"
    assert found["star"] == found["recluse"] == "Popular here"
    newcomer = await world.newcomer("newcomer")
    assert next(iter(await suggested(newcomer))) == "star"


async def test_nobody_is_suggested_who_is_followed_asked_blocked_dismissed_or_gone_by_now(world: World) -> None:
    viewer, friend = await world.newcomer("viewer"), await world.newcomer("friend")
    people = {n: await world.newcomer(n) for n in ("ada", "bea", "cem", "dov", "eli", "fay", "gus", "hal")}
    await follow(viewer, friend)
    await follow(friend, *people.values())
    assert set(await suggested(viewer)) == set(people)
    await act("follow", viewer, "ada")
    await act("block", viewer, "bea")
    await act("block", people["cem"], "viewer")
    for _ in range(2):
        await act("dismiss", viewer, "dov")
    await database.execute("UPDATE users SET state = 'suspended' WHERE handle = 'eli'")
    for _ in range(2):
        assert set(await suggested(viewer)) == {"fay", "gus", "hal"}
        await resources.data().flushall()
    await act("unfollow", viewer, "friend")
    found = await service.suggestions(viewer)
    assert all(one.mutuals.people == [] for one in found.items)
    for handle in ("bea", "cem", "nobody"):
        with pytest.raises(NotFound):
            await act("dismiss", viewer, handle)


async def test_what_private_accounts_post_about_is_told_to_nobody(world: World) -> None:
    viewer, author = await world.newcomer("viewer"), await world.newcomer("author")
    recluse = await world.newcomer("recluse", private=True)
    await likes.like(viewer, await world.quick_post(author.user_id, "#secretclub"))
    await world.quick_post(recluse.user_id, "#secretclub")
    await follow(author, recluse)
    await graph.count_reach([recluse.user_id])
    assert (await suggested(viewer))["recluse"] == "Popular here"


async def test_suggestions_are_right_without_valkey(world: World) -> None:
    viewer, friend, other = [await world.newcomer(n) for n in ("viewer", "friend", "other")]
    await follow(viewer, friend)
    await follow(friend, other)
    port, resources.pipe()._port = resources.pipe()._port, 1
    await resources.pipe().aclose()
    assert await suggested(viewer) == {"other": "friend"}
    resources.pipe()._port = port
