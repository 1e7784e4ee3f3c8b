"""Pictures and videos whose rows and files are there as if they had been made."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from server.kit import database, ids
from server.media import store
from tests import pictures

SIZES = {"240": (240, 426), "480": (480, 854), "720": (720, 1280), "1080": (1080, 1920)}
BITRATES = {"240": 400_000, "480": 1_100_000, "720": 2_600_000, "1080": 5_000_000}
WHOLE = dict.fromkeys((*SIZES, "mp4", "strip"), "ready")
MP4_BYTES = 3_000_000


async def store_picture(
    owner_id: int, data: bytes | None = None, *, restricted: bool = False, uses: tuple[str, ...] = ("post",)
) -> bytes:
    """A ready picture with one variant. Returns the variant's digest."""
    data = data or pictures.jpeg()
    digest = await store_row(owner_id, store.digest_of(data), restricted=restricted, uses=uses)
    await store.put_variants([(digest, data)])
    return digest


async def store_row(
    owner_id: int, digest: bytes = b"", *, restricted: bool = False, uses: tuple[str, ...] = ("post",)
) -> bytes:
    """The same without its bytes."""
    digest = digest or secrets.token_bytes(32)
    media_id = ids.new_id()
    await database.execute(
        "INSERT INTO media (id, owner_id, state, width, height, restricted, uses)"
        " VALUES ($1, $2, 'ready', 64, 48, $3, $4)",
        media_id,
        owner_id,
        restricted,
        list(uses),
    )
    await database.execute(
        "INSERT INTO media_variants (media_id, name, sha256, width, height, bytes)"
        " VALUES ($1, 'w640', $2, 64, 48, 1000)",
        media_id,
        digest,
    )
    return digest


async def store_video(
    owner_id: int,
    folder: Path | None = None,
    states: Mapping[str, str] = WHOLE,
    *,
    restricted: bool = False,
    mp4_bytes: int = MP4_BYTES,
    uses: tuple[str, ...] = ("post",),
) -> str:
    """Its bytes are noise. Returns the folder in which its files lie.

    `folder` is one of the test's own, for work; without it there are only the rows.
    """
    media_id, name = ids.new_id(), secrets.token_hex(16)
    await database.execute(
        "INSERT INTO media (id, owner_id, kind, state, width, height, seconds, folder, restricted, uses, bytes)"
        " VALUES ($1, $2, 'video', 'ready', 720, 1280, 4, $3, $4, $5, 1000)",
        media_id,
        owner_id,
        name,
        restricted,
        list(uses),
    )
    for rendition, state in states.items():
        await add_rendition(media_id, rendition, state)
    for path, size in files(states, mp4_bytes).items() if folder else ():
        file = folder / "work"
        file.write_bytes(secrets.token_bytes(size))
        assert await store.put_video(name, path, file) == size
    return name


async def add_rendition(media_id: int, name: str, state: str) -> None:
    width, height = SIZES.get(name, (0, 0))
    bitrate = BITRATES.get(name, 0)
    await database.execute(
        "INSERT INTO renditions (media_id, name, state, width, height, rate, bitrate, peak, codecs)"
        " VALUES ($1, $2, $3, $4, $5, 30, $6, $7, 'avc1.64001f,mp4a.40.2')",
        media_id,
        name,
        state,
        width,
        height,
        bitrate,
        bitrate * 3 // 2,
    )


def files(states: Mapping[str, str] = WHOLE, mp4_bytes: int = MP4_BYTES) -> dict[str, int]:
    """Path in the video's folder -> bytes."""
    ready = [name for name, state in states.items() if state == "ready"]
    found = {"mp4": {"video.mp4": mp4_bytes}, "strip": {"strip.webp": 5000}}
    ladder = {"init.mp4": 900, "index.m3u8": 300, "00001.m4s": 40_000, "00002.m4s": 30_000}
    return {
        path: size
        for name in ready
        for path, size in found.get(name, {f"{name}/{part}": size for part, size in ladder.items()}).items()
    }
