"""What comes out, whatever came in: H.264 and AAC that play everywhere, in segments that match, and nothing else."""

import io
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

from server.kit import database
from server.media import service
from server.media.video import transcode
from shared.looks import Box, Look
from tests import videos
from tests.media.video import shop
from tests.world import World, blob_files


async def made_of(world: World, data: bytes, look: Look = Look(), ratio: float = 0) -> tuple[Any, dict[str, bytes]]:  # noqa: B008
    """The media's row, and the files of its video."""
    media_id = await shop.uploaded(await world.newcomer(), data)
    if look != Look() or ratio:
        async with database.transaction():
            await service.give_look(media_id, look, ratio)
    await transcode.transcode(media_id)
    row = await shop.row_of(media_id)
    assert row["state"] == "ready", (row["problem"], row["reason"])
    return row, shop.files(world, row["folder"])


CLIPS = {
    "a phone's": (videos.phone, (180, 320), 30, True),
    "variable rate": (videos.variable_rate, (320, 180), 19, True),
    "odd sizes, 4:4:4": (lambda: videos.clip(321, 241, pixels="yuv444p"), (320, 240), 30, True),
    "HEVC, 10 bits": (lambda: videos.clip(codec="libx265", pixels="yuv420p10le"), (320, 180), 30, True),
    "HDR": (videos.hdr, (320, 180), 30, True),
    "VP8": (lambda: videos.clip(codec="libvpx", container="webm", sound="libvorbis"), (320, 180), 30, True),
    "VP9": (lambda: videos.clip(codec="libvpx-vp9", container="webm", sound="libopus"), (320, 180), 30, True),
    "AV1": (lambda: videos.clip(codec="libsvtav1", seconds=1), (320, 180), 30, True),
    "Matroska, silent": (lambda: videos.clip(container="mkv", sound=""), (320, 180), 30, False),
    "a browser's": (videos.live_recording, (320, 180), 30, True),
    "2 frames a second": (lambda: videos.clip(rate="2", seconds=3), (320, 180), 2, True),
    "120 frames a second": (lambda: videos.clip(rate="120", seconds=1), (320, 180), 60, True),
    "tiny": (lambda: videos.clip(32, 18, seconds=1), (32, 18), 30, True),
    "PCM": (lambda: videos.clip(container="mov", sound="pcm_s16le"), (320, 180), 30, True),
}


@pytest.mark.parametrize("name", CLIPS)
async def test_what_people_bring_plays_everywhere(long_world: World, name: str) -> None:
    make, size, rate, sound = CLIPS[name]
    row, made = await made_of(long_world, make())
    assert (row["width"], row["height"]) in (size, (321, 241)) and row["sound"] is sound
    container = shop.opened(made["video.mp4"])
    video = container.streams.video[0]
    assert (video.width, video.height) == size
    assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
    assert len(container.streams) == 1 + sound and len(container.streams.audio) == sound
    if sound:
        heard = container.streams.audio[0].codec_context
        assert (heard.name, heard.sample_rate, heard.layout.name) == ("aac", 48000, "stereo")
    frames = list(container.decode(video))
    assert all(frame.rotation == 0 for frame in frames)
    assert len(frames) == pytest.approx(row["seconds"] * rate, abs=1)
    steps = {Fraction(b.pts - a.pts) * video.time_base for a, b in pairwise(frames)}  # type: ignore[operator]
    assert steps and all(float(step) == pytest.approx(1 / rate, rel=0.02) for step in steps)


async def test_segments_are_two_seconds_long_and_match_over_all_renditions(long_world: World) -> None:
    _, made = await made_of(long_world, videos.clip(1280, 720, 5, rate="24000/1001"))
    ladder = {name: shop.segments(made, name) for name in ("240", "480", "720")}
    assert ladder["240"] == ladder["480"] == ladder["720"]
    assert len(ladder["240"]) == 3
    first = ladder["240"][0].start
    for number, segment in enumerate(ladder["240"]):
        assert segment.keys == (segment.start,), "one key frame, at the beginning"
        assert segment.start - first == pytest.approx(2 * number, abs=0.05)
    for name in ladder:
        lines = made[f"{name}/index.m3u8"].decode().splitlines()
        assert lines[0] == "#EXTM3U" and lines[-1] == "#EXT-X-ENDLIST"
        assert '#EXT-X-MAP:URI="init.mp4"' in lines and "#EXT-X-TARGETDURATION:2" in lines
        assert [line for line in lines if line and not line.startswith("#")] == [f"0000{n}.m4s" for n in (1, 2, 3)]


async def test_every_rendition_has_the_same_sound(long_world: World) -> None:
    _, made = await made_of(long_world, videos.clip(1280, 720, 3))
    sounds = []
    for name in ("240", "720"):
        whole = made[f"{name}/init.mp4"] + made[f"{name}/00001.m4s"] + made[f"{name}/00002.m4s"]
        container = shop.opened(whole)
        stream = container.streams.audio[0]
        sounds.append({packet.pts: bytes(packet) for packet in container.demux(stream) if packet.pts is not None})
    low, high = sounds
    assert len(high) > 130 and high == low, "the same packets at the same moments"


