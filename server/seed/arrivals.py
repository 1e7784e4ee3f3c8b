"""Accounts for everybody, through the same verbs as people's own sign-ups."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from server.accounts import handles, passwords
from server.accounts import queries as account_queries
from server.accounts import service as accounts
from server.accounts.service import Newcomer
from server.kit import database
from server.kit.viewer import Viewer
from server.seed.people import PASSWORD, Resident
from shared.accounts import ProfileChange, Role


class Arrived(msgspec.Struct, frozen=True):
    resident: Resident
    viewer: Viewer
    pictured: bool
    """Whether they have a profile picture."""
    since: datetime


async def settle(residents: Sequence[Resident], moderator: Resident, tell: Callable[[], None]) -> list[Arrived]:
    """Makes the accounts that are missing; the moderator comes first in the answer.

    An account of such a name with another password belongs to somebody else by now, and is left alone and out.
    """
    shared_hash = await _known_hash(moderator) or await passwords.hashed(passwords.normal(PASSWORD))
    arrived = []
    for resident in (moderator, *residents):
        role: Role = "moderator" if resident is moderator else "person"
        if one := await _arrive(resident, role, shared_hash):
            arrived.append(one)
        tell()
    return arrived


async def _known_hash(moderator: Resident) -> str | None:
    """The hash that an earlier run gave to everybody: hashing sixty times, or checking sixty hashes, takes seconds."""
    row = await account_queries.credentials(moderator.handle)
    if row is None or not await passwords.matches(row["password_hash"], passwords.normal(PASSWORD)):
        return None
    return str(row["password_hash"])


async def _arrive(resident: Resident, role: Role, shared_hash: str) -> Arrived | None:
    found = await account_queries.credentials(resident.handle)
    if found is not None:
        if found["password_hash"] != shared_hash or found["state"] != "active":
            return None
    elif not await _move_in(resident, role, shared_hash):
        return None
    row = await accounts.by_handle(resident.handle)
    return Arrived(resident, Viewer(row.id, row.handle, row.role, 0), row.picture is not None, row.created_at)


async def _move_in(resident: Resident, role: Role, shared_hash: str) -> bool:
    """False when somebody has a handle that looks the same."""
    async with database.transaction():
        if await account_queries.taken(resident.handle, handles.skeleton(resident.handle)):
            return False
        made = await accounts.create(Newcomer(resident.handle, resident.name, "", shared_hash))
        viewer = Viewer(made.id, made.handle, made.role, 0)
        await accounts.change_profile(viewer, ProfileChange(bio=resident.bio, private=resident.private))
        await accounts.grant_role(resident.handle, role)
    return True
