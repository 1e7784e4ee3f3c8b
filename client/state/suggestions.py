"""People one may want to follow, as the server proposes them."""

from dataclasses import dataclass

import flet as ft

from client.state.people import People, PersonTie
from shared.accounts import Author
from shared.api import Api
from shared.graph import Mutuals, Relationship
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts


@dataclass(frozen=True)
class Suggested:
    author: Author
    tie: PersonTie
    mutuals: Mutuals
    reason: str


class Suggestions(ft.Observable):
    """Best first. Whoever was followed from here stays until the next load, so that nothing jumps under the finger."""

    def __init__(self, api: Api, people: People, toasts: Toasts) -> None:
        self._api = api
        self._people = people
        self._toasts = toasts
        self._asking = False
        self.items: list[Suggested] = []
        self.loaded = False
        self.failure = ""

    async def start(self) -> None:
        """Unless they are here already."""
        if not self.loaded:
            await self.load()

    async def load(self) -> None:
        if self._asking:
            return
        self._asking = True
        try:
            found = (await self._api.suggestions()).items
        except ApiError as error:
            self.failure = reason(error)
            return
        finally:
            self._asking = False
        self.failure = ""
        self.items = [
            Suggested(one.author, self._people.tie(one.author.handle, one.relationship), one.mutuals, one.reason)
            for one in found
        ]
        self.loaded = True

    def tie_changed(self, tie: PersonTie, before: Relationship, settled: bool) -> None:
        """Whoever is blocked is not suggested any more."""
        if tie.relationship.blocked and any(one.tie is tie for one in self.items):
            self.items = [one for one in self.items if one.tie is not tie]

    async def dismiss(self, item: Suggested) -> None:
        """Gone at once and for good; back in its place with the reason when the server refuses."""
        before = self.items
        self.items = [one for one in before if one != item]
        try:
            await self._api.dismiss_suggestion(item.author.handle)
        except ApiError as error:
            at = before.index(item)
            self.items = [*self.items[:at], item, *self.items[at:]]
            words = f"Couldn’t dismiss {item.author.handle}. {reason(error)}"
            self._toasts.show(words, icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
