"""Where the bytes of media lie in the blob store, and how they get there and away.

Originals arrive in parts, since a local folder cannot append. Variants are named by their content and never change; the
files of a video lie in a folder that is new for each rendering, and never change either.
"""

import asyncio
import contextlib
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import obstore
from obstore.store import LocalStore

from server.kit import resources

if TYPE_CHECKING:
    from obstore import Attributes, ObjectMeta

CONCURRENT_DELETES: Final = 100
LISTED_AT_ONCE: Final = 1000
PART_BYTES: Final = 8 * 1024 * 1024
"""Files above this go to S3 in parts of this size, which allows for files of 80 GB."""
PARTS_AT_ONCE: Final = 2
VARIANT: Final = re.compile(r"media/[0-9a-f]{2}/([0-9a-f]{64})\.webp", re.ASCII)
FOLDER: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
TYPES: Final = {
    ".webp": "image/webp",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4s": "video/iso.segment",
}
"""Suffix -> media type, for whoever looks into a bucket. Delivery never reads it from there."""


def variant_key(digest: bytes) -> str:
    name = digest.hex()
    return f"media/{name[:2]}/{name}.webp"


def digest_in(key: str) -> bytes | None:
    """The digest in the key of a variant; None for any other key."""
    match = VARIANT.fullmatch(key)
    return bytes.fromhex(match[1]) if match else None


def video_key(folder: str, path: str) -> str:
    return f"video/{folder}/{path}"


def digest_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


async def put_variants(variants: Iterable[tuple[bytes, bytes]]) -> None:
    """Pairs of digest and bytes. Storing the same again changes nothing."""
    await asyncio.gather(*(_put(variant_key(digest), data) for digest, data in variants))


async def put_video(folder: str, name: str, path: Path) -> int:
    """Stores a finished local file as `name` in a video's folder. Returns its size in bytes."""
    return await put_file(video_key(_checked(folder), name), path)


async def put_file(key: str, path: Path) -> int:
    """Stores a local file without ever holding much of it in memory, large ones in parts. Returns its size in bytes."""
    size = (await asyncio.to_thread(path.stat)).st_size
    await _put(key, path)
    return size


async def delete_folder(folder: str) -> None:
    """Everything of one rendering of a video."""
    await _delete_below(f"video/{_checked(folder)}")


async def delete_variant(digest: bytes) -> None:
    await _delete([variant_key(digest)])


async def put_part(media_id: int, start: int, data: bytes) -> str:
    """Stores a stretch of an original. The key is new each time: two devices may send the same stretch at once."""
    key = f"uploads/{media_id}/{start:012d}-{secrets.token_hex(4)}"
    await obstore.put_async(resources.blobs(), key, data)
    return key


async def read_parts(keys: Sequence[str]) -> AsyncIterator[bytes]:
    """The original, part by part. Raises `FileNotFoundError` when one is gone."""
    store = resources.blobs()
    for key in keys:
        answer = await obstore.get_async(store, key)
        async for chunk in answer.stream(min_chunk_size=1024 * 1024):
            yield bytes(chunk)


async def delete(keys: Sequence[str]) -> None:
    """What is not there already is no error."""
    await _delete(keys)


async def delete_original(media_id: int) -> None:
    """Every part that is there, also those that no row knows of because their upload was cut off."""
    await _delete_below(f"uploads/{media_id}")


async def listed(prefix: str) -> "AsyncIterator[Sequence[ObjectMeta]]":
    """What lies below `prefix`, a thousand at most at a time, in no order."""
    async for page in obstore.list(resources.blobs(), prefix, chunk_size=LISTED_AT_ONCE):
        yield page


async def _put(key: str, content: bytes | Path) -> None:
    store = resources.blobs()
    # A local folder keeps no attributes and refuses them.
    told: Attributes | None = None if isinstance(store, LocalStore) else {"Content-Type": TYPES[PurePath(key).suffix]}
    await obstore.put_async(store, key, content, attributes=told, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE)


def _checked(folder: str) -> str:
    """An empty name would stand for the videos of everybody."""
    if not FOLDER.fullmatch(folder):
        raise ValueError(f"no folder of a video: {folder!r}")
    return folder


async def _delete_below(prefix: str) -> None:
    async for page in listed(prefix):
        await _delete([item["path"] for item in page])


async def _delete(keys: Sequence[str]) -> None:
    store = resources.blobs()
    for at in range(0, len(keys), CONCURRENT_DELETES):
        await asyncio.gather(*(_delete_one(store, key) for key in keys[at : at + CONCURRENT_DELETES]))


async def _delete_one(store: obstore.store.ObjectStore, key: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        await obstore.delete_async(store, key)
