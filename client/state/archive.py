"""The archive of what one has here: asking for it, and following it until it can be fetched."""

import time
from typing import Final

import flet as ft

from shared.api import Api
from shared.archive import Archive
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts

LOOK_SECONDS: Final = 2.0
FRESH_SECONDS: Final = 240.0
"""Signed links end after some minutes: one that is on screen is asked for anew before."""


class ArchiveNow(ft.Observable):
    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self._asked_at = 0.0
        self.now: Archive | None = None
        self.failure = ""
        self.asking = False

    @property
    def busy(self) -> bool:
        return self.now is not None and self.now.state in ("waiting", "making")

    async def load(self) -> None:
        self.failure = ""
        try:
            self._show(await self._api.archive())
        except ApiError as error:
            # What is on screen stays there.
            if self.now is None:
                self.failure = reason(error)

    async def look(self) -> None:
        """What can change by itself: an archive on its way, a link that ends."""
        if self.busy or (self.now and self.now.url and time.monotonic() - self._asked_at > FRESH_SECONDS):
            await self.load()

    async def make(self) -> None:
        self.asking = True
        try:
            self._show(await self._api.make_archive())
        except ApiError as error:
            told = error.problem.detail if error.type == "/problems/archive-too-soon" else f"{reason(error)}."
            self._toasts.show(f"Couldn’t ask for it. {told}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
        finally:
            self.asking = False

    def _show(self, found: Archive) -> None:
        self._asked_at = time.monotonic()
        self.now = found
