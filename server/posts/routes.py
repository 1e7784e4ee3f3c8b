"""HTTP of posts, and of the profile page that counts them."""

from typing import Annotated

from litestar import delete, get, patch, post
from litestar.params import Parameter
from litestar.status_codes import HTTP_200_OK

from server.kit.viewer import Viewer
from server.posts import service
from shared.graph import Profile
from shared.limits import CURSOR_MAX
from shared.posts import NewPost, OwnPost, OwnPosts, Post, PostChange, PostPage, Versions

Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]
Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]


@post("/posts")
async def create_post(viewer: Viewer, data: NewPost) -> OwnPost:
    return await service.create(viewer, data)


@patch("/posts/{post_id:int}")
async def change_post(viewer: Viewer, post_id: Id, data: PostChange) -> OwnPost:
    return await service.change(viewer, post_id, data)


@post("/posts/{post_id:int}/publish", opt={"limit": "publish"}, status_code=HTTP_200_OK)
async def publish_post(viewer: Viewer, post_id: Id) -> OwnPost:
    return await service.publish(viewer, post_id)


@delete("/posts/{post_id:int}")
async def delete_post(viewer: Viewer, post_id: Id) -> None:
    await service.delete(viewer, post_id)


@get("/posts/{post_id:int}")
async def read_post(viewer: Viewer, post_id: Id) -> Post:
    return await service.read(viewer, post_id)


@get("/posts/{post_id:int}/versions")
async def read_versions(viewer: Viewer, post_id: Id) -> Versions:
    return await service.versions(viewer, post_id)


@get("/me/posts/pending")
async def pending_posts(viewer: Viewer) -> OwnPosts:
    return await service.pending(viewer)


@get("/me/posts/{post_id:int}")
async def own_post(viewer: Viewer, post_id: Id) -> OwnPost:
    return await service.own(viewer, post_id)


@get("/people/{handle:str}")
async def read_profile(viewer: Viewer, handle: str) -> Profile:
    return await service.profile(viewer, handle)


@get("/people/{handle:str}/posts")
async def posts_of(viewer: Viewer, handle: str, cursor: Cursor = None) -> PostPage:
    return await service.posts_of(viewer, handle, cursor)


ROUTES = [
    create_post,
    change_post,
    publish_post,
    delete_post,
    read_post,
    read_versions,
    pending_posts,
    own_post,
    read_profile,
    posts_of,
]
