"""From an original that has arrived to a picture that can be shown."""

from server.kit import database, outbox, resources
from server.media import queries, service, store
from server.media.decoder import spare
from server.media.decoder.spare import Bounds, Decoded, PictureRefused
from server.media.events import MediaReady


async def prepare(media_id: int) -> None:
    """Makes the variants and the media ready, or fails it for good when the picture is at fault.

    Running it again, whenever the last run was cut off, ends the same. Raises `DecoderBroken` and what the stores raise
    when the machine is at fault.
    """
    keys = await queries.parts_to_prepare(media_id)
    if not keys:
        return
    try:
        decoded = await spare.decode(store.read_parts(keys), bounds())
    except PictureRefused as refused:
        await service.fail(media_id, refused.refusal)
        return
    await finish(media_id, decoded)


async def finish(media_id: int, decoded: Decoded) -> None:
    """Stores the variants and shows them, in one transaction. Does nothing when the media was discarded meanwhile."""
    digests = {variant.name: store.digest_of(variant.data) for variant in decoded.variants}
    async with database.transaction():
        owner_id = await queries.set_ready(media_id, decoded.width, decoded.height, decoded.blurhash)
        if owner_id is None:
            return
        # The same picture may be about to be deleted elsewhere: whoever holds the digest's lock goes first.
        for digest in sorted(set(digests.values())):
            await queries.lock_digest(digest)
        await store.put_variants({digests[variant.name]: variant.data for variant in decoded.variants}.items())
        await queries.add_variants(
            media_id, [(v.name, digests[v.name], v.width, v.height, len(v.data)) for v in decoded.variants]
        )
        await queries.delete_parts(media_id)
        await outbox.emit(MediaReady(media_id=media_id, owner_id=owner_id))
        await database.after_commit(lambda: store.delete_original(media_id))


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
