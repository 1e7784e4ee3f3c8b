"""Signing in and out: a session is one device, kept alive by exchanging its refresh token."""

import logging
from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from server.accounts import handles, passwords, queries, refresh_tokens, tokens
from server.accounts.events import SessionEnded
from server.accounts.rows import AccountRow, account
from server.kit import database, ids, limits, outbox, resources
from server.kit.problems import Forbidden, NotFound, Unauthenticated
from server.kit.text import clean
from server.kit.viewer import Viewer
from shared.accounts import Session, Sessions, SignIn, Tokens

OPEN_AT_ONCE = 50
"""Sessions of one person; a further one ends the one unused for longest."""
GRACE_SECONDS = 15
"""So long may the token before the newest be exchanged once more, for the same result: two tabs, or a lost answer."""
KEPT_DAYS = 90
"""Ended sessions stay in the table so long."""
log = logging.getLogger(__name__)


class Proven(msgspec.Struct, frozen=True):
    """Somebody who has just given the right password."""

    user_id: int
    password_hash: str
    fresh_hash: str | None = None
    """The same password under today's parameters, when the stored hash is outdated."""
    leaving: bool = False
    """Whether the account is on its way out, and is to be kept."""


async def prove(sign_in: SignIn) -> Proven:
    """Checks handle and password, which takes as long for a handle that nobody has. Needs no transaction.

    Raises `Unauthenticated("sign-in")` without saying which of the two is wrong, `Forbidden("suspended")`,
    `Forbidden("account-leaving")` unless it is to be kept, and `TooMany` after a row of attempts on one handle.
    """
    handle = handles.typed(sign_in.handle)
    password = passwords.normal(sign_in.password)
    known = None
    if not handles.fault_of_form(handle):
        await limits.spend("sign_in_handle", handle)
        known = await queries.credentials(handle)
    if not await passwords.matches(known["password_hash"] if known else None, password) or known is None:
        raise Unauthenticated("sign-in", "The handle or the password is wrong.")
    if known["state"] == "suspended":
        raise Forbidden("suspended", "This account is suspended.")
    leaving = known["state"] == "leaving"
    if leaving and not sign_in.keep:
        raise _leaving(known["leaves_at"])
    outdated = passwords.outdated(known["password_hash"])
    return Proven(known["id"], known["password_hash"], await passwords.hashed(password) if outdated else None, leaving)


def _leaving(at: datetime) -> Forbidden:
    day = f"on {at.day} {at:%B %Y}" if at > datetime.now(UTC) else "today"
    detail = f"Your account will be deleted {day}. Until then you can still keep it."
    return Forbidden("account-leaving", detail, leaves_at=at.astimezone(UTC).isoformat())


async def start(proven: Proven, device: str, address: str) -> Tokens:
    """A new session. Raises `Unauthenticated("sign-in")` when password or state changed since they were proven."""
    row = await queries.lock_active(proven.user_id, proven.password_hash)
    if row is None:
        raise Unauthenticated("sign-in", "The handle or the password is wrong.")
    if proven.fresh_hash:
        await queries.replace_password(proven.user_id, proven.password_hash, proven.fresh_hash)
    await queries.forget_ended_sessions(proven.user_id, KEPT_DAYS)
    await _ended(proven.user_id, await queries.end_oldest_sessions(proven.user_id, OPEN_AT_ONCE - 1))
    return await open_for(account(row), device, address)


async def open_for(user: AccountRow, device: str, address: str) -> Tokens:
    """A session for somebody who needs no more proof: just signed in or just signed up."""
    token = refresh_tokens.first(ids.new_id())
    await queries.add_session(
        user.id, token.session_id, clean(device, "device"), address, token.family_hash, token.secret_hash
    )
    await queries.seen(user.id)
    return _pair(user, token)


async def refresh(text: str, address: str) -> Tokens | None:
    """A fresh pair for the newest refresh token of a session, and for a moment for the one before, with one result.

    None when the token was exchanged before: then the session is ended, which the caller commits before refusing.
    Raises `Unauthenticated("session-ended")` for any other token that is not good.
    """
    token = refresh_tokens.parse(text)
    user_id = await queries.user_of_session(token.session_id) if token else None
    user = await queries.lock_active(user_id) if user_id else None
    if token is None or user is None:
        raise over()
    session = await queries.lock_session(token.session_id, resources.settings().refresh_token_days, GRACE_SECONDS)
    if session is None or not token.of_family(session["family_hash"]):
        raise over()
    following = token.next(resources.settings().secret)
    if session["fresh"] and following.is_newest(session["secret_hash"]):
        return _pair(account(user), following)
    if not token.is_newest(session["secret_hash"]):
        log.warning(
            "a used refresh token of session %d (user %d, generation %d) came from %s: session ended",
            session["id"],
            session["user_id"],
            session["generation"],
            address,
        )
        await _ended(session["user_id"], await queries.end_sessions(session["user_id"], only=session["id"]))
        return None
    await queries.rotate(session["id"], following.secret_hash, address)
    await queries.seen(user["id"])
    return _pair(account(user), following)


def over() -> Unauthenticated:
    """What a device is told whose session cannot go on."""
    return Unauthenticated("session-ended", "This session is over. Sign in again.")


def _pair(user: AccountRow, token: refresh_tokens.RefreshToken) -> Tokens:
    access, seconds = tokens.issue(Viewer(user.id, user.handle, user.role, token.session_id))
    return Tokens(access_token=access, refresh_token=token.text, expires_in=seconds, me=user.me)


async def listed(viewer: Viewer) -> Sessions:
    """Open sessions, the last used first."""
    rows = await queries.sessions(viewer.user_id, resources.settings().refresh_token_days)
    return Sessions(
        items=[
            Session(
                id=str(row["id"]),
                device=row["device"],
                address=row["address"],
                created_at=row["created_at"],
                last_used_at=row["last_used_at"],
                current=row["id"] == viewer.session_id,
            )
            for row in rows
        ]
    )


async def end(viewer: Viewer, session_id: int) -> None:
    """Ends one of one's own sessions; once ended, again is no error. Raises `NotFound("session")` for anyone else's."""
    if not await queries.has_session(viewer.user_id, session_id):
        raise NotFound("session")
    await _ended(viewer.user_id, await queries.end_sessions(viewer.user_id, only=session_id))


async def end_all(user_id: int, *, keep: int | None = None) -> None:
    """Ends every session of the person, but the one kept."""
    await _ended(user_id, await queries.end_sessions(user_id, keep=keep))


async def over_among(sessions: Collection[tuple[int, int]]) -> set[int]:
    """Of these pairs of user and session the sessions that do not go on: ended, unused for too long, or suspended."""
    return await queries.over_among(sessions, resources.settings().refresh_token_days)


async def _ended(user_id: int, session_ids: list[int]) -> None:
    if not session_ids:
        return
    for session_id in session_ids:
        await outbox.emit(SessionEnded(session_id, user_id))

    async def refuse() -> None:
        tokens.refuse(session_ids)

    await database.after_commit(refuse)
