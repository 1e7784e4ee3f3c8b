"""Who is signed in on this device, kept between visits. One per Flet session; never shared between two."""

import logging
import os
from typing import Any, Final, Literal, cast

import flet as ft
import msgspec

from shared.accounts import Me, Tokens
from shared.api import OFFLINE, Api
from shared.problems import ApiError
from shared.ui.storage import Storage

log = logging.getLogger(__name__)
Status = Literal["out", "in"]
_TOKENS: Final = "tokens"


class DeviceApi(Api):
    """The API client of one device: its tokens live in the device's storage, which several tabs may share."""

    storage: Storage

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.visitor: dict[str, str] = {}
        """Headers that say for whom this process speaks, on the live line as well; none on a person's own device."""

    def speak_for(self, visitor: str | None) -> None:
        """The web process speaks for many, and proves that it is it; the server counts its limits per visitor."""
        proof = os.environ.get("VITRINE_CLIENT_TOKEN")
        if proof and visitor:
            self.visitor = {"Vitrine-Web": proof, "Vitrine-Visitor": visitor}
            self.http.headers.update(self.visitor)

    async def refresh(self) -> Tokens:
        if self.storage.away:
            # A pair that the device cannot keep would be lost, and with it the sign-in.
            raise ApiError(OFFLINE)
        # Another tab may have turned the pair over; using our older one would end the whole session.
        kept = await read_tokens(self.storage)
        if kept and self.tokens and kept.refresh_token != self.tokens.refresh_token:
            self.tokens = kept
            return kept
        return await super().refresh()


async def read_tokens(storage: Storage) -> Tokens | None:
    kept = await storage.get(_TOKENS)
    if not kept:
        return None
    try:
        return msgspec.json.decode(kept, type=Tokens)
    except msgspec.DecodeError:
        return None


class Session(ft.Observable):
    """`status` decides between the app and its front door; `wanted` is where to go once inside."""

    def __init__(self, api: DeviceApi, storage: Storage, device: str) -> None:
        self.api = api
        self.device = device
        self.status: Status = "out"
        self.me: Me | None = None
        self.notice = ""
        self.wanted = ""
        self._storage = storage
        self._leaving = False
        self._kept = True
        self.returns = 0
        """How often the device has come back, by a reload or after a lost connection: what it shows may be old."""
        api.storage = storage
        api.on_tokens = self._turned_over

    async def restore(self) -> None:
        """Takes up the kept pair. The first page may show before the server has confirmed it."""
        kept = await read_tokens(self._storage)
        if kept:
            self.api.tokens = kept
            self.me = kept.me
            self.status = "in"

    async def confirm(self) -> None:
        """Asks who we are: renews the profile, and ends the session here when the server has ended it."""
        if self.status == "in":
            try:
                await self.renew()
            except ApiError as error:
                if error.status == 401:
                    await self._turned_over(None)

    async def renew(self) -> None:
        self.me = await self.api.me()

    async def sign_in(self, handle: str, password: str, *, keep: bool = False) -> None:
        """`keep` an account that was to be deleted."""
        self.notice = ""
        await self.api.sign_in(handle, password, self.device, keep=keep)

    async def sign_up(self, handle: str, password: str, name: str) -> None:
        self.notice = ""
        await self.api.sign_up(handle, password, name, self.device)

    async def sign_out(self) -> None:
        """Leaves even when the server cannot be told; it forgets the session when its token runs out."""
        self._leaving = True
        try:
            await self.api.sign_out()
        except ApiError as error:
            log.info("signed out on this device only: %s", error)
            self.api.tokens = None
            await self._turned_over(None)
        finally:
            self._leaving = False

    async def delete_account(self, password: str, notice: str) -> None:
        """Leaves with the account, and shows the notice at the door. Raises `ApiError` when the server says no."""
        self._leaving = True
        try:
            await self.api.delete_account(password)
        finally:
            self._leaving = False
        self.notice = notice

    async def remember(self, key: str, value: str) -> None:
        """Keeps something small on the device; nothing, with an empty text."""
        await (self._storage.set(key, value) if value else self._storage.remove(key))

    async def recall(self, key: str) -> str | None:
        return await self._storage.get(key)

    async def over(self) -> None:
        """The server says that it has ended this session."""
        self.api.tokens = None
        await self._turned_over(None)

    async def returned(self) -> None:
        """The device is connected again: it gets what it may have missed, and everything is drawn anew."""
        if self.api.tokens and not self._kept:
            self._kept = await self._keep(self.api.tokens)
        self.returns += 1

    async def _keep(self, tokens: Tokens) -> bool:
        return await self._storage.set(_TOKENS, msgspec.json.encode(tokens).decode())

    async def _turned_over(self, tokens: Tokens | None) -> None:
        if tokens is None:
            await self._storage.remove(_TOKENS)
            self.notice = "" if self._leaving else "You were signed out. Sign in to go on."
            self.wanted = ""
            self.me = None
            self.status = "out"
            return
        self._kept = await self._keep(tokens)
        self.me = tokens.me
        self.status = "in"


SessionContext = ft.create_context(cast(Session, None))
