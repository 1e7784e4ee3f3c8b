"""HTTP of suggestions."""

from litestar import delete, get

from server.kit.viewer import Viewer
from server.posts.suggestions import service
from shared.graph import Suggestions


@get("/suggestions")
async def suggestions(viewer: Viewer) -> Suggestions:
    return await service.suggestions(viewer)


@delete("/suggestions/{handle:str}", opt={"limit": "relation"})
async def dismiss_suggestion(viewer: Viewer, handle: str) -> None:
    await service.dismiss(viewer, handle)


ROUTES = [suggestions, dismiss_suggestion]
