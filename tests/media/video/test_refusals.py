"""What is not taken, and why: told from headers, by a child that can reach nothing."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from server.media.kinds import kind_of
from server.media.refusals import SENTENCES
from server.media.video.probe import VideoRefused, probe
from server.media.video.wire import Probed, ProbeTask
from tests import pictures, videos

TASK = ProbeTask("mp4", 600, 0.5, 9_000_000)


async def look_at(tmp_path: Path, data: bytes, task: ProbeTask = TASK) -> Probed:
    path = tmp_path / "original"
    path.write_bytes(data)
    return await probe(path, task, 1024, 30)


def beginning_at_the_end() -> bytes:
    return videos.clip(seconds=1)


def faststart() -> bytes:
    return videos.clip(seconds=1, extra=("-movflags", "+faststart"))


def told(**changes: int) -> bytes:
    """A video whose header lies about the size of its frames."""
    data = bytearray(videos.clip(seconds=1))
    at = data.find(b"avc1", data.find(b"stsd"))
    struct.pack_into(">HH", data, at + 28, changes["width"], changes["height"])
    return bytes(data)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "sound alone": (videos.sound_only, "video-no-picture"),
    "two pictures": (videos.two_pictures, "video-tracks"),
    "five sounds": (
        lambda: videos.clip(seconds=1, extra=sum((("-map", "0"), *[("-map", "1")] * 5), ())),  # type: ignore[arg-type]
        "video-tracks",
    ),
    "another codec": (lambda: videos.clip(codec="mpeg4"), "video-codec"),
    "MagicYUV": (lambda: videos.clip(codec="magicyuv", container="mov"), "video-codec"),
    "a sound nobody reads": (lambda: videos.clip(seconds=1, container="mov", sound="adpcm_ms"), "video-codec"),
    "too long": (lambda: videos.clip(64, 64, 700, rate="1", sound=""), "video-too-long"),
    "too short": (lambda: videos.clip(seconds=0.2, sound=""), "video-too-short"),
    "too large": (lambda: videos.clip(4096, 2304, 0.6, rate="10"), "video-too-large"),
    "too small": (lambda: videos.clip(12, 12, 1), "video-too-small"),
    "half of it, index last": (lambda: beginning_at_the_end()[:40_000], "video-truncated"),
    "half of it, index first": (lambda: faststart()[:-40_000], "video-truncated"),
    "no index": (lambda: beginning_at_the_end()[: beginning_at_the_end().find(b"moov") - 4], "video-truncated"),
    "an empty index": (lambda: beginning_at_the_end()[:32] + b"\0\0\0\x08moov", "video-unreadable"),
    "zeros": (lambda: beginning_at_the_end()[:32] + bytes(5000), "video-truncated"),
    "noise": (lambda: beginning_at_the_end()[:32] + bytes([9, 1, 7, 3]) * 999, "video-truncated"),
    "a photo behind the first box": (lambda: beginning_at_the_end()[:32] + pictures.jpeg(), "video-truncated"),
}


@pytest.mark.parametrize("name", CASES)
async def test_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    make, refusal = CASES[name]
    with pytest.raises(VideoRefused, match=refusal):
        await look_at(tmp_path, make())
    assert SENTENCES[refusal].endswith(".")  # type: ignore[index]


async def test_frames_larger_than_told_are_refused_before_they_take_memory(tmp_path: Path) -> None:
    data = told(width=64, height=64)
    assert (await look_at(tmp_path, data)).width == 320, "the frames are believed, not the header"
    with pytest.raises(VideoRefused, match=r"video-(unreadable|too-large)"):
        await look_at(tmp_path, data, ProbeTask("mp4", 600, 0.5, 10_000))


async def test_half_a_matroska_is_refused_and_one_recorded_live_is_not(tmp_path: Path) -> None:
    whole = videos.clip(container="mkv", sound="")
    with pytest.raises(VideoRefused, match="video-truncated"):
        await look_at(tmp_path, whole[: len(whole) // 2], ProbeTask("mkv", 600, 0.5, 9_000_000))
    found = await look_at(tmp_path, videos.live_recording(), ProbeTask("webm", 600, 0.5, 9_000_000))
    assert found.seconds == pytest.approx(2, abs=0.1) and found.rate == pytest.approx(30, rel=0.05)


async def test_what_is_found(tmp_path: Path) -> None:
    found = await look_at(tmp_path, videos.phone())
    assert (found.width, found.height, found.codec, found.hdr) == (180, 320, "h264", False)
    narrow = videos.clip(extra=("-aspect", "1:1"))
    assert (await look_at(tmp_path, narrow)).width == 180
    bright = await look_at(tmp_path, videos.hdr())
    assert bright.hdr and bright.matrix == "bt2020nc"


HEADS: dict[str, tuple[bytes, str | None]] = {
    "MP4": (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", "mp4"),
    "iPhone": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08wide", "mov"),
    "old QuickTime": (b"\0\0\x01\0moov\0\0\0\x6cmvhd", "mov"),
    "QuickTime, data first": (b"\0\0\0\x08wide\0\x10\0\0mdat", "mov"),
    "3GPP": (b"\0\0\0\x18ftyp3gp5\0\0\0\0isom3gp5", "mp4"),
    "fragments": (b"\0\0\0\x18ftypiso5\0\0\0\0iso5dash", "mp4"),
    "HEIC": (b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf", "heic"),
    "HEIC sequence": (b"\0\0\0\x1cftypmsf1\0\0\0\0msf1hevcmp41", "heic"),
    "AVIF": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "avif"),
    "sound alone": (b"\0\0\0\x18ftypM4A \0\0\0\0M4A \0\0\0\0", None),
    "AVI": (b"RIFF\0\0\0\0AVI LIST", None),
    "Ogg": (b"OggS\0\x02", None),
    "transport stream": (b"G@\0\x10" + bytes(60), None),
    "FLV": (b"FLV\x01\x05\0\0\0\x09", None),
    "EBML of another kind": (b"\x1aE\xdf\xa3\x93\x42\x82\x85other", None),
    "EBML cut off": (b"\x1aE\xdf\xa3\x93\x42\x82", None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize("name", HEADS)
def test_kinds_by_their_first_bytes(name: str) -> None:
    head, kind = HEADS[name]
    assert kind_of(head) == kind


def test_kinds_of_real_files() -> None:
    assert kind_of(videos.clip()[:128]) == "mp4"
    assert kind_of(videos.phone()[:128]) == "mov"
    assert kind_of(videos.clip(container="mkv", sound="")[:128]) == "mkv"
    assert kind_of(videos.live_recording()[:128]) == "webm"
    assert kind_of(videos.clip(container="avi", sound="libmp3lame")[:128]) is None
