"""HTTP for ties between people and the lists of them."""

from typing import Annotated

from litestar import delete, get, put
from litestar.params import Parameter

from server.graph import service
from server.graph.lists import people
from server.kit.viewer import Viewer
from shared.graph import Mute, People, Relationship
from shared.limits import QUERY_MAX

CHANGE = {"limit": "relation"}
Query = Annotated[str | None, Parameter(max_length=QUERY_MAX)]


@put("/people/{handle:str}/follow", opt=CHANGE)
async def follow(viewer: Viewer, handle: str) -> Relationship:
    return await service.follow(viewer, handle)


@delete("/people/{handle:str}/follow", opt=CHANGE, status_code=200)
async def unfollow(viewer: Viewer, handle: str) -> Relationship:
    return await service.unfollow(viewer, handle)


@put("/people/{handle:str}/block", opt=CHANGE)
async def block(viewer: Viewer, handle: str) -> Relationship:
    return await service.block(viewer, handle)


@delete("/people/{handle:str}/block", opt=CHANGE, status_code=200)
async def unblock(viewer: Viewer, handle: str) -> Relationship:
    return await service.unblock(viewer, handle)


@put("/people/{handle:str}/mute", opt=CHANGE)
async def mute(viewer: Viewer, handle: str, data: Mute | None = None) -> Relationship:
    return await service.mute(viewer, handle, data or service.MUTE_POSTS)


@delete("/people/{handle:str}/mute", opt=CHANGE, status_code=200)
async def unmute(viewer: Viewer, handle: str) -> Relationship:
    return await service.unmute(viewer, handle)


@delete("/people/{handle:str}/follower", opt=CHANGE, status_code=200)
async def remove_follower(viewer: Viewer, handle: str) -> Relationship:
    return await service.remove_follower(viewer, handle)


@put("/people/{handle:str}/close-friend", opt=CHANGE)
async def add_close_friend(viewer: Viewer, handle: str) -> Relationship:
    return await service.add_close_friend(viewer, handle)


@delete("/people/{handle:str}/close-friend", opt=CHANGE, status_code=200)
async def drop_close_friend(viewer: Viewer, handle: str) -> Relationship:
    return await service.drop_close_friend(viewer, handle)


@put("/follow-requests/{handle:str}", opt=CHANGE)
async def accept_request(viewer: Viewer, handle: str) -> Relationship:
    return await service.accept(viewer, handle)


@delete("/follow-requests/{handle:str}", opt=CHANGE, status_code=200)
async def refuse_request(viewer: Viewer, handle: str) -> Relationship:
    return await service.refuse(viewer, handle)


@get("/follow-requests")
async def follow_requests(viewer: Viewer, cursor: str | None = None) -> People:
    return await people.follow_requests(viewer, cursor)


@get("/people/{handle:str}/followers")
async def followers(viewer: Viewer, handle: str, cursor: str | None = None, q: Query = None) -> People:
    return await people.followers(viewer, handle, cursor, q)


@get("/people/{handle:str}/following")
async def following(viewer: Viewer, handle: str, cursor: str | None = None, q: Query = None) -> People:
    return await people.following(viewer, handle, cursor, q)


@get("/people/{handle:str}/mutuals")
async def mutuals(viewer: Viewer, handle: str, cursor: str | None = None) -> People:
    return await people.mutuals(viewer, handle, cursor)


@get("/me/blocked")
async def blocked(viewer: Viewer, cursor: str | None = None) -> People:
    return await people.blocked(viewer, cursor)


@get("/me/muted")
async def muted(viewer: Viewer, cursor: str | None = None) -> People:
    return await people.muted(viewer, cursor)


@get("/me/close-friends")
async def close_friends(viewer: Viewer, cursor: str | None = None) -> People:
    return await people.close_friends(viewer, cursor)


ROUTES = [
    follow,
    unfollow,
    block,
    unblock,
    mute,
    unmute,
    remove_follower,
    add_close_friend,
    drop_close_friend,
    accept_request,
    refuse_request,
    follow_requests,
    followers,
    following,
    mutuals,
    blocked,
    muted,
    close_friends,
]
