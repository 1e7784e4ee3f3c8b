"""Likes and comments between two people: each does something, the other sees it."""

from pathlib import Path

from tests.installation import Installation
from tests.journeys.conftest import Album
from tests.journeys.test_people import published
from tests.journeys.visitor import DESKTOP, Visitor, browser
from tests.world import PASSWORD


async def test_a_post_is_liked_by_a_double_tap_and_talked_about(live: Installation, photo: Path, album: Album) -> None:
    nora, olaf = await live.person("nora"), await live.person("olaf")
    url = live.settings.web_url
    await olaf.follow("nora")
    post = await published(nora, photo, "Up early for this one")
    async with browser() as phone, browser(DESKTOP, "dark") as desk:
        reader = await Visitor.enter(phone, url)
        await reader.sign_in("olaf", PASSWORD)
        await _tap_twice(reader, f"photo-{post}", album)
        await reader.hears("Unlike, 1 like")
        assert reader.path == "/"
        await album.take(reader, "olaf likes it from the feed")
        await reader.press(f"comments-{post}")
        await reader.at(f"/p/{post}/comments")
        await reader.sees("comments-empty")
        await album.take(reader, "no comments yet")
        await reader.type("comment", "What a light, @nora")
        await reader.press("comment-send")
        await reader.misses("comments-empty")
        await reader.hears("olaf: What a light, @nora")
        await album.take(reader, "olaf has commented")

        author = await Visitor.enter(desk, url)
        await author.sign_in("nora", PASSWORD)
        await author.hears("Like, 1 like")
        await author.sees(f"all-comments-{post}")
        await album.take(author, "nora's feed with the counts")
        await author.press(f"comments-{post}")
        await author.hears("olaf: What a light, @nora")
        said = (await author.identifiers("reply-"))[0].removeprefix("reply-")
        await author.press(f"like-comment-{said}")
        await author.hears("Unlike the comment by olaf, 1 like")
        await author.press(f"reply-{said}")
        await author.sees("replying")
        await author.settle()
        assert await author.focused() == "comment"
        await author.type("comment", "Five in the morning")
        await album.take(author, "nora replies")
        await author.press("comment-send")
        await author.hears("nora: Five in the morning")
        await author.press(f"comment-more-{said}")
        await author.press("comment-pin")
        await author.hears("Pinned. ")
        await album.take(author, "pinned and answered")
        await author.press(f"likers-{post}")
        await author.sees("person-olaf")
        await album.take(author, "who likes it")

        await reader.come_back(f"/p/{post}/comments")
        await reader.hears("Pinned. ")
        await reader.hears("Like the comment by olaf, 1 like")
        await reader.press(f"replies-{said}")
        await reader.hears("nora: Five in the morning")
        await album.take(reader, "olaf sees what nora did")
        await nora.close()
        await olaf.close()


async def _tap_twice(visitor: Visitor, identifier: str, album: Album) -> None:
    """As people do who have no screen reader on: with one, a tap is an order to press."""
    await visitor.sees(identifier)
    await visitor.settle()
    box = await visitor.node(identifier).bounding_box()
    assert box
    await visitor.page.reload()
    await visitor.page.wait_for_selector("flt-semantics-placeholder", state="attached")
    # Nothing tells from outside that a page without its tree has been drawn.
    await visitor.page.wait_for_timeout(2_500)
    await visitor.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, delay=40)
    await visitor.page.wait_for_timeout(500)
    await visitor.page.screenshot(path=album.folder / "00-the-heart-over-the-photo.png")
    await visitor.listen()
