"""Pictures that nobody may share here, known by their perceptual hash."""

from server.media.vision import pdq, queries


async def blocked(hash: bytes, quality: int = 100) -> bool:
    """Whether a picture on the list looks the same. One with too few features to be told apart never does."""
    return quality >= pdq.QUALITY_MIN and await queries.blocked_within(hash, pdq.MATCH_BITS)


async def add(hash: bytes, reason: str) -> None:
    """Refuses the picture from now on; what is shown already stays. `reason` is for those who run this place."""
    await queries.block(hash, reason)


async def remove(hash: bytes) -> int:
    """Allows the picture again: takes off the list whatever would refuse it. Returns how many entries that were."""
    return await queries.unblock(hash, pdq.MATCH_BITS)
