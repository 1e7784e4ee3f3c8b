"""What a person has chosen about the two feeds, on all devices."""

from typing import Any

import flet as ft
import msgspec

from shared.api import Api
from shared.feed import FeedPreferences, Ranker
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts


class HomePreferences(ft.Observable):
    """Each change shows at once and is taken back with the reason when the server refuses."""

    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self.now: FeedPreferences | None = None
        self.ranker: Ranker | None = None
        """What ordered Home when that was asked last."""
        self.failure = ""

    async def load(self) -> None:
        self.failure = ""
        try:
            found = await self._api.feed_preferences()
        except ApiError as error:
            self.failure = reason(error)
            return
        self.now, self.ranker = FeedPreferences(first=found.first, suggested=found.suggested), found.ranker

    async def change(self, **wanted: Any) -> bool:
        """Fields of `FeedPreferences`. Whether they are kept."""
        if self.now is None:
            await self.load()
        before = self.now
        if before is None:
            self._refuse(self.failure)
            return False
        self.now = msgspec.structs.replace(before, **wanted)
        try:
            await self._api.change_feed_preferences(self.now)
        except ApiError as error:
            # Only these: others may have been changed meanwhile.
            self.now = msgspec.structs.replace(self.now, **{name: getattr(before, name) for name in wanted})
            self._refuse(reason(error))
            return False
        return True

    def _refuse(self, why: str) -> None:
        self._toasts.show(f"Couldn’t keep that. {why}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
