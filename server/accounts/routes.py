"""HTTP for accounts, sessions and one's own profile."""

from typing import Annotated, Protocol

from litestar import delete, get, patch, post, put
from litestar.params import Dependency
from msgspec import UNSET

from server.accounts import leaving, service, sessions
from server.kit import ids
from server.kit.database import transaction
from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from shared.accounts import (
    Deletion,
    DeletionTerms,
    Handles,
    Me,
    PasswordChange,
    ProfileChange,
    Refresh,
    Sessions,
    SignIn,
    SignUp,
    Tokens,
)
from shared.media import Picture


class OwnPicture(Protocol):
    """Media, which lies above accounts, tells what picture is behind an id; `app.py` provides it."""

    async def __call__(self, viewer: Viewer, media_id: str) -> Picture:
        """Raises `NotFound` for anyone else's, `Conflict` for one that is not ready."""


Address = Annotated[str, Dependency()]
"""The caller's network address, provided by `app.py`."""


@post("/accounts", opt={"anonymous": True, "limit": "sign_up", "transaction": False})
async def sign_up(data: SignUp, address: Address) -> Tokens:
    newcomer = await service.welcome(data)
    async with transaction():
        return await service.sign_up(newcomer, address)


@get("/accounts/handles/{handle:str}", opt={"anonymous": True})
async def handle_free(handle: str) -> Handles:
    return await service.handle_free(handle)


@post("/sessions", opt={"anonymous": True, "limit": "sign_in", "transaction": False})
async def sign_in(data: SignIn, address: Address) -> Tokens:
    proven = await sessions.prove(data)
    async with transaction():
        if proven.leaving:
            await leaving.keep(proven)
        return await sessions.start(proven, data.device, address)


@post("/sessions/refresh", opt={"anonymous": True, "transaction": False})
async def refresh(data: Refresh, address: Address) -> Tokens:
    # The end of a session whose old token came back must outlive the refusal.
    async with transaction():
        tokens = await sessions.refresh(data.refresh_token, address)
    if tokens is None:
        raise sessions.over()
    return tokens


@get("/sessions")
async def list_sessions(viewer: Viewer) -> Sessions:
    return await sessions.listed(viewer)


@delete("/sessions/current")
async def sign_out(viewer: Viewer) -> None:
    await sessions.end(viewer, viewer.session_id)


@delete("/sessions/{session_id:str}")
async def end_session(viewer: Viewer, session_id: str) -> None:
    known = ids.parse(session_id)
    if known is None:
        raise NotFound("session")
    await sessions.end(viewer, known)


@get("/me")
async def me(viewer: Viewer) -> Me:
    return await service.me(viewer)


@patch("/me")
async def change_profile(
    viewer: Viewer, data: ProfileChange, own_picture: Annotated[OwnPicture, Dependency(skip_validation=True)]
) -> Me:
    if data.picture_id is not UNSET:
        picture = await own_picture(viewer, data.picture_id) if data.picture_id else None
        await service.set_picture(viewer.user_id, picture)
    return await service.change_profile(viewer, data)


@put("/me/password", opt={"limit": "sign_in", "transaction": False}, status_code=204)
async def change_password(viewer: Viewer, data: PasswordChange) -> None:
    old_hash, new_hash = await service.prove_new_password(viewer, data)
    async with transaction():
        await service.replace_password(viewer, old_hash, new_hash)


@get("/me/deletion")
async def deletion_terms(viewer: Viewer) -> DeletionTerms:
    return leaving.terms()


@post("/me/deletion", opt={"limit": "sign_in", "transaction": False}, status_code=204)
async def delete_account(viewer: Viewer, data: Deletion) -> None:
    password_hash = await leaving.prove(viewer, data)
    async with transaction():
        await leaving.ask_to_leave(viewer, password_hash)


ROUTES = [
    sign_up,
    handle_free,
    sign_in,
    refresh,
    list_sessions,
    sign_out,
    end_session,
    me,
    change_profile,
    change_password,
    deletion_terms,
    delete_account,
]
