"""HTTP of saves and collections."""

from typing import Annotated

from litestar import delete, get, patch, post, put
from litestar.params import Parameter

from server.kit.viewer import Viewer
from server.posts.saves import collections, service
from shared.engagement import Collection, Collections, NewCollection, Saved
from shared.limits import CURSOR_MAX
from shared.posts import PostPage

Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]
Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]


@put("/posts/{post_id:int}/save")
async def save_post(viewer: Viewer, post_id: Id) -> Saved:
    return await service.save(viewer, post_id)


@delete("/posts/{post_id:int}/save", status_code=200)
async def unsave_post(viewer: Viewer, post_id: Id) -> Saved:
    return await service.unsave(viewer, post_id)


@get("/posts/{post_id:int}/save")
async def saved_in(viewer: Viewer, post_id: Id) -> Saved:
    return await service.saved_in(viewer, post_id)


@get("/me/saved")
async def saved_posts(viewer: Viewer, cursor: Cursor = None) -> PostPage:
    return await service.page(viewer, cursor)


@get("/me/collections")
async def list_collections(viewer: Viewer) -> Collections:
    return await collections.listed(viewer)


@post("/me/collections")
async def new_collection(viewer: Viewer, data: NewCollection) -> Collection:
    return await collections.create(viewer, data)


@get("/me/collections/{collection_id:int}")
async def read_collection(viewer: Viewer, collection_id: Id) -> Collection:
    return await collections.one(viewer, collection_id)


@patch("/me/collections/{collection_id:int}")
async def rename_collection(viewer: Viewer, collection_id: Id, data: NewCollection) -> Collection:
    return await collections.rename(viewer, collection_id, data)


@delete("/me/collections/{collection_id:int}")
async def delete_collection(viewer: Viewer, collection_id: Id) -> None:
    await collections.delete(viewer, collection_id)


@get("/me/collections/{collection_id:int}/posts")
async def collection_posts(viewer: Viewer, collection_id: Id, cursor: Cursor = None) -> PostPage:
    return await collections.page(viewer, collection_id, cursor)


@put("/me/collections/{collection_id:int}/posts/{post_id:int}")
async def collect_post(viewer: Viewer, collection_id: Id, post_id: Id) -> Saved:
    return await collections.collect(viewer, collection_id, post_id)


@delete("/me/collections/{collection_id:int}/posts/{post_id:int}", status_code=200)
async def uncollect_post(viewer: Viewer, collection_id: Id, post_id: Id) -> Saved:
    return await collections.uncollect(viewer, collection_id, post_id)


ROUTES = [
    save_post,
    unsave_post,
    saved_in,
    saved_posts,
    list_collections,
    new_collection,
    read_collection,
    rename_collection,
    delete_collection,
    collection_posts,
    collect_post,
    uncollect_post,
]
