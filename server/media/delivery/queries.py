"""The SQL of delivery: who may load something without a signature, and what a video's master playlist names."""

from asyncpg import Record

from server.kit import database

PUBLIC = "NOT m.restricted AND NOT u.private AND m.verdict <> 'hold' AND u.state = 'active'"


async def picture_public(digest: bytes) -> bool:
    """Whether one of the media that have this variant is everybody's. Profile pictures always are."""
    return bool(
        await database.fetchval(
            f"SELECT bool_or('profile' = ANY(m.uses) AND u.state = 'active' OR {PUBLIC})"
            " FROM media_variants v JOIN media m ON m.id = v.media_id JOIN users u ON u.id = m.owner_id"
            " WHERE v.sha256 = $1 AND v.name <> 'base'",
            digest,
        )
    )


async def video_public(folder: str) -> bool:
    return bool(
        await database.fetchval(
            f"SELECT {PUBLIC} FROM media m JOIN users u ON u.id = m.owner_id WHERE m.folder = $1", folder
        )
    )


async def ladder(folder: str) -> list[Record]:
    """The renditions of different quality that the video has or will have, in no order."""
    return await database.fetch(
        "SELECT r.name, r.state, r.width, r.height, r.rate, r.bitrate, r.peak, r.codecs"
        " FROM media m JOIN renditions r ON r.media_id = m.id"
        " WHERE m.folder = $1 AND r.name NOT IN ('mp4', 'strip')",
        folder,
    )
