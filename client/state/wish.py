"""A yes or no about something on the server: shown at once, confirmed behind, the last wish wins."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import flet as ft

from shared.problems import ApiError

Answer = TypeVar("Answer")
Refused = Callable[[ApiError, bool], None]
"""Called with the refusal and with what was wished."""


class Wish(ft.Observable, Generic[Answer]):
    """`on` is what is wished. `say` tells the server and returns its answer, `holds` reads a yes or no from that."""

    def __init__(
        self,
        now: Answer,
        say: Callable[[bool], Awaitable[Answer]],
        holds: Callable[[Answer], bool],
        refused: Refused,
    ) -> None:
        self._confirmed = now
        self._say = say
        self._holds = holds
        self._refused = refused
        self._asking = False
        self.on = holds(now)

    def told(self, now: Answer) -> None:
        """What the server says besides; a wish that is on its way stays on screen."""
        if self._asking:
            return
        changed = now != self._confirmed
        self._confirmed = now
        if self._holds(now) != self.on:
            self.on = self._holds(now)
        elif changed:
            self.notify()

    async def turn(self) -> None:
        await self.wish(not self.on)

    async def wish(self, on: bool) -> None:
        """Presses while a request is under way are answered by one further request at most."""
        if on == self.on:
            return
        self.on = on
        if self._asking:
            return
        self._asking = True
        try:
            while self.on != self._holds(self._confirmed):
                self._confirmed = await self._say(self.on)
        except ApiError as error:
            wished, before = self.on, self._holds(self._confirmed)
            if wished != before:
                self.on = before
                self._refused(error, wished)
        finally:
            self._asking = False
        self.notify()
