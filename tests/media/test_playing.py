"""A video that was really uploaded and made, played by ffmpeg over HTTP from its signed address."""

import asyncio
import re

import httpx
import imageio_ffmpeg
import pytest

from tests import videos
from tests.media.listening import listening
from tests.world import World

CLIP = videos.clip(854, 480, 3)


@pytest.fixture
def ffmpeg() -> str:
    return imageio_ffmpeg.get_ffmpeg_exe()


async def frames(ffmpeg: str, url: str, *options: str) -> int:
    """How many frames a player sees."""
    command = [*options, "-i", url, "-map", "0:v:0", "-f", "null", "-"]
    player = await asyncio.create_subprocess_exec(
        ffmpeg, "-hide_banner", *command, stderr=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL
    )
    _, told = await player.communicate()
    assert player.returncode == 0, told.decode()[-2000:]
    return int(re.findall(r"frame=\s*(\d+)", told.decode())[-1])


async def test_a_private_video_plays_for_whoever_has_its_address(world: World, ffmpeg: str) -> None:
    ann = await world.person("ann", private=True)
    media_id = await ann.upload(CLIP, filename="clip.mp4")
    await world.drain()
    async with listening(world), httpx.AsyncClient() as browser:
        picture = (await ann.media(media_id)).picture
        assert picture and picture.video and picture.video.mp4 and picture.video.strip
        assert "/media/signed/" in picture.video.hls
        master = (await browser.get(picture.video.hls)).text
        names = re.findall(r"^(\d+)/index\.m3u8$", master, re.MULTILINE)
        assert names == ["240", "480"]
        assert await frames(ffmpeg, picture.video.hls) == 90
        for name in names:
            rendition = str(httpx.URL(picture.video.hls).join(f"{name}/index.m3u8"))
            assert await frames(ffmpeg, rendition) == 90
        assert await frames(ffmpeg, picture.video.mp4, "-ss", "2", "-seekable", "1") in range(28, 33)
        for variant in picture.variants:
            assert (await browser.get(variant.url)).status_code == 200
        assert (await browser.get(picture.video.strip.url)).headers["Content-Type"] == "image/webp"
        plain = re.sub(r"/signed/[^/]+", "", picture.video.hls)
        assert (await browser.get(plain)).status_code == 404
