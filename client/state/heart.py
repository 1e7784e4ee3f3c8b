"""Whether the viewer likes one post or comment: shown at once, confirmed behind, the last wish wins."""

from collections.abc import Awaitable, Callable

import flet as ft

from shared.engagement import Like
from shared.problems import ApiError

Verb = Callable[[], Awaitable[Like]]
Refused = Callable[[ApiError, bool], None]
"""Called with the refusal and with what was wished."""


class Heart(ft.Observable):
    def __init__(self, now: Like, like: Verb, unlike: Verb, refused: Refused) -> None:
        self._confirmed = now
        self._like = like
        self._unlike = unlike
        self._refused = refused
        self._asking = False
        self.liked = now.liked

    @property
    def likes(self) -> int:
        """As the server counts them, with the viewer's wish. Its count may be older than a like of a moment ago."""
        return max(self._confirmed.likes + self.liked - self._confirmed.liked, int(self.liked))

    def told(self, now: Like) -> None:
        """What the server says besides; a wish that is on its way stays on screen."""
        if self._asking:
            return
        changed = now != self._confirmed
        self._confirmed = now
        if now.liked != self.liked:
            self.liked = now.liked
        elif changed:
            self.notify()

    async def turn(self) -> None:
        await self.wish(not self.liked)

    async def wish(self, liked: bool) -> None:
        """Presses while a request is under way are answered by one further request at most."""
        if liked == self.liked:
            return
        self.liked = liked
        if self._asking:
            return
        self._asking = True
        try:
            while self.liked != self._confirmed.liked:
                self._confirmed = await (self._like if self.liked else self._unlike)()
        except ApiError as error:
            wished = self.liked
            if wished != self._confirmed.liked:
                self.liked = self._confirmed.liked
                self._refused(error, wished)
        finally:
            self._asking = False
        self.notify()
