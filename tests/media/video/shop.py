"""What the tests of videos share: uploads by the short way, and looks into what has been made."""

import io
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import av
from av.container import InputContainer

from server.kit import database
from server.kit.viewer import Viewer
from server.media import uploads
from tests.world import World, blob_files


async def uploaded(owner: Viewer, data: bytes) -> int:
    """A media whose original has arrived and that nobody has touched yet."""

    async def body() -> AsyncIterator[bytes]:
        yield data

    upload = await uploads.begin(owner.user_id, len(data), "tus")
    await uploads.receive(upload, 0, body(), announced=len(data))
    return upload.media_id


async def renditions(media_id: int) -> dict[str, Any]:
    rows = await database.fetch("SELECT * FROM renditions WHERE media_id = $1", media_id)
    return {row["name"]: row for row in rows}


async def row_of(media_id: int) -> Any:
    return await database.fetchrow("SELECT * FROM media WHERE id = $1", media_id)


async def events(topic: str) -> list[dict[str, Any]]:
    rows = await database.fetch("SELECT payload FROM outbox WHERE topic = $1 ORDER BY id", topic)
    return [row["payload"] for row in rows]


def files(world: World, folder: str) -> dict[str, bytes]:
    """Path inside the video's folder -> bytes."""
    marker = f"/video/{folder}/"
    return {
        str(path).partition(marker)[2]: path.read_bytes() for path in blob_files(world.settings) if marker in str(path)
    }


def folders(world: World) -> set[str]:
    """Folders of videos in the blob store."""
    return {str(path).partition("/video/")[2][:32] for path in blob_files(world.settings) if "/video/" in str(path)}


class Segment(NamedTuple):
    """`start` of the first and `end` of the last picture in seconds, and where its key frames are."""

    start: float
    end: float
    keys: tuple[float, ...]


def segments(made: dict[str, bytes], name: str) -> list[Segment]:
    """The segments of one rendition, each opened by itself behind the common header."""
    found = []
    for path in sorted(path for path in made if path.startswith(f"{name}/") and path.endswith(".m4s")):
        container = opened(made[f"{name}/init.mp4"] + made[path])
        video = container.streams.video[0]
        packets = [packet for packet in container.demux(video) if packet.pts is not None]
        times = [float(packet.pts * video.time_base) for packet in packets if packet.pts is not None]
        keys = [time for time, packet in zip(times, packets, strict=True) if packet.is_keyframe]
        found.append(Segment(round(min(times), 3), round(max(times), 3), tuple(round(key, 3) for key in keys)))
    return found


def opened(data: bytes) -> InputContainer:
    """Decoded by one thread: what has several waits for them when it is collected, in a child that has none as well."""
    container = av.open(io.BytesIO(data), mode="r", format="mov")
    for stream in (*container.streams.video, *container.streams.audio):
        stream.codec_context.thread_count = 1
    return container
