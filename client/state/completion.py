"""Hashtags and handles offered for the word that is being written."""

import asyncio
import re
from typing import Final

import flet as ft

from shared.api import Api
from shared.problems import ApiError

_PAUSE: Final = 0.22
_SHOWN: Final = 6
_LAST: Final = re.compile(r"(?<![\w@#&/])(#\w+|@[\w.]+)$")


class Completion(ft.Observable):
    """Looks at the end of a text: that is where people write."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._asking: asyncio.Task[None] | None = None
        self._begun = ""
        self.offers: list[str] = []
        """With their # or @, best first."""

    def read(self, text: str) -> None:
        """The text as it is now."""
        found = _LAST.search(text)
        begun = found.group() if found else ""
        if begun == self._begun:
            return
        self._begun = begun
        if self._asking:
            self._asking.cancel()
        if not begun:
            self.offers = []
            return
        self._asking = asyncio.create_task(self._ask(begun))

    async def _ask(self, begun: str) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            if begun.startswith("#"):
                found = [f"#{one.tag}" for one in (await self._api.search_hashtags(begun[1:])).items]
            else:
                found = [f"@{one.author.handle}" for one in (await self._api.search_people(begun[1:])).items]
        except ApiError:
            found = []
        self.offers = [one for one in found if one != begun][:_SHOWN]

    def take(self, offer: str, text: str) -> str:
        """The text with the offer in place of what was begun."""
        self.offers, self._begun = [], ""
        found = _LAST.search(text)
        return f"{text[: found.start()] if found else text}{offer} "
