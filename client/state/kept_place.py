"""Where somebody read last, in the memory of the device: for a browser that loads the page anew."""

import asyncio
import time
from typing import Final

import msgspec

from shared.ui.session import Session

FRESH_SECONDS: Final = 4 * 3600.0
"""Who comes back later than that begins at the top."""
_SETTLE_SECONDS: Final = 0.8


class KeptPlace(msgspec.Struct, kw_only=True):
    who: str
    """Id of the reader."""
    first: str
    """Id of the first card; what stands above it is newer."""
    top: str
    """Id of the card at the upper edge."""
    within: float
    """Pixels of that card that are above the edge."""
    offset: float
    """Pixels above the edge in all."""
    width: float
    """Of the window: in another one those pixels mean nothing."""
    at: float
    """Seconds since 1970."""
    snapshot: str = ""
    """The order in which those posts stood; nothing where time orders."""
    marked: str = ""
    """Id of the card on screen that had the keyboard; nothing where none had."""


class DevicePlace:
    """One per feed. Waits until the reader has stopped before it bothers the device."""

    def __init__(self, session: Session, key: str) -> None:
        self._session = session
        self._key = key
        self._writing: asyncio.Task[None] | None = None

    @property
    def reader(self) -> str:
        return self._session.me.id if self._session.me else ""

    async def recall(self) -> KeptPlace | None:
        kept = await self._session.recall(self._key)
        try:
            place = msgspec.json.decode(kept, type=KeptPlace) if kept else None
        except msgspec.DecodeError:
            return None
        if place is None or place.who != self.reader or time.time() - place.at > FRESH_SECONDS:
            return None
        return place

    def note(self, place: KeptPlace | None) -> None:
        """None where there is nothing to come back to: the top."""
        if self._writing:
            self._writing.cancel()
        self._writing = asyncio.create_task(self._write(place))

    async def _write(self, place: KeptPlace | None) -> None:
        await asyncio.sleep(_SETTLE_SECONDS)
        await self._session.remember(self._key, msgspec.json.encode(place).decode() if place else "")
