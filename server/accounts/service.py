"""Accounts: signing up, the profile, the password, roles; and what other domains ask about people."""

from collections.abc import Collection

import msgspec
from msgspec import UNSET

from server.accounts import handles, passwords, queries, sessions
from server.accounts.events import (
    AccountCreated,
    PrivacyChanged,
    ProfileChanged,
    ProfilePictureDropped,
    StandingChanged,
)
from server.accounts.rows import AccountRow, account, storable_picture
from server.kit import ids, outbox, resources
from server.kit.problems import Conflict, Forbidden, NotFound, Refused, Unauthenticated
from server.kit.text import clean, search_key
from server.kit.viewer import Viewer
from shared.accounts import Author, Handles, Me, PasswordChange, ProfileChange, Role, SignUp, Tokens
from shared.media import Picture


class Newcomer(msgspec.Struct, frozen=True):
    """A sign-up that passed every rule which needs no database, its password hashed."""

    handle: str
    name: str
    device: str
    password_hash: str


async def handle_free(handle: str) -> Handles:
    """Whether a newcomer may take the handle."""
    handle = handles.typed(handle)[:100]
    reason = handles.fault(handle) or _taken_reason(handle, await queries.taken(handle, handles.skeleton(handle)))
    return Handles(handle=handle, free=not reason, reason=reason)


def _taken_reason(handle: str, other: str | None) -> str:
    if other is None:
        return ""
    return "This handle is taken." if other == handle else "This handle looks too much like one that is taken."


async def welcome(sign_up: SignUp) -> Newcomer:
    """Checks the sign-up and hashes its password. Needs no transaction.

    Raises `Forbidden("registration-closed")`, and `Refused("sign-up")` with a word on each field at fault.
    """
    if not resources.settings().registration_open:
        raise Forbidden("registration-closed", "This installation takes no new accounts.")
    name, device = clean(sign_up.name, "name"), clean(sign_up.device, "device")
    password = passwords.normal(sign_up.password)
    faults = {"handle": handles.fault(sign_up.handle), "password": passwords.fault(password, sign_up.handle)}
    fields = {field: fault for field, fault in faults.items() if fault}
    if fields:
        raise Refused("sign-up", " ".join(fields.values()), fields)
    return Newcomer(sign_up.handle, name, device, await passwords.hashed(password))


async def sign_up(newcomer: Newcomer, address: str) -> Tokens:
    """Makes the account and signs it in. Raises `Conflict("handle-taken")`."""
    created = await create(newcomer)
    return await sessions.open_for(created, newcomer.device, address)


async def create(newcomer: Newcomer) -> AccountRow:
    """Makes the account without signing it in."""
    skeleton = handles.skeleton(newcomer.handle)
    row = await queries.add_user(
        ids.new_id(), newcomer.handle, skeleton, newcomer.name, search_key(newcomer.name), newcomer.password_hash
    )
    if row is None:
        other = await queries.taken(newcomer.handle, skeleton)
        reason = _taken_reason(newcomer.handle, other or newcomer.handle)
        raise Conflict("handle-taken", reason, {"handle": reason})
    await queries.set_words(row["id"], _words(newcomer.handle, newcomer.name))
    await outbox.emit(AccountCreated(row["id"]))
    return account(row)


def _words(handle: str, name: str) -> set[str]:
    """What somebody is found by."""
    return {handle, *search_key(name).split(" ")} - {""}


async def me(viewer: Viewer) -> Me:
    row = await queries.account(viewer.user_id)
    if row is None:
        raise Unauthenticated
    return account(row).me


async def change_profile(viewer: Viewer, change: ProfileChange) -> Me:
    """Name, bio and privacy; the picture has `set_picture`. Nothing is told when nothing changed."""
    row = await queries.lock_active(viewer.user_id)
    if row is None:
        raise Unauthenticated
    wanted = {
        "name": change.name if change.name is UNSET else clean(change.name, "name"),
        "bio": change.bio if change.bio is UNSET else clean(change.bio, "bio", lines=True),
        "private": change.private,
    }
    changed = {field: value for field, value in wanted.items() if value is not UNSET and value != row[field]}
    if changed:
        key = {"name_key": search_key(str(changed["name"]))} if "name" in changed else {}
        await queries.change(viewer.user_id, changed | key)
        if "name" in changed:
            words, before = (_words(row["handle"], str(name)) for name in (changed["name"], row["name"]))
            await queries.set_words(viewer.user_id, words, before)
        await outbox.emit(ProfileChanged(viewer.user_id))
    if "private" in changed:
        await outbox.emit(PrivacyChanged(viewer.user_id, bool(changed["private"])))
    return await me(viewer)


