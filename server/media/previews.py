"""One's own picture in a look that is being tried out, made from a stored variant within a blink."""

import asyncio
from typing import Final

import obstore
import pyvips

from server.kit import resources
from server.kit.problems import Conflict, NotFound
from server.kit.viewer import Viewer
from server.media import queries, service, store
from server.media.decoder import looks
from shared.looks import Look

AT_ONCE: Final = 2
QUALITY: Final = 78
_turns = asyncio.Semaphore(AT_ONCE)


async def preview(viewer: Viewer, media_id: str, look: Look, width: int) -> bytes:
    """WebP at most `width` pixels wide. Raises `NotFound` for anyone else's media and `Conflict` before it is ready."""
    number = service.own_id(media_id)
    row = await queries.base_of(viewer.user_id, number)
    if row is None:
        if await queries.own_media(viewer.user_id, number) is None:
            raise NotFound("media")
        raise Conflict("media-not-ready", "This photo is still being prepared.")
    try:
        answer = await obstore.get_async(resources.blobs(), store.variant_key(row["sha256"]))
    except FileNotFoundError:
        # Another look has just been made and took its place.
        raise Conflict("media-not-ready", "This photo is being prepared anew.") from None
    stored = bytes(await answer.bytes_async())
    async with _turns:
        return await asyncio.to_thread(_render, stored, look, width)


def _render(stored: bytes, look: Look, width: int) -> bytes:
    # Our own file: it was decoded and encoded anew before it was stored.
    whole = pyvips.Image.webpload_buffer(stored)
    cut = looks.cut(whole, look, 0)
    small = cut.thumbnail_image(width, height=2 * width, size="down") if cut.width > width else cut
    data: bytes = looks.coloured(small.copy_memory(), look).webpsave_buffer(Q=QUALITY, effort=0, keep="none")
    return data
