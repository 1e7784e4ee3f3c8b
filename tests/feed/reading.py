"""Reading a whole feed as a reader does: page after page."""

import msgspec

from server.feed import following
from server.feed.home import page as home
from server.kit.viewer import Viewer
from shared.feed import FeedPage, HomeItem, HomePage


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


async def read_home(
    viewer: Viewer, cursor: str | None = None, limit: int = 30, snapshot: str | None = None
) -> HomePage:
    return msgspec.json.decode(await home.page(viewer, cursor, limit, snapshot_id=int(snapshot or 0)), type=HomePage)


async def read_all_of_home(viewer: Viewer, limit: int = 30) -> list[HomeItem]:
    """All of it, in the order shown."""
    page = await read_home(viewer, None, limit)
    return page.items + await read_on(viewer, page, limit)


async def read_on(viewer: Viewer, page: HomePage, limit: int = 30) -> list[HomeItem]:
    """All that comes after the page."""
    shown: list[HomeItem] = []
    while page.cursor is not None:
        page = await read_home(viewer, page.cursor, limit)
        assert len(page.items) <= limit
        shown += page.items
    return shown


def ids_of(items: list[HomeItem]) -> list[int]:
    return [int(item.post.id) for item in items]
