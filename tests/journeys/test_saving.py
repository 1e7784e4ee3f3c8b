"""A post is kept in a collection, handed to a friend and put out of sight; the friend finds it."""

from pathlib import Path

from tests.installation import Installation
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.test_people import published
from tests.journeys.visitor import Visitor


async def test_a_post_is_collected_shared_and_hidden(live: Installation, photo: Path, album: Album) -> None:
    pia, quinn = await live.person("pia"), await live.person("quinn")
    await quinn.follow("pia")
    await pia.follow("quinn")
    post = await published(pia, photo, "The garden behind the temple")
    async with browser() as phone, browser(DESKTOP, "dark") as desk:
        reader = await Visitor.arrive(phone, live, "quinn")
        await reader.press(f"save-{post}")
        await reader.press("toast-action")
        await reader.press("collection-new")
        await reader.type("collection-name", "Gardens")
        await reader.press("collection-name-send")
        await reader.hears("Gardens, 1 post")
        await album.take(reader, "quinn has put it into a new collection")
        await reader.press("dialog-close")
        await reader.misses("collections-sheet")

        await reader.press(f"share-{post}")
        await reader.press("share-to-pia")
        await reader.type("share-note", "Was this in May?")
        await album.take(reader, "quinn writes a note with it")
        await reader.press("share-send")
        await reader.misses("share-sheet")

        author = await Visitor.arrive(desk, live, "pia", "/notifications")
        await author.hears("Was this in May?")
        await album.take(author, "pia finds what quinn shared")

        await reader.press(f"more-{post}")
        await reader.press("menu-hide")
        await reader.misses(f"photo-{post}")
        await reader.come_back("/")
        await reader.sees("nav-home")
        await reader.sees("feed-empty")
        await album.take(reader, "quinn's feed without it")
        await reader.come_back("/saved")
        await reader.hears("Gardens, 1 post")
        await album.take(reader, "it is still in the collection")
    await pia.close()
    await quinn.close()
