"""A list that grows page by page from a cursor: the same four states wherever it is shown."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import flet as ft

from shared.problems import ApiError
from shared.ui.refusals import reason

Item = TypeVar("Item")


class Pages(ft.Observable, Generic[Item]):
    """`fetch` takes a cursor and answers something with `items` and `cursor`; `keep` makes our items of its."""

    def __init__(self, fetch: Callable[[str | None], Awaitable[Any]], keep: Callable[[Any], list[Item]]) -> None:
        self._fetch = fetch
        self._keep = keep
        self._cursor: str | None = None
        self.items: list[Item] = []
        self.loading = False
        self.loaded = False
        self.ended = False
        self.failure = ""

    async def first(self) -> None:
        """Loads or reloads the first page; what is there stays until the new one has come."""
        await self._load(None, fresh=True)

    async def more(self) -> None:
        if self.loaded and not self.ended and not self.failure:
            await self._load(self._cursor, fresh=False)

    async def retry(self) -> None:
        self.failure = ""
        await self._load(self._cursor if self.loaded else None, fresh=not self.loaded)

    async def _load(self, cursor: str | None, *, fresh: bool) -> None:
        if self.loading:
            return
        self.loading = True
        try:
            page = await self._fetch(cursor)
        except ApiError as error:
            self.failure = reason(error)
            return
        finally:
            self.loading = False
        items = self._keep(page)
        self._cursor = page.cursor
        self.failure = ""
        self.ended = page.cursor is None
        self.items = items if fresh else [*self.items, *items]
        self.loaded = True
