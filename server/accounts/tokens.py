"""Access tokens: short, signed, verified once per process and then remembered."""

import asyncio
import hmac
import logging
import time
from collections import OrderedDict
from collections.abc import Iterable

import asyncpg
import jwt

from server.accounts import queries
from server.kit import resources
from server.kit.problems import Unauthenticated
from server.kit.viewer import Viewer

ALGORITHM = "HS256"
REMEMBERED = 20_000
"""Verified tokens kept per process, about 1 KB each."""
POLL_SECONDS = 0.5
OVERLAP_SECONDS = 30.0
"""A session's end carries the time of its transaction's start, and is seen only when that commits."""
log = logging.getLogger(__name__)

_verified: OrderedDict[str, tuple[Viewer, float]] = OrderedDict()
_ended: dict[int, float] = {}
"""Ended sessions that unexpired tokens may still name, and when no token can any more."""


def issue(viewer: Viewer) -> tuple[str, int]:
    """A token for the viewer's session, and the seconds that it is good for."""
    lifetime = _lifetime()
    now = int(time.time())
    claims = {
        "sub": str(viewer.user_id),
        "sid": str(viewer.session_id),
        "handle": viewer.handle,
        "role": viewer.role,
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode(claims, _key(), ALGORITHM), lifetime


def cached(token: str) -> Viewer | None:
    """Whose token it is, if this process has verified it before and it still holds."""
    known = _verified.get(token)
    if known is None or known[1] <= time.time() or known[0].session_id in _ended:
        return None
    return known[0]


async def authenticate(token: str) -> Viewer:
    """Whose token it is. Raises `Unauthenticated` for forged and expired ones, ended sessions, suspended accounts."""
    return cached(token) or await _verify(token)


async def _verify(token: str) -> Viewer:
    try:
        claims = jwt.decode(token, _key(), [ALGORITHM], options={"require": ["sub", "sid", "exp"]})
        user_id, session_id = int(claims["sub"]), int(claims["sid"])
    except (jwt.InvalidTokenError, ValueError):
        _verified.pop(token, None)
        raise Unauthenticated from None
    session = await queries.live_session(user_id, session_id)
    if session is None or session_id in _ended:
        _verified.pop(token, None)
        raise Unauthenticated
    if session["stale"]:
        await queries.touch(user_id, session_id)
    viewer = Viewer(user_id, session["handle"], session["role"], session_id)
    while len(_verified) >= REMEMBERED:
        _verified.popitem(last=False)
    _verified[token] = viewer, float(claims["exp"])
    return viewer


def refuse(session_ids: Iterable[int]) -> None:
    """From now on this process takes no token of these sessions."""
    forget_at = time.time() + _lifetime() + OVERLAP_SECONDS
    for session_id in session_ids:
        _ended.setdefault(session_id, forget_at)


async def watch() -> None:
    """Until cancelled: learns twice a second which sessions other processes have ended."""
    answered = time.monotonic()
    while True:
        asked = time.monotonic()
        try:
            refuse(await queries.ended_within(asked - answered + OVERLAP_SECONDS))
            answered = asked
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("ended sessions are not known: %s", error)
        now = time.time()
        for session_id in [s for s, forget_at in _ended.items() if forget_at < now]:
            del _ended[session_id]
        await asyncio.sleep(POLL_SECONDS)


def _lifetime() -> int:
    return resources.settings().access_token_minutes * 60


def _key() -> bytes:
    """Derived, so that nothing else signed with the installation's secret can pass for an access token."""
    return hmac.digest(resources.settings().secret.encode(), b"vitrine access token", "sha256")
