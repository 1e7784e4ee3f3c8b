"""The chips of what is being posted, above the feed or in the side column."""

import flet as ft

from client.state.draft import Draft
from client.state.stores import use_stores, watch
from client.state.upload import Upload
from shared.problems import ApiError
from shared.ui.photo import photo
from shared.ui.progress_chip import progress_chip
from shared.ui.theme import Space


@ft.component
def PostingChip(job: Draft, first: Upload | None) -> ft.Control:
    """`first` is the upload of the picture that stands for the post, passed so that its arrival renders this chip."""
    stores = use_stores()
    posting = stores.posting

    async def retry() -> None:
        if job.hopeless:
            posting.rewrite(job)
            await stores.trail.go("/create")
        else:
            posting.retry(job)

    async def discard() -> None:
        try:
            await posting.discard(job)
        except ApiError:
            return

    name = f"posting-{job.post_id or 'new'}"
    picture = photo(first.picture, 160, alt="", square=True) if first and first.picture else None
    if job.stage == "held":
        return progress_chip(name, f"Held: {job.title}", failure=job.failure, picture=picture, on_discard=discard)
    if job.stage == "failed":
        return progress_chip(
            name,
            f"Couldn’t post {job.title}",
            failure=job.failure,
            picture=picture,
            on_retry=retry,
            retry="Change" if job.hopeless else "Retry",
            on_discard=discard,
        )
    return progress_chip(
        name,
        f"Posting {job.title}",
        detail=job.status,
        progress=job.progress,
        picture=picture,
        on_discard=discard,
    )


@ft.component
def PostingChips() -> ft.Control:
    posting = watch(use_stores().posting)
    chips: list[ft.Control] = [
        PostingChip(job, job.items[0].upload if job.items else None, key=str(id(job))) for job in posting.jobs
    ]
    if not chips:
        return ft.Container()
    return ft.Container(ft.Column(chips, spacing=Space.x2), padding=ft.Padding.only(bottom=Space.x4))
