"""People by the beginning of their handle, as one types."""

import asyncio
from typing import Final

import flet as ft

from client.state.people import People, PersonItem
from shared.accounts import Author
from shared.api import Api
from shared.problems import ApiError
from shared.ui.refusals import reason

_PAUSE: Final = 0.22
_RECENT: Final = 8


class Search(ft.Observable):
    """Answers that come late never replace those to a newer question."""

    def __init__(self, api: Api, people: People) -> None:
        self._api = api
        self._people = people
        self._asking: asyncio.Task[None] | None = None
        self._cursor: str | None = None
        self.prefix = ""
        self.answered = ""
        """The prefix that `items` belong to."""
        self.items: list[PersonItem] = []
        self.recent: list[Author] = []
        """Who was opened from here, last first; for this visit only."""
        self.failure = ""

    @property
    def waiting(self) -> bool:
        return bool(self.prefix) and self.prefix != self.answered and not self.failure

    def type(self, words: str) -> None:
        prefix = words.strip().removeprefix("@").lower()
        if prefix == self.prefix:
            return
        if self._asking:
            self._asking.cancel()
        self.failure = ""
        self.prefix = prefix
        if not prefix:
            self.items, self.answered = [], ""
            return
        self._asking = asyncio.create_task(self._ask(prefix, _PAUSE))

    def retry(self) -> None:
        self.failure = ""
        self._asking = asyncio.create_task(self._ask(self.prefix, 0))

    async def more(self) -> None:
        """The next page of the same answer."""
        cursor, prefix = self._cursor, self.answered
        if cursor is None or prefix != self.prefix:
            return
        self._cursor = None
        try:
            page = await self._api.search_people(prefix, cursor)
        except ApiError as error:
            self.failure = reason(error)
            return
        if prefix == self.answered:
            self.items = [*self.items, *(self._people.item(person) for person in page.items)]
            self._cursor = page.cursor

    def opened(self, author: Author) -> None:
        others = [other for other in self.recent if other.id != author.id]
        self.recent = [author, *others][:_RECENT]

    def forget(self) -> None:
        self.recent = []

    async def _ask(self, prefix: str, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            page = await self._api.search_people(prefix)
        except ApiError as error:
            self.failure = reason(error)
            return
        self._cursor = page.cursor
        self.items = [self._people.item(person) for person in page.items]
        self.answered = prefix
