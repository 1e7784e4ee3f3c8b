"""What a device remembers between visits: the platform's secure store, plain preferences where there is none."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any, Final, Protocol

import flet as ft
from flet_secure_storage import SecureStorage  # type: ignore[import-untyped]

from shared.ui.presence import away

log = logging.getLogger(__name__)
_PATIENCE: Final = 3.0


class Storage(Protocol):
    @property
    def away(self) -> bool:
        """Whether the device cannot be asked now: its tab is closed, or its network is down."""

    async def get(self, key: str) -> str | None: ...

    async def set(self, key: str, value: str) -> bool:
        """Whether the device has it now."""

    async def remove(self, key: str) -> bool: ...


class _Refused(Exception):
    """The device answered that it cannot."""


class DeviceStorage:
    """Secrets go into the keychain (web: encrypted with WebCrypto, which plain http other than localhost lacks)."""

    def __init__(self, page: ft.Page, prefix: str) -> None:
        self._page = page
        self._prefix = prefix
        self._secure = SecureStorage()
        self._plain = ft.SharedPreferences()
        self._secure_works = True

    @property
    def away(self) -> bool:
        return away(self._page)

    async def get(self, key: str) -> str | None:
        name = self._prefix + key
        if self._secure_works:
            try:
                found = await self._ask(self._secure.get(name))
                if found is not None:
                    return str(found)
            except _Refused as refused:
                self._give_up(refused)
        try:
            plain = await self._ask(self._plain.get(name))
        except _Refused:
            return None
        return None if plain is None else str(plain)

    async def set(self, key: str, value: str) -> bool:
        name = self._prefix + key
        if self._secure_works:
            try:
                await self._ask(self._secure.set(name, value))
                return not self.away
            except _Refused as refused:
                self._give_up(refused)
        try:
            await self._ask(self._plain.set(name, value))
        except _Refused:
            return False
        return not self.away

    async def remove(self, key: str) -> bool:
        name = self._prefix + key
        try:
            if self._secure_works:
                await self._ask(self._secure.remove(name))
            await self._ask(self._plain.remove(name))
        except _Refused as refused:
            self._give_up(refused)
            return False
        return not self.away

    async def _ask(self, answer: Awaitable[Any]) -> Any:
        """None as well when nobody answers: a device that has gone never would."""
        try:
            return await asyncio.wait_for(answer, _PATIENCE)
        except TimeoutError:
            log.info("the device does not answer")
            return None
        except RuntimeError as error:
            raise _Refused(str(error)) from error

    def _give_up(self, refused: Exception) -> None:
        log.info("no secure storage on this device, using preferences: %s", refused)
        self._secure_works = False
