"""HTTP of the log."""

from litestar import post

from server.feed.log import service
from server.kit.viewer import Viewer
from shared.feed import FeedEvents


@post("/feed/events", status_code=204, opt={"limit": "events"})
async def feed_events(viewer: Viewer, data: FeedEvents) -> None:
    await service.record(viewer, data)


ROUTES = [feed_events]
