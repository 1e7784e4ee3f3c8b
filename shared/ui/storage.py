"""What a device remembers between visits: the platform's secure store, plain preferences where there is none."""

import asyncio
import logging
from typing import Protocol

import flet as ft
from flet_secure_storage import SecureStorage

log = logging.getLogger(__name__)
_PATIENCE = 3.0


class Storage(Protocol):
    async def get(self, key: str) -> str | None: ...
    async def set(self, key: str, value: str) -> None: ...
    async def remove(self, key: str) -> None: ...


class DeviceStorage:
    """Secrets go into the keychain (web: encrypted with WebCrypto, which plain http other than localhost lacks)."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._secure = SecureStorage()
        self._plain = ft.SharedPreferences()
        self._secure_works = True

    async def get(self, key: str) -> str | None:
        name = self._prefix + key
        if self._secure_works:
            try:
                found = await asyncio.wait_for(self._secure.get(name), _PATIENCE)
                if found is not None:
                    return found
            except (RuntimeError, TimeoutError) as error:
                self._give_up(error)
        try:
            plain = await asyncio.wait_for(self._plain.get(name), _PATIENCE)
        except (RuntimeError, TimeoutError):
            return None
        return str(plain) if plain is not None else None

    async def set(self, key: str, value: str) -> None:
        name = self._prefix + key
        if self._secure_works:
            try:
                await asyncio.wait_for(self._secure.set(name, value), _PATIENCE)
                return
            except (RuntimeError, TimeoutError) as error:
                self._give_up(error)
        await self._plain.set(name, value)

    async def remove(self, key: str) -> None:
        name = self._prefix + key
        if self._secure_works:
            try:
                await asyncio.wait_for(self._secure.remove(name), _PATIENCE)
            except (RuntimeError, TimeoutError) as error:
                self._give_up(error)
        await self._plain.remove(name)

    def _give_up(self, error: Exception) -> None:
        log.info("no secure storage on this device, using preferences: %s", error)
        self._secure_works = False
