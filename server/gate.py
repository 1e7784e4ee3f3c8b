"""What every request passes before its route: rate limit, authentication, transaction; and how a 404 leaves."""

import asyncio
import math
import time

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from server.accounts import tokens
from server.kit import limits, resources
from server.kit.caller import address
from server.kit.database import Unit
from server.kit.problems import Unauthenticated
from server.kit.viewer import Viewer

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """The limiter stands first, so that wrong tokens are counted as well.

    Route options: `anonymous` (no token needed), `limit` (a name in `limits.BUDGETS`), `transaction: False`, `open`
    (past the gate).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        options = scope["route_handler"].opt
        if scope["type"] != ScopeType.HTTP or options.get("open"):
            await self.app(scope, receive, send)
            return
        safe = scope["method"] in SAFE
        token = bearer(scope)
        viewer = tokens.cached(token) if token else None
        if viewer is None:
            await limits.spend("unverified" if token else "anonymous", address(scope))
            if token:
                viewer = await tokens.authenticate(token)
        if viewer is None and not options.get("anonymous"):
            raise Unauthenticated
        budget = options.get("limit") or ("read" if safe else "write")
        await limits.spend(budget, f"u{viewer.user_id}" if viewer else address(scope))
        scope["state"]["viewer"] = viewer
        send = _alike(send, began)
        if safe or not options.get("transaction", True):
            await self.app(scope, receive, send)
        else:
            await _in_transaction(self.app, scope, receive, send)


def _alike(send: Send, began: float) -> Send:
    """Lets "not found" leave at whole multiples of a fixed time only.

    What is hidden takes more looking than what does not exist; in steps this coarse the difference does not show
    (bucketing: Köpf and Dürmuth 2009, A Provably Secure and Efficient Countermeasure against Timing Attacks).
    """

    async def send_alike(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 404:
            step = resources.settings().not_found_ms / 1000
            if step:
                took = time.monotonic() - began
                await asyncio.sleep(math.ceil(took / step) * step - took)
        await send(message)

    return send_alike


async def _in_transaction(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Commits before the first byte of an answer below 400 leaves; anything else rolls back."""
    unit = Unit()
    await unit.begin()

    async def send_settled(message: Message) -> None:
        if message["type"] == "http.response.start" and unit.open:
            if message["status"] < 400:
                await _commit(unit, scope)
            else:
                await unit.rollback()
        await send(message)

    try:
        await app(scope, receive, send_settled)
    finally:
        if unit.open:
            await unit.rollback()


async def _commit(unit: Unit, scope: Scope) -> None:
    try:
        await unit.commit()
    except Exception:
        # Litestar takes the answer for begun, though none of it has left: the refusal may still be sent in its place.
        ScopeState.from_scope(scope).response_started = False
        raise


def bearer(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if kind.lower() == "bearer" else None
    return None


async def provide_viewer(scope: Scope) -> Viewer:
    viewer = scope["state"].get("viewer")
    if viewer is None:
        raise Unauthenticated
    return viewer  # type: ignore[no-any-return]


async def provide_address(scope: Scope) -> str:
    return address(scope)
