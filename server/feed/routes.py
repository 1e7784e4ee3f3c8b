"""HTTP of the feed."""

from typing import Annotated, cast

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import Parameter

from server.feed import following
from server.kit.viewer import Viewer
from shared.feed import FeedPage, NewPosts
from shared.limits import CURSOR_MAX, PAGE_DEFAULT, PAGE_MAX

Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]
Limit = Annotated[int, Parameter(ge=1, le=PAGE_MAX)]


@get("/feed/following")
async def following_feed(viewer: Viewer, cursor: Cursor = None, limit: Limit = PAGE_DEFAULT) -> Response[FeedPage]:
    body = await following.page(viewer, cursor, limit)
    return Response(cast(FeedPage, body), media_type=MediaType.JSON)


@get("/feed/following/new")
async def new_posts(viewer: Viewer, since: Annotated[int, Parameter(ge=0, le=2**63 - 1)]) -> NewPosts:
    return NewPosts(count=await following.count_newer(viewer, since))


ROUTES = [following_feed, new_posts]
