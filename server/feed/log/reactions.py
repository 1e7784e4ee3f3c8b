"""What the log does when posts go."""

from server.feed.log import queries
from server.posts.events import PostDeleted


async def forget_exposure(events: list[PostDeleted]) -> None:
    for event in events:
        await queries.forget_exposure(event.author_id, event.post_id)
