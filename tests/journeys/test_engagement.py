"""Likes and comments between two people: each does something, the other sees it."""

from pathlib import Path

from playwright.async_api import FloatRect

from tests.installation import Installation
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.test_people import published
from tests.journeys.visitor import Visitor


async def test_a_post_is_liked_by_a_double_tap_and_talked_about(live: Installation, photo: Path, album: Album) -> None:
    senta, olaf = await live.person("senta"), await live.person("olaf")
    await olaf.follow("senta")
    post = await published(senta, photo, "Up early for this one")
    async with browser() as phone, browser(DESKTOP, "dark") as desk:
        reader = await Visitor.arrive(phone, live, "olaf")
        await _tap_twice(reader, f"photo-{post}", album)
        await reader.hears("Unlike, 1 like")
        assert reader.path == "/"
        await album.take(reader, "olaf likes it from the feed")
        await reader.press(f"comments-{post}")
        await reader.at(f"/p/{post}/comments")
        await reader.sees("comments-empty")
        await album.take(reader, "no comments yet")
        await reader.type("comment", "What a light, @senta")
        await reader.press("comment-send")
        await reader.misses("comments-empty")
        await reader.hears("olaf: What a light, @senta")
        await album.take(reader, "olaf has commented")

        author = await Visitor.arrive(desk, live, "senta")
        await author.hears("Like, 1 like")
        await author.sees(f"all-comments-{post}")
        await album.take(author, "senta's feed with the counts")
        await author.press(f"comments-{post}")
        await author.hears("olaf: What a light, @senta")
        said = await author.finds("reply-")
        await author.press(f"like-comment-{said}")
        await author.hears("Unlike the comment by olaf, 1 like")
        await author.press(f"reply-{said}")
        await author.sees("replying")
        await author.holds_focus("comment")
        await author.type("comment", "Five in the morning")
        await album.take(author, "senta replies")
        await author.press("comment-send")
        await author.hears("senta: Five in the morning")
        await author.press(f"comment-more-{said}")
        await author.press("comment-pin")
        await author.hears("Pinned. ")
        await album.take(author, "pinned and answered")
        await author.press(f"likers-{post}")
        await author.sees("person-olaf")
        await album.take(author, "who likes it")

        await reader.come_back("/notifications")
        await reader.hears("replied to you")
        rows = [name for name in await reader.identifiers("notification-") if not name.startswith("notification-post")]
        [told] = [name for name in rows if "replied to you" in await reader.name(name)]
        await reader.press(told)
        await reader.hears("senta: Five in the morning")
        answer = await reader.finds("reply-", 1)
        await reader.at(f"/p/{post}/comments?at={answer}")
        await album.take(reader, "olaf comes to the reply of which he was told")
        await reader.reload()
        await reader.sees(f"comment-{answer}")
        await reader.hears("Pinned. ")
        await reader.hears("Like the comment by olaf, 1 like")
        await album.take(reader, "olaf sees what senta did")
        await senta.close()
        await olaf.close()


async def _tap_twice(visitor: Visitor, identifier: str, album: Album) -> None:
    """As people do who have no screen reader on: with one, a tap is an order to press."""
    await visitor.sees(identifier)
    await visitor.settle()
    box = await visitor.node(identifier).bounding_box()
    assert box
    middle = FloatRect(x=box["x"], y=box["y"] + box["height"] / 3, width=box["width"], height=box["height"] / 3)
    drawn = await visitor.page.screenshot(clip=middle)
    await visitor.page.reload()
    await visitor.page.wait_for_selector("flt-semantics-placeholder", state="attached")
    for _ in range(100):  # only its look tells that a page without its tree has been drawn
        if await visitor.page.screenshot(clip=middle) == drawn:
            break
        await visitor.page.wait_for_timeout(200)
    await visitor.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, delay=40)
    await visitor.page.wait_for_timeout(500)
    await visitor.page.screenshot(path=album.folder / "00-the-heart-over-the-photo.png")
    await visitor.listen()
