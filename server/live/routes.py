"""HTTP of the live line: where its door is. The line itself is served by `asgi.py`, in a process of its own."""

from litestar import get

from server.kit import resources
from shared.live import LiveDoor


@get("/live")
async def live_door() -> LiveDoor:
    return LiveDoor(url=resources.settings().live_url)


ROUTES = [live_door]
