"""Where the bytes of media lie in the blob store, and how they get there and away.

Originals arrive in parts, since a local folder cannot append. Variants are named by their content and never change.
"""

import asyncio
import contextlib
import hashlib
import secrets
from collections.abc import AsyncIterator, Iterable, Sequence

import obstore
from obstore.store import LocalStore

from server.kit import resources

CONCURRENT_DELETES = 100
IMMUTABLE = "public, max-age=31536000, immutable"
VARIANT_ATTRIBUTES = {"Content-Type": "image/webp", "Cache-Control": IMMUTABLE}
"""For a CDN that reads the bucket itself."""


def variant_key(digest: bytes) -> str:
    name = digest.hex()
    return f"media/{name[:2]}/{name}.webp"


def variant_url(digest: bytes) -> str:
    """Absolute, the same for ever."""
    return f"{resources.settings().api_url}/media/{digest.hex()}.webp"


def digest_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


async def put_variants(variants: Iterable[tuple[bytes, bytes]]) -> None:
    """Pairs of digest and bytes. Storing the same again changes nothing."""
    store = resources.blobs()
    # A local folder keeps no attributes and refuses them.
    told = None if isinstance(store, LocalStore) else VARIANT_ATTRIBUTES
    await asyncio.gather(
        *(obstore.put_async(store, variant_key(digest), data, attributes=told) for digest, data in variants)
    )


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


async def delete_parts(keys: Sequence[str]) -> None:
    await _delete(keys)


async def delete_original(media_id: int) -> None:
    """Every part that is there, also those that no row knows of because their upload was cut off."""
    async for found in obstore.list(resources.blobs(), f"uploads/{media_id}"):
        await _delete([item["path"] for item in found])


async def _delete(keys: Sequence[str]) -> None:
    store = resources.blobs()
    for at in range(0, len(keys), CONCURRENT_DELETES):
        await asyncio.gather(*(_delete_one(store, key) for key in keys[at : at + CONCURRENT_DELETES]))


async def _delete_one(store: obstore.store.ObjectStore, key: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        await obstore.delete_async(store, key)
