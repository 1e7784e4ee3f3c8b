"""From a draft to a published post, behind the scenes. Whatever fails keeps its photo and its words."""

import asyncio
from collections.abc import Callable
from typing import Final, Literal

import flet as ft

from client.state.upload import PhotoPicker, Upload, UploadFailed
from shared.api import Api
from shared.posts import OwnPost, Post, PostChange
from shared.problems import ApiError
from shared.ui.refusals import reason

Stage = Literal["writing", "posting", "failed", "held"]
_FIRST_LOOK: Final = 0.2
_SLOWEST_LOOK: Final = 2.0
_SNIPPET: Final = 28


class Draft(ft.Observable):
    """A post being written, posted or saved from a failure."""

    def __init__(self, caption: str = "", alt: str = "", post_id: str = "") -> None:
        self._caption = caption
        self._alt = alt
        self.post_id = post_id
        self.posted_media = ""
        self.stage: Stage = "writing"
        self.failure = ""
        self.hopeless = False
        """The photo itself was refused: trying again needs another one."""
        self.upload: Upload | None = None
        self.picker: PhotoPicker | None = None
        self.work: asyncio.Task[None] | None = None

    @property
    def caption(self) -> str:
        return self._caption

    @property
    def alt(self) -> str:
        return self._alt

    def write_caption(self, words: str) -> None:
        """Silent: nothing needs to be drawn anew while people type."""
        self._caption = words

    def write_alt(self, words: str) -> None:
        self._alt = words

    @property
    def title(self) -> str:
        words = " ".join(self.caption.split())
        if not words:
            return "your photo"
        return f"“{words}”" if len(words) <= _SNIPPET else f"“{words[:_SNIPPET].rstrip()}…”"

    @property
    def empty(self) -> bool:
        return self.upload is None and not self.caption.strip() and not self.alt.strip()


class Posting(ft.Observable):
    """`draft` is what the composer shows; `jobs` are on their way or wait for a decision, newest first."""

    def __init__(self, api: Api, on_published: Callable[[Post], None]) -> None:
        self._api = api
        self._on_published = on_published
        self.draft = Draft()
        self.jobs: list[Draft] = []

    def start_over(self) -> None:
        if self.draft.upload:
            self.draft.upload.stop()
        self.draft = Draft()

    def share(self) -> None:
        """Hands the draft over; the composer is free again at once."""
        job = self.draft
        self.draft = Draft()
        self.jobs = [job, *self.jobs]
        self._work(job)

    def retry(self, job: Draft) -> None:
        if job.upload and job.upload.state == "failed":
            job.upload.start()
        self._work(job)

    def rewrite(self, job: Draft) -> None:
        """Back into the composer with its words, to choose another photo."""
        self._drop(job)
        self.draft = Draft(job.caption, job.alt, job.post_id)

    async def discard(self, job: Draft) -> None:
        """Gone for good, on the server too. Raises `ApiError` when it stays there."""
        if job.work:
            job.work.cancel()
        if job.upload:
            job.upload.stop()
        if job.post_id:
            try:
                await self._api.delete_post(job.post_id)
            except ApiError as error:
                if error.status != 404:
                    job.stage, job.failure = "failed", f"Still on the server. {reason(error)}"
                    raise
        self._drop(job)

    async def restore(self) -> None:
        """Takes up what an earlier visit left unfinished."""
        try:
            pending = await self._api.pending_posts()
        except ApiError:
            return
        known = {job.post_id for job in self.jobs} | {self.draft.post_id}
        for own in pending.items:
            if own.id in known:
                continue
            job = Draft(own.caption, own.alt, own.id)
            job.posted_media = own.media_id
            self.jobs = [*self.jobs, job]
            if own.state == "processing":
                self._work(job)
            else:
                job.hopeless = True
                job.failure = own.reason or "Interrupted. Choose the photo again"
                job.stage = "held" if own.state == "held" else "failed"

    def _work(self, job: Draft) -> None:
        job.stage, job.failure, job.hopeless = "posting", "", False
        job.work = asyncio.create_task(self._post(job))

    async def _post(self, job: Draft) -> None:
        try:
            if job.upload:
                await self._save(job)
                await job.upload.sent()
                await self._point_to_photo(job)
                await self._publish(job)
            self._finish(job, await self._follow(job))
        except UploadFailed as failed:
            job.hopeless = failed.final
            job.failure, job.stage = f"{failed}. Kept here", "failed"
        except ApiError as error:
            job.failure, job.stage = f"{reason(error)}. Kept here", "failed"

    async def _save(self, job: Draft) -> None:
        """The words reach the server before the last byte does, so that nothing but the photo can get lost."""
        upload = job.upload
        if job.post_id or upload is None or not upload.media_id:
            return
        own = await self._api.create_post(upload.media_id, job.caption, job.alt)
        job.post_id, job.posted_media = own.id, upload.media_id

    async def _point_to_photo(self, job: Draft) -> None:
        await self._save(job)
        upload = job.upload
        if upload and upload.media_id != job.posted_media:
            change = PostChange(caption=job.caption, alt=job.alt, media_id=upload.media_id)
            await self._api.change_post(job.post_id, change)
            job.posted_media = upload.media_id

    async def _publish(self, job: Draft) -> None:
        try:
            await self._api.publish(job.post_id)
        except ApiError as error:
            # An earlier try got through and only its answer was lost.
            if error.status != 409:
                raise

    async def _follow(self, job: Draft) -> OwnPost:
        pause = _FIRST_LOOK
        while True:
            own = await self._api.own_post(job.post_id)
            if own.state != "processing":
                return own
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, _SLOWEST_LOOK)

    def _finish(self, job: Draft, own: OwnPost) -> None:
        if own.state == "published" and own.post:
            self._drop(job)
            self._on_published(own.post)
        elif own.state == "held":
            job.failure, job.stage = own.reason or "A person looks at it first", "held"
        else:
            job.hopeless = True
            job.failure, job.stage = own.reason or "This photo cannot be used", "failed"

    def _drop(self, job: Draft) -> None:
        self.jobs = [other for other in self.jobs if other is not job]
