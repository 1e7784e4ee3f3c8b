"""What each kind of viewer may save, hide, hand on and be handed, of a public and of a private author."""

import pytest

from server.graph import service as graph
from server.kit import database
from server.kit.problems import Problem
from server.kit.viewer import Viewer
from server.posts.hiding import service as hiding
from server.posts.saves import service as saves
from server.posts.shares import service as shares
from shared.engagement import Hide, NewShare
from tests.world import World

# kind of viewer: sees the posts of a public author, of a private one
TABLE = {
    "stranger": (True, False),
    "follower": (True, True),
    "pending": (True, False),
    "blocked": (False, False),
    "blocker": (False, False),
    "owner": (True, True),
}


async def become(kind: str, viewer: Viewer, author: Viewer, *, private: bool) -> None:
    if kind in ("follower", "pending", "blocked", "blocker"):
        await graph.follow(viewer, author.handle)
    if kind == "follower" and private:
        await graph.accept(author, viewer.handle)
    if kind == "blocked":
        await graph.block(author, viewer.handle)
    if kind == "blocker":
        await graph.block(viewer, author.handle)


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("kind", TABLE)
async def test_only_what_one_may_see_is_kept_and_handed_on(long_world: World, kind: str, private: bool) -> None:
    author, sharer = await long_world.newcomer(private=private), await long_world.newcomer()
    viewer = author if kind == "owner" else await long_world.newcomer()
    post_id = await long_world.quick_post(author.user_id)
    async with database.transaction():
        await become("follower", sharer, author, private=private)
        await graph.follow(viewer, sharer.handle)
        await become(kind, viewer, author, private=private)
        # as if it had been saved in better times
        await database.execute("INSERT INTO saves VALUES ($1, $2, $3, 1)", viewer.user_id, post_id, author.user_id)
    sees = TABLE[kind][private]
    assert [post.id for post in (await saves.page(viewer, None)).items] == ([str(post_id)] if sees else [])
    handed = NewShare(to=[viewer.handle])
    for expected, verb in (
        (sees, lambda: saves.save(viewer, post_id)),
        (sees, lambda: saves.saved_in(viewer, post_id)),
        (sees and kind != "owner", lambda: hiding.hide(viewer, post_id, Hide())),
        (sees, lambda: shares.targets(viewer, post_id, None)),
        (sees, lambda: shares.share(sharer, post_id, handed)),
    ):
        try:
            async with database.transaction():
                await verb()
            assert expected
        except Problem:
            assert not expected
    targets = (await shares.targets(sharer, post_id, None)).items
    assert (viewer.handle in [person.author.handle for person in targets]) == sees
