"""The way of one photo: from a newcomer's disk to a follower's screen."""

from pathlib import Path

from playwright.async_api import Response

from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.visitor import Visitor
from tests.world import PASSWORD


async def test_a_photo_travels_from_a_newcomer_to_a_follower(live: Installation, photo: Path, album: Album) -> None:
    url = live.settings.web_url
    async with browser() as phone, browser(DESKTOP) as desk:
        nora = await Visitor.enter(phone, url, "/sign-up")
        await album.take(nora, "the door for newcomers")
        await nora.sign_up("nora", PASSWORD, "Nora")
        await album.take(nora, "nora is in")
        post = await nora.post(photo, "A temple in the #rain", "A temple with curved roofs among trees")
        await nora.misses("posting-new")
        await album.take(nora, "nora sees her own photo")

        pictures: list[Response] = []
        otto = await Visitor.enter(desk, url, "/sign-up")
        otto.page.on("response", lambda answer: pictures.append(answer) if "/media/" in answer.url else None)
        await otto.sign_up("otto", PASSWORD, "Otto")
        await album.take(otto, "otto has nothing to see yet")
        await otto.press("nav-search")
        await otto.type("search", "nor")
        await otto.sees("hit-nora")
        await album.take(otto, "otto finds nora")
        await otto.press("follow-nora")

        async def follows() -> bool:
            return bool(await live.sql("SELECT FROM following JOIN users ON id = user_id WHERE handle = 'otto'"))

        await eventually(follows, "otto follows nora")
        await otto.press("nav-home")
        await otto.press("feed-following")
        await otto.sees(f"photo-{post}")
        await album.take(otto, "nora's photo in otto's feed")

        async def fetched() -> bool:
            return any(answer.status == 200 and answer.url.endswith(".webp") for answer in pictures)

        await eventually(fetched, "the browser has nora's photo")

        await otto.reload()
        await otto.sees(f"photo-{post}")
        await album.take(otto, "still signed in after a reload")
        await nora.come_back(f"/p/{post}")
        await nora.sees(f"more-{post}")
        await album.take(nora, "nora is signed in in a new tab, too")


async def test_a_file_that_is_no_photo_is_refused_and_the_words_stay(
    live: Installation, tmp_path: Path, photo: Path, album: Album
) -> None:
    fake = tmp_path / "holiday.jpg"
    fake.write_bytes(b"this only calls itself a photo\n" * 400)
    await (await live.person("petra")).close()
    async with browser() as phone:
        petra = await Visitor.arrive(phone, live, "petra")
        await petra.go("/create")
        await petra.choose_file("pick-media", fake)
        await petra.to_details()
        await petra.type("caption", "Words that took a while")
        await petra.press("create-back")
        await petra.press("create-back")
        await petra.sees("item-1-refused")
        await album.take(petra, "refused")
        await petra.press("item-1-remove")
        await petra.choose_file("pick-media", photo)
        await petra.to_details()
        await album.take(petra, "another photo, the same words")
        await petra.press("share")
        await petra.hears("Words that took a while")
        await album.take(petra, "posted")
