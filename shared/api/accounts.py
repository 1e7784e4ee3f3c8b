"""Signing up and in, sessions, one's own account."""

from shared.accounts import (
    Deletion,
    DeletionTerms,
    Handles,
    Me,
    PasswordChange,
    ProfileChange,
    Sessions,
    SignIn,
    SignUp,
    Tokens,
)
from shared.api.transport import Transport, segment


class Accounts(Transport):
    async def handle_free(self, handle: str) -> Handles:
        return await self._call("GET", f"/accounts/handles/{segment(handle)}", Handles)

    async def sign_up(self, handle: str, password: str, name: str = "", device: str = "") -> Tokens:
        body = SignUp(handle=handle, password=password, name=name, device=device)
        return await self._signed_in(await self._call("POST", "/accounts", Tokens, body, anonymous=True))

    async def sign_in(self, handle: str, password: str, device: str = "", *, keep: bool = False) -> Tokens:
        """`keep` an account that was to be deleted."""
        body = SignIn(handle=handle, password=password, device=device, keep=keep)
        return await self._signed_in(await self._call("POST", "/sessions", Tokens, body, anonymous=True))

    async def sign_out(self) -> None:
        await self._call("DELETE", "/sessions/current", None)
        await self._signed_out()

    async def sessions(self) -> Sessions:
        return await self._call("GET", "/sessions", Sessions)

    async def end_session(self, session_id: str) -> None:
        await self._call("DELETE", f"/sessions/{session_id}", None)

    async def me(self) -> Me:
        return await self._call("GET", "/me", Me)

    async def change_profile(self, change: ProfileChange) -> Me:
        return await self._call("PATCH", "/me", Me, change)

    async def change_password(self, current: str, new: str) -> None:
        await self._call("PUT", "/me/password", None, PasswordChange(current=current, new=new))

    async def deletion_terms(self) -> DeletionTerms:
        return await self._call("GET", "/me/deletion", DeletionTerms)

    async def delete_account(self, password: str) -> None:
        """Signs out everywhere, here as well."""
        await self._call("POST", "/me/deletion", None, Deletion(password=password))
        await self._signed_out()
