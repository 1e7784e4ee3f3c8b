"""Blobs that no row names any more: what is left when a process dies between its blob store and its database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from server.media import holdings, preparing, store

AGE: Final = timedelta(days=1)
"""Younger files may belong to a transaction that has not ended."""


async def sweep() -> int:
    """Deletes them, page by page of the store's own listing, so that memory is bounded. Returns how many went."""
    count = 0
    for prefix, delete in (("uploads", _parts), ("media", _variants), ("video", _videos)):
        async for page in store.listed(prefix):
            before = datetime.now(UTC) - AGE
            old = [item["path"] for item in page if item["last_modified"] < before]
            count += await delete(old) if old else 0
    return count


async def _parts(keys: Sequence[str]) -> int:
    """`uploads/<media>/<start>-<random>`"""
    named = {key: int(parts[1]) for key in keys if len(parts := key.split("/")) == 3 and parts[1].isdecimal()}
    orphans = await holdings.unnamed_parts(list(named), list(named.values()))
    await store.delete(list(orphans))
    return len(orphans)


async def _variants(keys: Sequence[str]) -> int:
    """`media/<two digits>/<digest>.webp`. Each is looked at again under its lock: the same picture may just return."""
    digests = [digest for key in keys if (digest := store.digest_in(key)) is not None]
    orphans = await holdings.unnamed_digests(digests)
    await preparing.delete_variants(orphans)
    return len(orphans)


async def _videos(keys: Sequence[str]) -> int:
    """`video/<folder>/<path>`"""
    folders = {key: parts[1] for key in keys if len(parts := key.split("/")) >= 3}
    orphans = await holdings.unnamed_folders(list(set(folders.values())))
    gone = [key for key, folder in folders.items() if folder in orphans]
    await store.delete(gone)
    return len(gone)
