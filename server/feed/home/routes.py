"""HTTP of Home."""

from typing import Annotated, cast

from litestar import Response, get, put
from litestar.enums import MediaType
from litestar.params import Parameter

from server.feed.home import health, page, preferences, why
from server.kit.viewer import Viewer
from shared.feed import Device, FeedHealth, FeedPreferences, FeedSettings, HomePage, Why
from shared.limits import CURSOR_MAX, PAGE_DEFAULT, PAGE_MAX

Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]
Limit = Annotated[int, Parameter(ge=1, le=PAGE_MAX)]
Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]


@get("/feed/home")
async def home_feed(
    viewer: Viewer,
    cursor: Cursor = None,
    limit: Limit = PAGE_DEFAULT,
    device: Device = "phone",
    snapshot: Annotated[int, Parameter(ge=0, le=2**63 - 1)] = 0,
) -> Response[HomePage]:
    body = await page.page(viewer, cursor, limit, device, snapshot)
    return Response(cast(HomePage, body), media_type=MediaType.JSON)


@get("/feed/home/why")
async def why_here(viewer: Viewer, snapshot: Id, post: Id) -> Why:
    return await why.why(viewer, snapshot, post)


@get("/feed/preferences")
async def feed_preferences(viewer: Viewer) -> FeedSettings:
    return await health.settings(viewer)


@put("/feed/preferences")
async def change_feed_preferences(viewer: Viewer, data: FeedPreferences) -> FeedPreferences:
    return await preferences.change(viewer, data)


@get("/admin/feed")
async def feed_health(viewer: Viewer) -> FeedHealth:
    return await health.health(viewer)


ROUTES = [home_feed, why_here, feed_preferences, change_feed_preferences, feed_health]
