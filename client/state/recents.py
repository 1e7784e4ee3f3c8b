"""What was opened from the search box lately, on whatever device."""

import asyncio

import flet as ft

from shared.api import Api
from shared.problems import ApiError
from shared.search import Kind, RecentSearch
from shared.ui.refusals import reason
from shared.ui.toast import Toasts


class Recents(ft.Observable):
    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self._noting: set[asyncio.Task[None]] = set()
        self.items: list[RecentSearch] = []
        """Last first."""

    async def load(self) -> None:
        """What is known stays when the server does not answer: nobody came here for this alone."""
        try:
            self.items = (await self._api.recent_searches()).items
        except ApiError:
            return

    def note(self, kind: Kind, value: str) -> None:
        """Behind the scenes: whoever opens something does not wait for it to be remembered."""
        task = asyncio.create_task(self._note(kind, value))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def _note(self, kind: Kind, value: str) -> None:
        try:
            noted = await self._api.note_search(kind, value)
        except ApiError:
            return
        self.items = [noted, *(other for other in self.items if other.id != noted.id)]

    async def forget(self, one: RecentSearch) -> None:
        """Gone at once; back with the reason when the server refuses."""
        before = list(self.items)
        self.items = [other for other in before if other.id != one.id]
        try:
            await self._api.forget_search(one.id)
        except ApiError as error:
            if error.status != 404:
                self._take_back(before, error)

    async def forget_all(self) -> None:
        before = list(self.items)
        self.items = []
        try:
            await self._api.forget_searches()
        except ApiError as error:
            self._take_back(before, error)

    def _take_back(self, before: list[RecentSearch], error: ApiError) -> None:
        self.items = before
        self._toasts.show(f"Still remembered. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
