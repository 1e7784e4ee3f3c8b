"""Two people: one shows something, the other finds it by hashtag, by place, by its words, and its author by ear."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.gazetteer import MUNICH
from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.visitor import Visitor


async def test_a_post_is_found_by_hashtag_place_and_words(live: Installation, photo: Path, album: Album) -> None:
    author, seeker = await live.person("henrike.falk"), await live.person("ines.park")
    async with browser() as phone, browser(DESKTOP, "dark") as desk:
        writing = await Visitor.arrive(phone, live, "henrike.falk")
        await writing.go("/create")
        await writing.choose_file("pick-media", photo)
        await writing.to_details()
        await writing.type("place", "muenc")
        await writing.sees(f"found-place-{MUNICH}")
        await album.take(writing, "places are suggested")
        await writing.press(f"found-place-{MUNICH}")
        await writing.sees("place-chosen")
        await writing.fill(caption="A lantern above the weir #lanternlight", alt_1="A temple")
        await album.take(writing, "a place is chosen")
        await writing.press("share")
        await writing.at("/")

        async def indexed() -> bool:
            return bool((await seeker.search_posts("lantern weir")).items)

        await eventually(indexed, "the post can be found")
        post = (await seeker.search_posts("lantern weir")).items[0]
        assert post.place_id == MUNICH

        asked: list[str] = []
        desk.on("request", lambda request: asked.append(request.url))
        looking = await Visitor.arrive(desk, live, "ines.park", "/search")
        await looking.type("search", "#lanternl")
        await looking.press("hit-tag-lanternlight")
        await looking.at("/tags/lanternlight")
        await looking.sees(f"tile-{post.id}")
        await album.take(looking, "the page of the hashtag")
        await looking.press("back")
        await looking.sees("hit-tag-lanternlight")

        await looking.type("search", "Munich")
        await looking.press("search-in-places")
        await looking.press(f"hit-place-{MUNICH}")
        await looking.at(f"/places/{MUNICH}")
        await looking.sees(f"tile-{post.id}")
        await looking.hears("Nearby places")
        await album.take(looking, "the page of the place")
        await looking.press("back")

        await looking.type("search", "weir lantern")
        await looking.press("search-in-posts")
        await looking.press(f"tile-{post.id}")
        await looking.press(f"place-{post.id}")
        await looking.at(f"/places/{MUNICH}")
        await looking.press("nav-search")

        await looking.type("search", "henrikke falk")
        await looking.press("search-in-people")
        await looking.sees("hit-henrike.falk")
        await album.take(looking, "the author by a misspelt name")
        await looking.press("hit-henrike.falk")
        await looking.sees(f"tile-{post.id}")
        await looking.press("nav-search")
        await looking.press("search-clear")
        await looking.sees("recent-henrike.falk")
        await looking.sees("recent-tag-lanternlight")
        await album.take(looking, "what was opened is remembered")

        assert not [url for url in asked if "/assets/fonts/noto" in url]
        async with looking.page.expect_response(lambda answer: "/notosansarabic/" in answer.url) as arabic:
            await looking.type("search", "ليلى")
        async with looking.page.expect_response(lambda answer: "/notosanssc/" in answer.url) as chinese:
            await looking.type("search", "丽丽")
        for font in (await arabic.value, await chinese.value):
            assert font.status == 200 and "immutable" in font.headers["cache-control"]
        await album.take(looking, "letters of other scripts are fetched once they are shown")
        hosts = {urlsplit(url).netloc for url in asked if "font" in url or ".woff" in url}
        assert hosts == {urlsplit(live.settings.web_url).netloc}
    await author.close()
    await seeker.close()
