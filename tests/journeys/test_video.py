"""A phone's video in a real browser: it plays from its first qualities while the higher ones are still being made."""

from pathlib import Path

from playwright.async_api import Request

from shared.posts import NewItem, NewPost
from tests import videos
from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import browser
from tests.journeys.visitor import Visitor

SECONDS = 60


def recorded(folder: Path) -> Path:
    """A minute of 1080 x 1920 as phones store it: lying on its side, with a note to turn it."""
    lying = folder / "lying.mp4"
    lying.write_bytes(videos.clip(1920, 1080, SECONDS, "24", extra=("-g", "48", "-crf", "35")))
    path = folder / "phone.mov"
    path.write_bytes(videos.made(("-display_rotation", "90", "-i", str(lying), "-c", "copy"), "mov"))
    return path


async def test_a_minute_of_portrait_video_plays_at_two_bitrates_while_higher_ones_are_made(
    live: Installation, tmp_path: Path, album: Album
) -> None:
    film = recorded(tmp_path)
    author = await live.person("vera.film")
    async with browser() as phone:
        viewer = await Visitor.arrive(phone, live, "vera.film")
        media_id = await author.upload(film, filename=film.name)
        item = NewItem(media_id=media_id, alt="A test card that moves")
        own = await author.publish((await author.draft(NewPost(items=[item], caption="A minute"))).id)

        async def states() -> dict[str, str]:
            return {one.name: one.state for one in (await author.media(media_id)).renditions}

        async def published() -> bool:
            return (await author.own_post(own.id)).post is not None

        await eventually(published, "the video is published")
        post = (await author.own_post(own.id)).post
        assert post and post.picture.video and round(post.picture.video.seconds) == SECONDS

        asked: list[str] = []

        def note(request: Request) -> None:
            if request.url.endswith(".m4s"):
                asked.append(request.url.split("/")[-2])

        viewer.page.on("request", note)
        await viewer.press("refresh")
        await viewer.sees(f"play-{post.id}-0")
        await album.take(viewer, "the poster")
        await viewer.press(f"play-{post.id}-0")
        await viewer.page.wait_for_function("() => (document.querySelector('video')?.currentTime || 0) > 1")
        now = await states()
        assert now["240"] == now["480"] == "ready" and "ready" not in (now["720"], now["1080"]), now
        for _ in range(300):
            if len(set(asked)) > 1:
                break
            await viewer.page.wait_for_timeout(100)
        assert {"240", "480"} <= set(asked), f"segments of one bitrate only: {asked}"
        before = await viewer.page.evaluate("() => document.querySelector('video').currentTime")
        await viewer.page.wait_for_function(f"() => document.querySelector('video').currentTime > {before + 2}")
        await album.take(viewer, "it plays")

        await viewer.press(f"mute-{post.id}-0")
        await viewer.page.wait_for_function("() => !document.querySelector('video').muted")
        await viewer.press(f"turn-{post.id}-0")
        await viewer.page.wait_for_function("() => document.querySelector('video').paused")
        await viewer.press("nav-search")
        await viewer.page.wait_for_function("() => document.querySelector('video') === null")
    await author.delete_post(post.id)
    await author.close()
