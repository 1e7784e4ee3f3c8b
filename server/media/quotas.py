"""What one account may bring: bytes stored, uploads at once, minutes of video a day. And what one file may be."""

from typing import Final

from server.kit import database, resources
from server.kit.problems import TooLarge, TooMany
from server.media import holdings
from server.media.kinds import PICTURE_TYPES, VIDEO_TYPES
from shared.limits import (
    ALT_MAX,
    CAPTION_MAX,
    POST_ITEMS_MAX,
    REEL_SECONDS_MAX,
    REEL_SECONDS_MIN,
    VIDEO_SECONDS_MIN,
)
from shared.media import Limits, Quota

CHUNK_BYTES: Final = 8 * 1024 * 1024
NO_MEDIA: Final = 0


async def of(owner_id: int) -> Quota:
    settings = resources.settings()
    held = await holdings.held_by(owner_id)
    return Quota(
        bytes_used=held["stored"] + held["arriving"],
        bytes_max=settings.quota_bytes,
        uploads_open=held["open"],
        uploads_max=settings.uploads_open_max,
        video_seconds_today=await holdings.video_seconds(owner_id, NO_MEDIA),
        video_seconds_max=settings.quota_video_minutes * 60,
    )


async def check_upload(owner_id: int, length: int) -> None:
    """Whether a file of so many bytes may begin to come, in the transaction that begins it.

    Raises `TooMany` and `TooLarge`. Two devices at once cannot both take what is left for one.
    """
    settings = resources.settings()
    await holdings.lock_account(owner_id)
    held = await holdings.held_by(owner_id)
    if held["open"] >= settings.uploads_open_max:
        raise TooMany("quota-uploads", f"{held['open']} uploads are unfinished. Finish or cancel some of them first.")
    left = settings.quota_bytes - held["stored"] - held["arriving"]
    if length > left:
        raise TooLarge(
            "quota-bytes",
            f"There is room for {_size(max(left, 0))} of your {_size(settings.quota_bytes)},"
            f" and this file has {_size(length)}. Delete something first.",
        )


async def admit_video(owner_id: int, media_id: int, seconds: float) -> None:
    """Counts a video once, however often it is tried, and for a day even if it is deleted before that is over.

    Raises `TooMany` when the day's minutes are used up.
    """
    most = resources.settings().quota_video_minutes * 60
    async with database.transaction():
        await holdings.lock_account(owner_id)
        before = await holdings.video_seconds(owner_id, media_id)
        if before + seconds > most:
            raise TooMany(
                "quota-video",
                f"You may bring {most / 60:.0f} minutes of video a day. This one is {seconds / 60:.1f} minutes long,"
                f" and {max(most - before, 0) / 60:.1f} are left. Try again tomorrow.",
            )
        await holdings.note_video(owner_id, media_id, seconds)


def limits() -> Limits:
    settings = resources.settings()
    return Limits(
        photo_max_bytes=settings.photo_max_bytes,
        photo_max_pixels=settings.photo_max_pixels,
        photo_types=[*PICTURE_TYPES.values(), "image/heif"],
        video_max_bytes=settings.video_max_bytes,
        video_max_seconds=settings.video_max_seconds,
        video_min_seconds=VIDEO_SECONDS_MIN,
        video_max_pixels=settings.video_max_pixels,
        video_types=list(VIDEO_TYPES.values()),
        reel_min_seconds=REEL_SECONDS_MIN,
        reel_max_seconds=REEL_SECONDS_MAX,
        post_items_max=POST_ITEMS_MAX,
        caption_max=CAPTION_MAX,
        alt_max=ALT_MAX,
        chunk_bytes=CHUNK_BYTES,
        vision=settings.vision,
    )


def _size(count: int) -> str:
    """For people: `400 kB`, `64 MB`, `1.5 GB`."""
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
