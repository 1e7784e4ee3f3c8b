"""The gateway as an ASGI application: the same framework as the API, with one WebSocket and a sign of life."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, WebSocket, get, websocket
from litestar.datastructures import State

from server.accounts import sessions, tokens
from server.kit import limits, resources
from server.kit.caller import address
from server.kit.problems import TooMany, Unauthenticated
from server.live.gateway import AWAY, Gateway, TooManyLines
from server.live.line import Line
from server.live.wire import EXTENSION, Wire
from server.settings import LIVE_PATH, Settings, load
from shared.live import GOING_AWAY, SESSION_OVER, TOO_MANY, TOO_SLOW, UNAUTHENTICATED, Hello

HEALTH = "/health"
HELLO_SECONDS = 5.0
HELLO_BYTES = 8 * 1024
"""The largest frame that is read at all; uvicorn closes with 1009 above it."""
PING_SECONDS = 30.0
PONG_SECONDS = 20.0
"""A client that is gone without a word is noticed after the sum of both."""
NOT_EXPECTED = 1008
Socket = WebSocket[Any, Any, Any]
log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> Litestar:
    """Opens the resources of the process in its lifespan. Settings come from the environment unless given."""
    settings = settings or load()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with resources.opened(settings):
            watch = asyncio.create_task(tokens.watch())
            try:
                async with Gateway(settings.valkey_url).running() as opened:
                    app.state.gateway = opened
                    yield
            finally:
                watch.cancel()

    return Litestar([line, health], lifespan=[lifespan], openapi_config=None, logging_config=None)


def config(settings: Settings, port: int) -> uvicorn.Config:
    """How uvicorn serves it."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.live_host,
        port=port,
        ws=Wire,
        ws_max_size=HELLO_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        ws_per_message_deflate=False,
        proxy_headers=False,  # `caller.address` knows which proxies to believe
        backlog=4096,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
    )


@get(HEALTH)
async def health(state: State) -> dict[str, int]:
    return {"lines": state.gateway.counts.lines}


@websocket(LIVE_PATH)
async def line(socket: Socket, state: State) -> None:
    if not origin_allowed(socket.headers.get("origin"), resources.settings().allowed_origins):
        await socket.close()  # before it is accepted: the answer is 403
        return
    await socket.accept()
    wire: Wire = socket.scope["extensions"][EXTENSION]  # type: ignore[index, assignment]
    opened = await _open(socket, wire, state.gateway)
    if opened is None:
        return
    try:
        message = await socket.receive()
        if message["type"] == "websocket.receive":
            wire.end(NOT_EXPECTED, "nothing more is expected from you")
    finally:
        state.gateway.leave(opened)


async def _open(socket: Socket, wire: Wire, to: Gateway) -> Line | None:
    """The line, once its Hello has been believed; None when it was closed with a reason instead."""
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            message = await socket.receive()
    except TimeoutError:
        wire.end(TOO_SLOW, "no hello came")
        return None
    if message["type"] != "websocket.receive":
        return None
    try:
        await limits.spend("live", address(socket.scope))
        hello = msgspec.json.decode(message.get("text") or b"", type=Hello)
        remembered = tokens.cached(hello.token)
        viewer = remembered or await tokens.authenticate(hello.token)
        if remembered and await sessions.over_among({(viewer.user_id, viewer.session_id)}):
            wire.end(SESSION_OVER, "the session is over")
            return None
        return await to.join(viewer, wire, hello.last)
    except msgspec.MsgspecError:
        wire.end(NOT_EXPECTED, "that is no hello")
    except Unauthenticated:
        wire.end(UNAUTHENTICATED, "the token does not hold")
    except (TooMany, TooManyLines):
        wire.end(TOO_MANY, "too many lines")
    except AWAY as error:
        log.warning("a line could not be opened: %s", error)
        wire.end(GOING_AWAY, "come back")
    return None


def origin_allowed(origin: str | None, allowed: str) -> bool:
    """Browsers always say where a page comes from; whoever says nothing is no browser."""
    known = {one.strip().rstrip("/") for one in allowed.split(",")}
    return origin is None or "*" in known or origin in known
