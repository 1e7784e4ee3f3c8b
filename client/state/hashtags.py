"""Which hashtags the viewer follows: one tie per hashtag, turned at once and confirmed behind."""

from collections.abc import Callable

import flet as ft

from shared.api import Api
from shared.problems import ApiError
from shared.search import Hashtag
from shared.ui.refusals import reason
from shared.ui.toast import Toasts


class HashtagTie(ft.Observable):
    def __init__(self, tag: str, followed: bool) -> None:
        self.tag = tag
        self.followed = followed


class Hashtags(ft.Observable):
    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self._ties: dict[str, HashtagTie] = {}
        self.followed: list[HashtagTie] = []
        """As of when they were asked for; one that was unfollowed since stays, to be followed again."""
        self.loaded = False
        self.failure = ""
        self.on_change: list[Callable[[], None]] = []
        """Called once the server has it."""

    def told(self, hashtag: Hashtag) -> HashtagTie:
        """The one tie to it, brought up to date."""
        tie = self.tie(hashtag.tag)
        tie.followed = hashtag.followed
        return tie

    def tie(self, tag: str) -> HashtagTie:
        return self._ties.setdefault(tag.casefold(), HashtagTie(tag, False))

    async def load(self) -> None:
        """What is known stays on screen while the server is asked."""
        try:
            found = (await self._api.followed_hashtags()).items
        except ApiError as error:
            self.failure = reason(error)
            return
        self.followed = [self.told(hashtag) for hashtag in found]
        self.failure, self.loaded = "", True

    async def turn(self, tie: HashtagTie) -> None:
        """Follows it or leaves it. Taken back with the reason when the server refuses."""
        wished = not tie.followed
        tie.followed = wished
        try:
            await (self._api.follow_hashtag if wished else self._api.unfollow_hashtag)(tie.tag)
        except ApiError as error:
            tie.followed = not wished
            what = f"Couldn’t follow #{tie.tag}" if wished else f"Couldn’t unfollow #{tie.tag}"
            self._toasts.show(f"{what}. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
            return
        for listener in self.on_change:
            listener()
