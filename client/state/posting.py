"""From a draft to a published post, behind the scenes. Whatever fails keeps its pictures and its words."""

import asyncio
from collections.abc import Callable
from typing import Final

import flet as ft

from client.state.draft import Draft
from client.state.upload import UploadFailed
from shared.api import Api
from shared.live import Posting as Moved
from shared.media import Media
from shared.posts import OwnPost, Post
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.words import ordinal

_FIRST_LOOK: Final = 0.2
_SLOWEST_LOOK: Final = 2.0
_TOLD_LOOK: Final = 10.0
"""While the server tells by itself, looking is only for what got lost."""


class Posting(ft.Observable):
    """`draft` is what the composer shows, `unfinished` other drafts, `jobs` are on their way or need a decision."""

    def __init__(self, api: Api, on_published: Callable[[Post], None]) -> None:
        self._api = api
        self._on_published = on_published
        self.draft = Draft(api)
        self.unfinished: list[Draft] = []
        self.jobs: list[Draft] = []
        """Newest first."""
        self._told = False
        self._moved: dict[str, asyncio.Event] = {}

    def rely(self, on_the_line: bool) -> None:
        """Whether the server tells by itself that a post moved on, so that the clock need not ask."""
        self._told = on_the_line

    def moved(self, told: Moved) -> None:
        """One's own post changed its state or got further."""
        event = self._moved.get(told.post_id)
        if event is None:
            return
        job = next((one for one in self.jobs if one.post_id == told.post_id), None)
        if job and told.state == "processing" and told.percent is not None:
            job.status, job.progress = f"Preparing, {round(told.percent)} %", told.percent / 100
        else:
            event.set()

    @property
    def busy(self) -> bool:
        """Whether signing out would lose something: bytes that are still here alone."""
        writing = [self.draft, *self.unfinished, *self.jobs]
        return any(item.upload.state == "sending" for draft in writing for item in draft.items)

    async def set_aside(self) -> bool:
        """Keeps what the composer holds as a draft and empties the composer. Returns whether there was anything."""
        draft = self.draft
        self.draft = Draft(self._api)
        if draft.empty:
            if draft.post_id:
                await draft.discard()
            return False
        self.unfinished = [draft, *self.unfinished]
        await draft.save()
        return True

    async def go_on(self, draft: Draft) -> None:
        """Takes a kept draft into the composer; what was there is kept in its place."""
        self.unfinished = [other for other in self.unfinished if other is not draft]
        if self.draft.empty:
            self.draft = draft
            return
        before, self.draft = self.draft, draft
        self.unfinished = [before, *self.unfinished]
        await before.save()

    async def throw_away(self, draft: Draft) -> None:
        """A kept draft, or the one in the composer. Raises `ApiError` when it stays on the server."""
        await draft.discard()
        self.unfinished = [other for other in self.unfinished if other is not draft]
        if self.draft is draft:
            self.draft = Draft(self._api)

    def share(self) -> None:
        """Hands the draft over; the composer is free again at once."""
        job = self.draft
        self.draft = Draft(self._api)
        self.jobs = [job, *self.jobs]
        self._work(job)

    def retry(self, job: Draft) -> None:
        for item in job.items:
            if item.upload.state == "failed":
                item.upload.start()
        self._work(job)

    def rewrite(self, job: Draft) -> None:
        """Back into the composer with all it has, to take out or exchange what was refused."""
        self._drop(job)
        job.stage, job.failure, job.hopeless = "writing", "", False
        if not self.draft.empty:
            self.unfinished = [self.draft, *self.unfinished]
        self.draft = job

    async def discard(self, job: Draft) -> None:
        """Gone for good, on the server too. Raises `ApiError` when it stays there."""
        if job.work:
            job.work.cancel()
        try:
            await job.discard()
        except ApiError as error:
            job.stage, job.failure = "failed", f"Still on the server. {reason(error)}"
            raise
        self._drop(job)

    async def restore(self) -> None:
        """Takes up what an earlier visit, or another device, left unfinished."""
        try:
            pending = await self._api.pending_posts()
        except ApiError:
            return
        known = {draft.post_id for draft in (self.draft, *self.unfinished, *self.jobs)}
        for own in pending.items:
            if own.id in known:
                continue
            draft = Draft(self._api, own)
            if own.state == "draft":
                self.unfinished = [*self.unfinished, draft]
                continue
            self.jobs = [*self.jobs, draft]
            if own.state == "processing":
                self._work(draft, handed_over=True)
            else:
                self._finish(draft, own)

    def _work(self, job: Draft, *, handed_over: bool = False) -> None:
        job.stage, job.failure, job.hopeless = "posting", "", False
        job.status, job.progress = "", None
        job.work = asyncio.create_task(self._post(job, handed_over=handed_over))

    async def _post(self, job: Draft, *, handed_over: bool) -> None:
        try:
            if not handed_over:
                await self._hand_over(job)
            self._finish(job, await self._follow(job))
        except UploadFailed as failed:
            job.hopeless = failed.final
            job.failure, job.stage = f"{failed}. Kept here", "failed"
        except ApiError as error:
            job.failure, job.stage = f"{reason(error)}. Kept here", "failed"

    async def _hand_over(self, job: Draft) -> None:
        """The words reach the server before the last byte does, so that nothing but pictures can get lost."""
        await job.save()
        for item in job.items:
            item.upload.listen(lambda: self._say_sent(job))
        self._say_sent(job)
        for item in job.items:
            await item.upload.sent()
        await job.save()
        try:
            await self._api.publish(job.post_id)
        except ApiError as error:
            # An earlier try got through and only its answer was lost.
            if error.status != 409:
                raise

    def _say_sent(self, job: Draft) -> None:
        if job.stage != "posting" or all(item.upload.state == "sent" for item in job.items):
            return
        percent = round(job.sent * 100)
        if job.status != f"Sending, {percent} %":
            job.status, job.progress = f"Sending, {percent} %", job.sent

    async def _follow(self, job: Draft) -> OwnPost:
        pause = _FIRST_LOOK
        while True:
            own = await self._api.own_post(job.post_id)
            if own.state != "processing":
                return own
            await self._say_prepared(job, own)
            await self._pause(job, pause)
            pause = min(pause * 1.3, _SLOWEST_LOOK)

    async def _pause(self, job: Draft, seconds: float) -> None:
        """Until the server says that it moved on; by the clock while there is no line."""
        event = self._moved[job.post_id] = asyncio.Event()
        try:
            async with asyncio.timeout(_TOLD_LOOK if self._told else seconds):
                await event.wait()
        except TimeoutError:
            return
        finally:
            del self._moved[job.post_id]

    async def _say_prepared(self, job: Draft, own: OwnPost) -> None:
        """What the slowest of its media waits for."""
        for item in own.items:
            try:
                media = await self._api.media(item.media_id)
            except ApiError:
                continue
            if media.state == "processing":
                job.status, job.progress = _standing(media)
                return
        job.status, job.progress = "Almost there", None

    def _finish(self, job: Draft, own: OwnPost) -> None:
        if own.state == "published" and own.post:
            self._drop(job)
            self._on_published(own.post)
        elif own.state == "held":
            job.failure, job.stage = own.reason or "A person looks at it first", "held"
        else:
            job.hopeless = bool(own.problem)
            job.failure, job.stage = own.reason or "It cannot be used as it is", "failed"

    def _drop(self, job: Draft) -> None:
        self.jobs = [other for other in self.jobs if other is not job]


def _standing(media: Media) -> tuple[str, float | None]:
    """The place in the queue, else how far the first quality to be shown has come."""
    making = next((one for one in media.renditions if one.state == "making"), None)
    if making:
        return f"Preparing, {making.percent} %", making.percent / 100
    if media.ahead:
        return f"{ordinal(media.ahead + 1)} in the queue", None
    return "Preparing", None
