"""How far a pass has come, written down often enough to be watched and seldom enough to cost nothing."""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import asyncpg

from server.kit import database, outbox
from server.media.events import VideoAdvanced
from server.media.video import queries

TELL_SECONDS: Final = 1.0


class Progress:
    """Of renditions that are made together, out of so many frames."""

    def __init__(self, media_id: int, names: Sequence[str], frames: int) -> None:
        self._media_id = media_id
        self._names = list(names)
        self._frames = max(frames, 1)
        self._told_at = 0.0
        self._percent = 0

    async def tell(self, frames: int) -> None:
        percent = min(99, frames * 100 // self._frames)
        now = time.monotonic()
        if percent <= self._percent or now - self._told_at < TELL_SECONDS:
            return
        self._percent, self._told_at = percent, now
        # A database that is away for a moment costs nobody an hour of encoding.
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            async with database.transaction():
                await queries.set_percent(self._media_id, self._names, percent)
                await outbox.emit(VideoAdvanced(self._media_id, percent))
