"""People and posts made through services, for tests of search that speak to services."""

from server.accounts import service as accounts
from server.graph import service as graph
from server.kit import database, ids
from server.kit.viewer import Viewer
from server.posts import service as posts
from shared.accounts import ProfileChange
from shared.posts import NewItem, NewPost, PostChange
from tests import pictures
from tests.world import World


async def person(world: World, handle: str, name: str = "") -> Viewer:
    viewer = await world.newcomer(handle)
    if name:
        await change(viewer, ProfileChange(name=name))
    return viewer


async def change(viewer: Viewer, wanted: ProfileChange) -> None:
    async with database.transaction():
        await accounts.change_profile(viewer, wanted)


async def follow(viewer: Viewer, *others: Viewer) -> None:
    for other in others:
        async with database.transaction():
            await graph.follow(viewer, other.handle)


async def block(viewer: Viewer, other: Viewer) -> None:
    async with database.transaction():
        await graph.block(viewer, other.handle)


async def post(author: Viewer, caption: str, place_id: str | None = None, *, followers_only: bool = False) -> int:
    async with database.transaction():
        shown = [NewItem(media_id=str(await pictures.ready_media(author.user_id)))]
        audience = "followers" if followers_only else "everyone"
        new = NewPost(items=shown, caption=caption, place_id=place_id, audience=audience)
        draft = await posts.create(author, new)
        published = (await posts.publish(author, int(draft.id))).post
    assert published is not None
    return int(published.id)


async def edit(author: Viewer, post_id: int, wanted: PostChange) -> None:
    async with database.transaction():
        await posts.change(author, post_id, wanted)


async def delete(author: Viewer, post_id: int) -> None:
    async with database.transaction():
        await posts.delete(author, post_id)


async def like(user: Viewer, author: Viewer, *post_ids: int) -> None:
    """Likes, and what the relay would count of them by now."""
    for post_id in post_ids:
        await database.execute(
            "WITH l AS (INSERT INTO likes (author_id, post_id, user_id, id) VALUES ($1, $2, $3, $4)),"
            " d AS (INSERT INTO liked (user_id, post_id, author_id) VALUES ($3, $2, $1))"
            " INSERT INTO post_counts AS c (author_id, post_id, likes, comments) VALUES ($1, $2, 1, 0)"
            " ON CONFLICT (author_id, post_id) DO UPDATE SET likes = c.likes + 1",
            author.user_id,
            post_id,
            user.user_id,
            ids.new_id(),
        )
