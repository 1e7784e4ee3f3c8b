"""Reading a whole feed as a reader does: page after page."""

import msgspec

from server.feed import following
from server.kit.viewer import Viewer
from shared.feed import FeedPage


async def read_page(viewer: Viewer, cursor: str | None = None, limit: int = 30) -> FeedPage:
    return msgspec.json.decode(await following.page(viewer, cursor, limit), type=FeedPage)


async def read_all(viewer: Viewer, limit: int = 30) -> list[int]:
    """Ids of all posts in the feed, in the order shown."""
    shown: list[int] = []
    cursor: str | None = None
    while True:
        page = await read_page(viewer, cursor, limit)
        assert len(page.items) <= limit
        shown += [int(post.id) for post in page.items]
        cursor = page.cursor
        if cursor is None:
            return shown
