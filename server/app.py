"""The only place that wires the domains together into the HTTP API."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
from litestar import Litestar, Request, Response, Router
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from obstore.exceptions import GenericError as BlobStoreError
from valkey.exceptions import ValkeyError

from server import ops
from server.accounts import routes as accounts
from server.accounts import tokens
from server.accounts.routes import OwnPicture
from server.archive import routes as archive
from server.feed import routes as feed
from server.feed.home import routes as home
from server.feed.log import routes as feed_log
from server.gate import Gate, provide_address, provide_viewer
from server.graph import routes as graph
from server.kit import relay, resources
from server.kit.problems import MEDIA_TYPE, Invalid, NotFound, Problem, Refused, Unavailable
from server.live import routes as live
from server.media import routes as media
from server.media.service import own_picture
from server.notifications import routes as notifications
from server.posts import routes as posts
from server.posts.comments import routes as comments
from server.posts.hiding import routes as hiding
from server.posts.likes import routes as likes
from server.posts.saves import routes as saves
from server.posts.shares import routes as shares
from server.posts.suggestions import routes as suggestions
from server.reactions import REACTIONS
from server.search import routes as search
from server.settings import Settings
from server.version import VERSION

log = logging.getLogger(__name__)
ENGINES_AWAY = (
    OSError,
    ValkeyError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a query meets whose connection is told to close in the middle
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    BlobStoreError,
)
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class ApiRequest(Request[Any, Any, Any]):
    """Litestar lets two of the errors that a hostile JSON body can cause pass as the server's own."""

    async def json(self) -> Any:
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError):
            raise Invalid("bad-request", "The body of the request is not JSON.") from None


def create_app(settings: Settings) -> Litestar:
    """The API. Its lifespan opens the resources of the process."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        async with resources.opened(settings):
            watch = asyncio.create_task(tokens.watch())
            try:
                yield
            finally:
                watch.cancel()

    relay.react_at_once(REACTIONS)
    api = Router(
        "/api/v1",
        route_handlers=[
            *accounts.ROUTES,
            *graph.ROUTES,
            *media.ROUTES,
            *posts.ROUTES,
            *likes.ROUTES,
            *comments.ROUTES,
            *saves.ROUTES,
            *hiding.ROUTES,
            *shares.ROUTES,
            *suggestions.ROUTES,
            *search.ROUTES,
            *feed.ROUTES,
            *home.ROUTES,
            *feed_log.ROUTES,
            *live.ROUTES,
            *notifications.ROUTES,
            *archive.ROUTES,
            *ops.ROUTES,
        ],
    )
    return Litestar(
        [api, *media.DELIVERY],
        lifespan=[lifespan],
        middleware=[Gate],
        request_class=ApiRequest,
        dependencies={
            "viewer": Provide(provide_viewer),
            "address": Provide(provide_address),
            "own_picture": Provide(provide_own_picture),
        },
        exception_handlers={
            Problem: _problem,
            HTTPException: _http,
            msgspec.ValidationError: _wrong_shape,
            Exception: _unexpected,
            **dict.fromkeys(ENGINES_AWAY, _engine_away),
        },
        cors_config=CORSConfig(
            allow_origins=[origin.strip() for origin in settings.allowed_origins.split(",")],
            allow_headers=["*"],
            expose_headers=[*media.EXPOSED_HEADERS, "Retry-After"],
            max_age=3600,
        ),
        response_headers=HEADERS,
        openapi_config=OpenAPIConfig(
            title="Vitrine",
            version=VERSION,
            openapi_router=Router("/schema", route_handlers=[], include_in_schema=False, opt={"anonymous": True}),
            # none as YAML: whoever asks for it keeps the whole process busy for 0.3 s
            render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"])],
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
            security=[{"token": []}],
        ),
        logging_config=None,
    )


async def provide_own_picture() -> OwnPicture:
    return own_picture


def _render(problem: Problem) -> Response[bytes]:
    return Response(problem.encode(), status_code=problem.status, media_type=MEDIA_TYPE, headers=problem.headers)


def _problem(_: Request, error: Problem) -> Response[bytes]:  # type: ignore[type-arg]
    return _render(error)


def _http(_: Request, error: HTTPException) -> Response[bytes]:  # type: ignore[type-arg]
    """Litestar's own refusals: no such route, wrong method, parameters and bodies that do not fit."""
    if isinstance(error, ValidationException):
        extra = error.extra if isinstance(error.extra, list) else []
        fields = {str(e.get("key", "body")): str(e.get("message", "")) for e in extra if isinstance(e, dict)}
        return _render(Refused("validation", "Something in the request does not fit.", fields))
    if error.status_code == 404:
        return _render(NotFound("page"))
    problem = Invalid(_name(error.status_code), error.detail, headers=dict(error.headers or {}))
    problem.status = error.status_code
    return _render(problem)


def _name(status: int) -> str:
    return {400: "bad-request", 405: "method-not-allowed", 413: "too-large", 415: "unsupported"}.get(status, "refused")


def _wrong_shape(_: Request, error: msgspec.ValidationError) -> Response[bytes]:  # type: ignore[type-arg]
    return _render(Refused("validation", str(error)))


def _engine_away(request: Request, error: Exception) -> Response[bytes]:  # type: ignore[type-arg]
    log.error("%s %s: an engine is away: %s", request.method, request.url.path, error)
    return _render(Unavailable("unavailable", "A part of the server is away. Try again.", headers={"Retry-After": "2"}))


def _unexpected(request: Request, error: Exception) -> Response[bytes]:  # type: ignore[type-arg]
    log.exception("%s %s", request.method, request.url.path, exc_info=error)
    return _render(Problem("internal", "Something went wrong on the server. It has been noted."))
