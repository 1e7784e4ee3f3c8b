"""A list of people that can be searched: each question has pages of its own, so late answers find nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft

from client.state.pages import Pages
from client.state.people import People, PersonItem
from shared.graph import People as PeoplePage

_PAUSE: Final = 0.22
Fetch = Callable[[str | None, str | None], Awaitable[PeoplePage]]
"""Takes a cursor and the words, None for everybody."""


class SearchedPeople(ft.Observable):
    def __init__(self, fetch: Fetch, people: People) -> None:
        self._fetch = fetch
        self._people = people
        self._asking: asyncio.Task[None] | None = None
        self.words = ""
        self.pages = self._made("")
        """Of what is searched for now."""

    def type(self, words: str) -> None:
        words = words.strip().removeprefix("@").lower()
        if words == self.words:
            return
        if self._asking:
            self._asking.cancel()
        self.words = words
        self._asking = asyncio.create_task(self._ask(words))

    async def _ask(self, words: str) -> None:
        await asyncio.sleep(_PAUSE)
        pages = self._made(words)
        await pages.first()
        # What stood there stays until the answer has come.
        self.pages = pages

    def _made(self, words: str) -> Pages[PersonItem]:
        return Pages(
            lambda cursor: self._fetch(cursor, words or None),
            lambda page: [self._people.item(one) for one in page.items],
        )
