"""Leaving for good: asked for, hidden at once, thought better of, and at last begun and ended here. All that lies in
between, domain by domain, is in `server/erasure.py`."""

from collections.abc import Awaitable, Callable
from typing import Final

from server.accounts import passwords, queries, sessions
from server.accounts.events import AccountErased, ProfileChanged, StandingChanged
from server.accounts.sessions import Proven
from server.kit import outbox, resources
from server.kit.problems import Conflict, Refused
from server.kit.viewer import Viewer
from shared.accounts import Deletion, DeletionTerms

Step = Callable[[int], Awaitable[bool]]
"""Takes away a bounded part of what a person has left behind in a domain, in the caller's transaction. Returns whether
there may be more of it. Once nothing is left, again is no error."""
HELD_DAYS: Final = 90
"""So long nobody can take the handle of somebody who has gone: old links, mentions and memories still mean them, and
whoever waits for a known name to come free shall not speak in it."""
SETTLING_SECONDS: Final = 60.0
"""What was under way when somebody left has ended by then, so that nothing is written after it was taken away."""
DUE_AT_ONCE: Final = 1_000


def terms() -> DeletionTerms:
    return DeletionTerms(days=max(resources.settings().deletion_grace, 0))


async def prove(viewer: Viewer, deletion: Deletion) -> str:
    """Checks the password and returns its hash. Needs no transaction. Raises `Refused("password")`."""
    known = await queries.password_hash(viewer.user_id)
    if not await passwords.matches(known, passwords.normal(deletion.password)) or known is None:
        raise Refused("password", "The password is wrong.", {"password": "This is not your password."})
    return known


async def ask_to_leave(viewer: Viewer, password_hash: str) -> None:
    """Hides the person from everybody and signs them out everywhere. Once asked for, again changes nothing.

    Raises `Conflict("password-changed")` when another device was faster, `Unauthenticated` for whom was suspended.
    """
    if not await queries.set_leaving(viewer.user_id, password_hash, terms().days):
        state = await queries.state(viewer.user_id)
        if state == "active":
            raise Conflict("password-changed", "The password was changed from another device just now.")
        if state != "leaving":
            raise sessions.over()
        return
    await sessions.end_all(viewer.user_id)
    await _told(viewer.user_id)


async def keep(proven: Proven) -> None:
    """Takes it back, as long as nothing has gone: then the sign-in that follows finds nobody."""
    if await queries.set_staying(proven.user_id, proven.password_hash):
        await _told(proven.user_id)


async def _told(user_id: int) -> None:
    await outbox.emit(ProfileChanged(user_id))
    await outbox.emit(StandingChanged(user_id))


async def due() -> list[int]:
    """Who is to go now, longest waiting first."""
    return await queries.due_to_go(SETTLING_SECONDS, DUE_AT_ONCE)


async def begin(user_id: int) -> bool:
    """The point of no return: empties the account, of which only the handle is held. False when they have come back."""
    row = await queries.set_erasing(user_id)
    if row is None:
        return await queries.state(user_id) == "erasing"
    await queries.hold_handle(row["handle"], row["skeleton"], HELD_DAYS)
    await queries.forget_access(user_id)
    return True


async def end(user_id: int) -> None:
    """Deletes the account itself. Raises what PostgreSQL raises while something of theirs is left."""
    if await queries.delete_user(user_id):
        await outbox.emit(AccountErased(user_id))


async def free_handles() -> None:
    """Lets others have the handles of people who left long ago."""
    await queries.free_handles()
