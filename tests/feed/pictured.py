"""Posts whose pictures machine vision has seen, and verbs in transactions of their own."""

from typing import Any

from server.feed.signals import content
from server.kit import database
from server.kit.viewer import Viewer
from server.posts import service as post_service
from shared.posts import NewItem, NewPost
from tests import pictures
from tests.world import World

EMBEDDING = content.EMBEDDING


async def act(verb: Any, *args: Any) -> Any:
    async with database.transaction():
        return await verb(*args)


async def with_picture(
    world: World, author: Viewer, caption: str, *, of: int = 1, embedding: bytes, hash_: bytes
) -> int:
    """A published post of so many pictures, of which machine vision has seen the first."""
    async with database.transaction():
        media = [await pictures.ready_media(author.user_id) for _ in range(of)]
        await database.execute("UPDATE media SET pdq = $2 WHERE id = $1", media[0], hash_)
        await database.execute(
            "INSERT INTO media_findings (media_id, model, version, finding, embedding)"
            " VALUES ($1, 'content', '1', '{}', $2)",
            media[0],
            embedding,
        )
        items = [NewItem(media_id=str(one)) for one in media]
        draft = await post_service.create(author, NewPost(items=items, caption=caption))
        published = (await post_service.publish(author, int(draft.id))).post
    assert published is not None
    return int(published.id)
