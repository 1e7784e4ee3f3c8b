"""The block list as those who run the place work on it: with files, or with hashes that others have told them."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from server.kit import database
from server.media import preparing
from server.media.decoder import spare
from server.media.decoder.spare import PictureRefused
from server.media.refusals import SENTENCES
from server.media.vision import blocklist, pdq

HASH: Final = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)


class Unusable(Exception):
    """Nothing that can be put on the list. The text says why, in a few words."""


async def block(target: str, reason: str) -> bytes:
    """Refuses a picture from now on: a file, or 64 hex digits of PDQ. Returns the hash. Raises `Unusable`."""
    found = await _hash_of(target)
    async with database.transaction():
        await blocklist.add(found, reason)
    return found


async def unblock(target: str) -> int:
    """Allows it again. Returns how many entries went. Raises `Unusable`."""
    found = await _hash_of(target)
    async with database.transaction():
        return await blocklist.remove(found)


async def _hash_of(target: str) -> bytes:
    if HASH.fullmatch(target):
        return bytes.fromhex(target)
    path = Path(target)
    if not await asyncio.to_thread(path.is_file):
        raise Unusable("is neither a file nor a hash of 64 hex digits")
    try:
        # The file comes from strangers, so it takes the way of every upload.
        decoded = await spare.decode(_chunks(path), preparing.bounds())
    except PictureRefused as refused:
        raise Unusable(SENTENCES[refused.refusal]) from None
    finally:
        spare.close()
    widest = max(decoded.variants, key=lambda variant: (variant.name != "square", variant.width))
    found, quality = pdq.of(widest.data)
    if quality < pdq.QUALITY_MIN:
        raise Unusable("has too few features to be told from other pictures")
    return found


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    yield await asyncio.to_thread(path.read_bytes)
