"""From an original that has arrived to a picture that can be shown."""

import asyncio
from collections.abc import Mapping

import msgspec

from server.kit import database, outbox, resources
from server.media import queries, service, store
from server.media.decoder import spare
from server.media.decoder.spare import Bounds, Decoded, PictureRefused
from server.media.decoder.wire import StoredName
from server.media.events import GraceOver, MediaReady
from server.media.vision import blocklist, pdq
from server.media.vision.events import AnalysisWanted
from shared.looks import PLAIN, Look


async def prepare(media_id: int) -> None:
    """Makes the variants and the media ready, or fails it for good when the picture is at fault.

    Running it again, whenever the last run was cut off, ends the same. Raises `DecoderBroken` and what the stores raise
    when the machine is at fault.
    """
    row = await queries.to_prepare(media_id, "picture")
    if row is None:
        return
    look = msgspec.convert(row["look"], Look)
    try:
        decoded = await spare.decode(store.read_parts(row["keys"]), bounds(), look, row["ratio"])
    except PictureRefused as refused:
        await service.fail(media_id, refused.refusal)
        return
    pdq_hash, blocked = await fingerprint(decoded)
    if blocked:
        await service.fail(media_id, "media-blocked")
        return
    await finish(media_id, decoded, look, row["ratio"], pdq_hash)


async def fingerprint(decoded: Decoded) -> tuple[bytes | None, bool]:
    """The perceptual hash of what will be shown, and whether that or what it was made from is on the block list."""
    by_name = {variant.name: variant for variant in decoded.variants if variant.name != "square"}
    base = by_name.pop("base", None)
    # The smallest tells them apart as well as the widest, in a third of the time.
    shown = min(by_name.values(), key=lambda variant: variant.width)
    hashes = [await asyncio.to_thread(pdq.of, variant.data) for variant in (shown, base) if variant]
    blocked = [await blocklist.blocked(found, quality) for found, quality in hashes]
    found, quality = hashes[0]
    return (found if quality >= pdq.QUALITY_MIN else None), any(blocked)


async def finish(
    media_id: int, decoded: Decoded, look: Look = PLAIN, ratio: float = 0, pdq_hash: bytes | None = None
) -> None:
    """Stores the variants and shows them, in one transaction.

    Does nothing when the media was discarded meanwhile, or wants another look by now: another run makes that.
    """
    digests = {variant.name: store.digest_of(variant.data) for variant in decoded.variants}
    async with database.transaction():
        owner_id = await queries.set_ready(
            media_id,
            msgspec.to_builtins(look),
            ratio,
            width=decoded.width,
            height=decoded.height,
            blurhash=decoded.blurhash,
            stored=sum(len(variant.data) for variant in decoded.variants),
            pdq=pdq_hash,
        )
        if owner_id is None:
            return
        await keep_variants(media_id, decoded, digests)
        await became_ready(media_id, owner_id)


async def keep_variants(media_id: int, decoded: Decoded, digests: Mapping[StoredName, bytes]) -> None:
    """Stores the variants in the place of those that the media had, in the caller's transaction."""
    before = set(await queries.digests_of(media_id))
    await queries.delete_variants(media_id)
    # The same picture may be about to be deleted elsewhere: whoever holds the digest's lock goes first.
    for digest in sorted(set(digests.values())):
        await queries.lock_digest(digest)
    await store.put_variants({digests[variant.name]: variant.data for variant in decoded.variants}.items())
    await queries.add_variants(
        media_id, [(v.name, digests[v.name], v.width, v.height, len(v.data)) for v in decoded.variants]
    )
    if gone := before - set(digests.values()):
        await service.let_go(media_id, gone)


async def became_ready(media_id: int, owner_id: int) -> None:
    """Tells everybody, has it looked at, and reminds them when that is to be over, in the caller's transaction."""
    await outbox.emit(MediaReady(media_id=media_id, owner_id=owner_id))
    if resources.settings().vision:
        await outbox.emit(AnalysisWanted(media_id=media_id))
        await outbox.emit(GraceOver(media_id=media_id), after=resources.settings().ml_grace)


async def delete_variants(digests: list[bytes]) -> None:
    """Deletes those blobs that no media refers to any more."""
    for digest in digests:
        async with database.transaction():
            await queries.lock_digest(digest)
            if not await queries.digest_in_use(digest):
                await store.delete_variant(digest)


def warm() -> None:
    """Starts the first decoding child, so that not even the first picture of a worker waits for one."""
    spare.prepare(bounds())


def bounds() -> Bounds:
    settings = resources.settings()
    return Bounds(settings.decode_memory_mb, settings.decode_seconds, settings.photo_max_pixels)
