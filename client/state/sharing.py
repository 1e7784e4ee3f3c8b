"""Handing one post on: who may get it, whom one has picked, a few words with it."""

import asyncio
from typing import Final

import flet as ft

from client.state.posts import PostItem
from shared.accounts import Author
from shared.api import Api
from shared.limits import SHARE_PEOPLE_MAX
from shared.problems import ApiError
from shared.ui.refusals import reason

_PAUSE: Final = 0.22


class Sharing(ft.Observable):
    """Answers that come late never replace those to a newer question. `full` once no more people can be picked."""

    def __init__(self, api: Api, item: PostItem) -> None:
        self._api = api
        self._asking: asyncio.Task[None] | None = None
        self._note = ""
        self.item = item
        self.words = ""
        """What is searched for; nothing for those closest to the viewer."""
        self.people: list[Author] = []
        self.chosen: list[Author] = []
        """In the order of picking."""
        self.loaded = False
        self.failure = ""
        self.sending = False

    @property
    def full(self) -> bool:
        return len(self.chosen) >= SHARE_PEOPLE_MAX

    @property
    def shown(self) -> list[Author]:
        """Whoever was picked stays in sight while one searches for others."""
        found = {one.id for one in self.people}
        return [*self.people, *(one for one in self.chosen if one.id not in found)]

    def picked(self, author: Author) -> bool:
        return any(one.id == author.id for one in self.chosen)

    def turn(self, author: Author) -> None:
        others = [one for one in self.chosen if one.id != author.id]
        if len(others) == len(self.chosen) and self.full:
            return
        self.chosen = others if len(others) < len(self.chosen) else [*others, author]

    def write_note(self, words: str) -> None:
        """Silent: nothing needs to be drawn anew while people type."""
        self._note = words

    async def load(self) -> None:
        self.failure = ""
        await self._ask(self.words, 0)

    def search(self, words: str) -> None:
        words = words.strip().removeprefix("@").lower()
        if words == self.words:
            return
        if self._asking:
            self._asking.cancel()
        self.failure = ""
        self.words = words
        self._asking = asyncio.create_task(self._ask(words, _PAUSE))

    async def send(self) -> bool:
        """Whether it is on its way; `failure` says why not."""
        if self.sending or not self.chosen:
            return False
        self.sending = True
        try:
            await self._api.share(self.item.id, [one.handle for one in self.chosen], self._note.strip())
        except ApiError as error:
            self.failure = f"Couldn’t share it. {reason(error)}"
            return False
        finally:
            self.sending = False
        return True

    async def _ask(self, words: str, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            found = (await self._api.share_targets(self.item.id, words or None)).items
        except ApiError as error:
            if words == self.words:
                self.failure = reason(error)
            return
        if words == self.words:
            self.people = [person.author for person in found]
            self.loaded = True