async def test_quiet_and_loud_come_out_alike(long_world: World) -> None:
    levels = []
    for level in (0.01, 0.12):
        _, made = await made_of(long_world, videos.clip(64, 64, 4, level=level))
        container = shop.opened(made["video.mp4"])
        waves = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(container.streams.audio[0])])
        levels.append(20 * np.log10(np.sqrt(np.mean(waves[48000:144000] ** 2))))
    # A tone on both sides at -14 LUFS is at about -17 dB on each.
    assert all(-21 < level < -13 for level in levels) and abs(levels[0] - levels[1]) < 3, levels


async def test_it_ends_when_its_picture_ends(long_world: World) -> None:
    row, made = await made_of(long_world, videos.long_sound())
    assert row["seconds"] == pytest.approx(2, abs=0.05)
    container = shop.opened(made["video.mp4"])
    assert float(container.duration or 0) / 1e6 == pytest.approx(2, abs=0.15)


async def test_nothing_is_told_of_place_maker_or_title(long_world: World) -> None:
    data = videos.phone()
    assert videos.PLACE.encode() in data and b"Pear" in data
    await made_of(long_world, data)
    for path in blob_files(long_world.settings):
        if "/uploads/" not in str(path):
            content = path.read_bytes()
            assert not [word for word in (videos.PLACE.encode(), b"Pear", b"secret garden") if word in content], path


def corners(made: dict[str, bytes]) -> list[str]:
    """The colours at the corners of the first frame: upper left, upper right, lower left, lower right."""
    container = shop.opened(made["video.mp4"])
    frame = next(container.decode(container.streams.video[0]))
    pixels = frame.to_ndarray(format="rgb24")
    high, wide = pixels.shape[0] // 8, pixels.shape[1] // 8
    names = {(1, 0, 0): "red", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 1, 0): "yellow"}
    return [names[tuple(int(v > 128) for v in pixels[y, x])] for y in (high, -high) for x in (wide, -wide)]  # type: ignore[index]


@pytest.mark.parametrize(
    ("look", "ratio", "size", "seen"),
    [
        (Look(), 0, (320, 180), ["red", "green", "blue", "yellow"]),
        (Look(turn=90), 0, (180, 320), ["blue", "red", "yellow", "green"]),
        (Look(turn=180), 0, (320, 180), ["yellow", "blue", "green", "red"]),
        (Look(turn=270), 0, (180, 320), ["green", "yellow", "red", "blue"]),
        (Look(crop=Box(x=0.5, y=0, width=0.5, height=1)), 0, (160, 180), ["green", "green", "yellow", "yellow"]),
        (Look(turn=90, crop=Box(x=0, y=0, width=1, height=0.5)), 0, (180, 160), ["blue", "red", "blue", "red"]),
        (Look(), 1.0, (180, 180), ["red", "green", "blue", "yellow"]),
    ],
)
async def test_turn_crop_and_shape_are_applied(
    long_world: World, look: Look, ratio: float, size: tuple[int, int], seen: list[str]
) -> None:
    row, made = await made_of(long_world, videos.quarters(), look, ratio)
    assert (row["width"], row["height"]) == size and not row["sound"]
    assert corners(made) == seen


async def test_the_poster_is_not_dark_when_the_beginning_is(long_world: World) -> None:
    media_id = await shop.uploaded(await long_world.newcomer(), videos.dark_then_bright())
    await transcode.transcode(media_id)
    stored = await database.fetchval(
        "SELECT sha256 FROM media_variants WHERE media_id = $1 AND name = 'w640'", media_id
    )
    [path] = [path for path in blob_files(long_world.settings) if path.name == f"{stored.hex()}.webp"]
    assert np.asarray(Image.open(path).convert("L")).mean() > 60


async def test_a_video_that_is_all_dark_has_a_poster_too(long_world: World) -> None:
    black = videos.made(("-f", "lavfi", "-i", "color=black:s=320x180:r=30:d=2", "-c:v", "libx264"), "mp4")
    row, _ = await made_of(long_world, black)
    assert row["blurhash"]


async def test_the_strip_has_its_stills_side_by_side(long_world: World) -> None:
    row, made = await made_of(long_world, videos.clip(seconds=3))
    picture = (await service.pictures([row["id"]]))[row["id"]]
    assert picture.video is not None and picture.video.strip is not None
    strip = picture.video.strip
    assert (strip.count, strip.width, strip.height, strip.every) == (6, 160, 90, 0.5)
    stills = np.asarray(Image.open(io.BytesIO(made["strip.webp"])).convert("RGB"))
    assert stills.shape == (90, 6 * 160, 3)
    cut = [stills[:, 160 * n : 160 * (n + 1)].astype(int) for n in range(6)]
    assert all(abs(one - other).mean() > 1 for one, other in pairwise(cut)), "each a later moment"