async def set_picture(user_id: int, picture: Picture | None) -> None:
    """Shows the picture beside the person from now on. That it is theirs and ready is for the caller to know."""
    media_id = int(picture.id) if picture else None
    before = await queries.set_picture(user_id, media_id, storable_picture(picture))
    if before is None:
        return
    await outbox.emit(ProfileChanged(user_id))
    if before["media_id"] not in (None, media_id):
        await outbox.emit(ProfilePictureDropped(user_id, before["media_id"]))


async def shows_picture(user_id: int, media_id: int) -> bool:
    """Whether that is the person's picture. Who cleans up after `ProfilePictureDropped` asks, for it may be again."""
    return await queries.shows_picture(user_id, media_id)


async def prove_new_password(viewer: Viewer, change: PasswordChange) -> tuple[str, str]:
    """Checks the old password and the new one. Returns the old hash and the new. Needs no transaction.

    Raises `Refused("password")` with a word on the field at fault.
    """
    old_hash = await queries.password_hash(viewer.user_id)
    if not await passwords.matches(old_hash, passwords.normal(change.current, "current")) or old_hash is None:
        raise Refused("password", "The current password is wrong.", {"current": "This is not the current password."})
    password = passwords.normal(change.new, "new")
    if fault := passwords.fault(password, viewer.handle):
        raise Refused("password", fault, {"new": fault})
    return old_hash, await passwords.hashed(password)


async def replace_password(viewer: Viewer, old_hash: str, new_hash: str) -> None:
    """Ends all other sessions. Raises `Conflict("password-changed")` when another device was faster."""
    if not await queries.replace_password(viewer.user_id, old_hash, new_hash):
        raise Conflict("password-changed", "The password was changed from another device just now.")
    await sessions.end_all(viewer.user_id, keep=viewer.session_id)


async def grant_role(handle: str, role: Role) -> None:
    """For operators. Who loses a role is signed out everywhere. Raises `NotFound("person")`."""
    person = await by_handle(handles.typed(handle))
    if person.role == role:
        return
    await queries.change(person.id, {"role": role})
    if role == "person":
        await sessions.end_all(person.id)


async def suspend(user_id: int) -> None:
    """Signs the person out everywhere, and hides them from everyone. Whoever is leaving is hidden already, and goes."""
    if await queries.change_state(user_id, "active", "suspended"):
        await sessions.end_all(user_id)
        await _stands_otherwise(user_id)


async def restore(user_id: int) -> None:
    """Takes a suspension back."""
    if await queries.change_state(user_id, "suspended", "active"):
        await _stands_otherwise(user_id)


async def _stands_otherwise(user_id: int) -> None:
    await outbox.emit(ProfileChanged(user_id))
    await outbox.emit(StandingChanged(user_id))


async def by_handle(handle: str) -> AccountRow:
    """The active account. Raises `NotFound("person")`, for suspended ones too."""
    row = None if handles.fault_of_form(handle) else await queries.account_by_handle(handle)
    if row is None or row["state"] != "active":
        raise NotFound("person")
    return account(row)


async def by_ids(user_ids: Collection[int]) -> dict[int, AccountRow]:
    """Accounts in whatever state; ids that nobody has are left out."""
    if not user_ids:
        return {}
    return {row["id"]: account(row) for row in await queries.accounts(list(user_ids))}


async def known_handles(names: Collection[str]) -> set[str]:
    """Which of these are handles of active accounts."""
    return await queries.known_handles(list(names))


async def ids_of(names: Collection[str]) -> dict[str, int]:
    """Handle -> id of those that active people have."""
    return await queries.ids_of(list(names))


async def authors(user_ids: Collection[int]) -> dict[int, Author]:
    """What is shown beside a person's things. Suspended people are left out, and what they made goes with them."""
    return {user_id: row.author for user_id, row in (await by_ids(user_ids)).items() if row.state == "active"}
