"""Where a post was made: a place of the gazetteer, or words of one's own."""

import asyncio
from collections.abc import Callable
from typing import Final

import flet as ft

from shared.api import Api
from shared.limits import PLACE_MAX, QUERY_MAX
from shared.problems import ApiError
from shared.search import Place
from shared.ui.refusals import reason

_PAUSE: Final = 0.22
_SHOWN: Final = 5
_LEAST: Final = 2
"""Letters before it is worth asking."""


class Placing(ft.Observable):
    """`on_change` hears of every change: the words, and the place's id where one of the gazetteer was chosen."""

    def __init__(
        self, api: Api, words: str, place_id: str | None, on_change: Callable[[str, str | None], None]
    ) -> None:
        self._api = api
        self._tell = on_change
        self._asking: asyncio.Task[None] | None = None
        self._asked = ""
        self._words = words
        self.place_id = place_id
        self.region = ""
        """Of the chosen place; only known to whoever chose it just now."""
        self.found: list[Place] = []
        self.answered = False
        """Whether `found` belongs to the words as they are."""
        self.looking = False
        self.nearby: list[Place] | None = None
        """Near where the photo was taken, once somebody has asked."""
        self.failure = ""

    @property
    def words(self) -> str:
        return self._words

    def type(self, words: str) -> None:
        """Free words, for which places are suggested."""
        self._words, self.place_id = words, None
        self._tell(words, None)
        asked = " ".join(words.split())[:QUERY_MAX]
        if asked == self._asked:
            return
        self._asked = asked
        if self._asking:
            self._asking.cancel()
        self.answered = False
        if len(asked) < _LEAST:
            self.found = []
            return
        self._asking = asyncio.create_task(self._suggest(asked))

    async def _suggest(self, words: str) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            places = (await self._api.search_places(words)).items
        except ApiError:
            # Without suggestions the words still stand as they are.
            self.found = []
            return
        self.found = places[:_SHOWN]
        self.answered = True

    def choose(self, place: Place) -> None:
        if self._asking:
            self._asking.cancel()
        self._words, self._asked = place.name[:PLACE_MAX], ""
        self.region, self.place_id = place.region, place.id
        self.found, self.nearby, self.answered = [], None, False
        self._tell(self._words, place.id)

    def remove(self) -> None:
        self._words, self._asked = "", ""
        self.region, self.place_id = "", None
        self._tell("", None)

    async def look_into(self, media_id: str) -> None:
        """Asks what the photo itself says of where it was taken. Only when somebody presses for it."""
        if self.looking:
            return
        self.looking, self.failure = True, ""
        try:
            self.nearby = (await self._api.places_of_media(media_id)).items[:_SHOWN]
        except ApiError as error:
            self.failure = reason(error)
        finally:
            self.looking = False
