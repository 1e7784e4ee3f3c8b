"""HTTP for ties between people and the lists of them."""

from litestar import delete, get, put

from server.graph import people, service
from server.kit.viewer import Viewer
from shared.graph import People, Relationship

CHANGE = {"limit": "relation"}


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
async def mute(viewer: Viewer, handle: str) -> Relationship:
    return await service.mute(viewer, handle)


@delete("/people/{handle:str}/mute", opt=CHANGE, status_code=200)
async def unmute(viewer: Viewer, handle: str) -> Relationship:
    return await service.unmute(viewer, handle)


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
async def followers(viewer: Viewer, handle: str, cursor: str | None = None) -> People:
    return await people.followers(viewer, handle, cursor)


@get("/people/{handle:str}/following")
async def following(viewer: Viewer, handle: str, cursor: str | None = None) -> People:
    return await people.following(viewer, handle, cursor)


@get("/me/blocked")
async def blocked(viewer: Viewer, cursor: str | None = None) -> People:
    return await people.blocked(viewer, cursor)


@get("/me/muted")
async def muted(viewer: Viewer, cursor: str | None = None) -> People:
    return await people.muted(viewer, cursor)


ROUTES = [
    follow,
    unfollow,
    block,
    unblock,
    mute,
    unmute,
    accept_request,
    refuse_request,
    follow_requests,
    followers,
    following,
    blocked,
    muted,
]
