"""What was on screen, for how long, and what was done about it: told to the server now and then, for ranking.

Nothing of it is ever drawn and nobody waits for it. Who keeps still for minutes is not looking any more.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Final

from client.state.feed import Feed
from client.state.spot import Spot
from shared.api import Api
from shared.feed import Device, FeedEvent, FeedEventKind, FeedEvents
from shared.limits import FEED_EVENTS_MAX
from shared.problems import ApiError

SEND_SECONDS: Final = 5.0
SEEN_SECONDS: Final = 0.5
"""What was in sight for less was passed by."""
STILL_SECONDS: Final = 180.0
"""A stay counts for no more than that."""
_KEPT: Final = 600
"""Events that wait at most, and posts of which it is known where they stood."""
_PATIENCE: Final = 3
"""Batches that may fail one after the other before what waits is dropped."""
_FAREWELL_SECONDS: Final = 1.0
_DWELL_MAX: Final = 3600.0
_Key = tuple[str, FeedEventKind, str | None]


class Viewing:
    """One per signed-in person. `clock` tells seconds, from anywhere on."""

    def __init__(self, api: Api, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._clock = clock
        self._feed: Feed | None = None
        self._location = ""
        self._opened = ""
        """Id of the post that was opened from a feed, and fills the screen with all that is about it."""
        self._hidden = False
        self._since: dict[str, float] = {}
        """Id of a post in sight -> since when."""
        self._spots: dict[str, Spot] = {}
        self._dwelt: dict[tuple[str, str | None], float] = {}
        """Of each post that was seen, by order of Home: seconds in sight, all in all."""
        self._waiting: dict[_Key, FeedEvent] = {}
        self._sending = False
        self._failed = 0
        self.device: Device = "phone"

    # what the screens tell

    def enter(self, feed: Feed) -> None:
        """This feed is on screen now."""
        self._feed = feed
        feed.reading.on_change = self.moved
        self.moved()

    def leave(self, feed: Feed) -> None:
        feed.reading.on_change = None
        if self._feed is feed:
            self._feed = None
        self.moved()

    def at(self, location: str) -> None:
        """The address has changed. A post that was opened from the feed is looked at until it is left."""
        post_id = _opened_at(location)
        from_feed = self._location == "/" or post_id == self._opened
        self._opened = post_id if from_feed and post_id in self._spots else ""
        self._location = location
        self.moved()

    def moved(self) -> None:
        """Something came into sight or left it, perhaps."""
        now, here = self._clock(), self._in_sight()
        for post_id in self._since.keys() - here:
            self._left(post_id, now)
        for post_id in here - self._since.keys():
            self._since[post_id] = now
            if self._feed:
                self._spots.pop(post_id, None)
                self._spots[post_id] = self._feed.spot(post_id)
        while len(self._spots) > _KEPT:
            del self._spots[next(iter(self._spots))]

    def did(self, post_id: str, what: FeedEventKind) -> None:
        """The reader has done that about a post. Counts where it was met in a feed."""
        if post_id in self._spots and (self._location == "/" or self._opened == post_id):
            self._tell(post_id, what)

    async def pause(self) -> None:
        """The page is no longer looked at."""
        self._hidden = True
        self.moved()
        await self.send()

    def resume(self) -> None:
        self._hidden = False
        self.moved()

    async def close(self) -> None:
        """Before the session ends: what waits is told if that is quickly done."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.pause(), _FAREWELL_SECONDS)

    async def send(self) -> None:
        """What has happened since. What is refused is dropped, and so is all of it when nobody answers for long."""
        now = self._clock()
        for post_id, since in self._since.items():
            if now - since >= SEEN_SECONDS:
                self._seen(post_id)
        if self._sending:
            return
        self._sending = True
        try:
            while self._waiting:
                await self._send_some()
        except ApiError as error:
            self._failed += 1
            if (not error.offline and error.status < 500) or self._failed >= _PATIENCE:
                self._waiting.clear()
                self._failed = 0
        finally:
            self._sending = False

    async def _send_some(self) -> None:
        batch = dict(list(self._waiting.items())[:FEED_EVENTS_MAX])
        await self._api.feed_events(FeedEvents(events=list(batch.values()), device=self.device))
        self._failed = 0
        for key, event in batch.items():
            if self._waiting.get(key) is event:
                del self._waiting[key]

    def _in_sight(self) -> set[str]:
        if self._hidden:
            return set()
        if self._opened:
            return {self._opened}
        return self._feed.reading.in_sight() if self._feed else set()

    def _left(self, post_id: str, now: float) -> None:
        stay = now - self._since.pop(post_id)
        key = post_id, self._spots[post_id].snapshot
        if stay < SEEN_SECONDS and key not in self._dwelt:
            return
        self._seen(post_id)
        self._dwelt[key] = min(self._dwelt[key] + min(stay, STILL_SECONDS), _DWELL_MAX)
        self._tell(post_id, "dwell", round(self._dwelt[key], 1))

    def _seen(self, post_id: str) -> None:
        key = post_id, self._spots[post_id].snapshot
        if key in self._dwelt:
            return
        if len(self._dwelt) >= _KEPT:
            del self._dwelt[next(iter(self._dwelt))]
        self._dwelt[key] = 0.0
        self._tell(post_id, "seen")

    def _tell(self, post_id: str, what: FeedEventKind, seconds: float = 0.0) -> None:
        spot = self._spots[post_id]
        key = post_id, what, spot.snapshot
        if key not in self._waiting and len(self._waiting) >= _KEPT:
            del self._waiting[next(iter(self._waiting))]
        self._waiting[key] = FeedEvent(
            post_id=post_id, kind=what, surface=spot.surface, snapshot=spot.snapshot, seconds=seconds
        )


def _opened_at(location: str) -> str:
    """The post whose pictures, words or comments are on screen there."""
    parts = location.strip("/").split("/")
    shown = parts[0] == "p" and (len(parts) == 2 or parts[2:] in (["view"], ["comments"]))
    return parts[1] if shown else ""
