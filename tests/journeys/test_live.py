"""Two people at once: what one does, the other sees without asking. And a feed that is where one left it."""

import asyncio
from pathlib import Path

from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.test_people import published
from tests.journeys.visitor import Visitor


async def test_what_one_does_the_other_sees_at_once(live: Installation, photo: Path, album: Album) -> None:
    paula, gregor = await live.person("paula"), await live.person("gregor")
    await gregor.follow("paula")
    post = await published(paula, photo, "Rain over the pavilion")
    await paula.seen_up_to((await paula.notifications()).items[0].at)
    async with browser() as phone, browser(DESKTOP, "dark") as desk:
        author = await Visitor.arrive(desk, live, "paula")
        await author.hears("Like, 0 likes")
        reader = await Visitor.arrive(phone, live, "gregor")

        await reader.press(f"like-{post}")
        await author.hears("Activity, 1 new")
        await author.hears("Like, 1 like")
        await album.take(author, "paula hears of the like")
        await author.press("nav-activity")
        await author.hears("gregor liked your photo")
        await author.hears("gregor started following you")
        await reader.press(f"comments-{post}")
        await reader.type("comment", "I hear it")
        await reader.press("comment-send")
        await author.hears("gregor commented on your photo: “I hear it”")
        await album.take(author, "the comment has slipped in")

        async def read() -> bool:
            return (await paula.unread()).count == 0

        await eventually(read, "what paula looks at is read")

        await reader.go("/u/paula")
        await reader.hears("Unfollow paula")
        await author.press("follow-gregor")
        await author.hears("Unfollow gregor")
        await reader.hears("follows you")
        await reader.hears("1 following")
        await reader.press("back")
        await reader.go("/")
        await reader.hears("Activity, 1 new")
        await album.take(reader, "gregor is followed back")
        await paula.close()
        await gregor.close()


async def test_feed_is_where_one_left_it_and_goes_by_keyboard(live: Installation, photo: Path, album: Album) -> None:
    ilse, jens = await live.person("ilse"), await live.person("jens")
    await jens.follow("ilse")
    posts = [await published(ilse, photo, f"Number {number}") for number in range(5)][::-1]
    async with browser(DESKTOP) as desk:
        visitor = await Visitor.arrive(desk, live, "jens")
        await visitor.sees(f"photo-{posts[0]}")
        for post in posts[:4]:
            await visitor.page.keyboard.press("j")
            await _in_front(visitor, post)
        await visitor.page.keyboard.press("k")
        await _in_front(visitor, posts[2])
        await visitor.holds_focus(f"photo-{posts[2]}")
        await visitor.page.keyboard.press("l")
        await visitor.hears("Unlike, 1 like")
        await album.take(visitor, "the third post by keyboard")
        await visitor.page.keyboard.press("Enter")
        await visitor.at(f"/p/{posts[2]}")
        await visitor.page.keyboard.press("Escape")
        await visitor.at("/")
        await _in_front(visitor, posts[2])
        await asyncio.sleep(1.5)
        await visitor.reload()
        await _in_front(visitor, posts[2])
        await visitor.come_back("/")
        await _in_front(visitor, posts[2])
        await album.take(visitor, "the same post after a new visit")
        await visitor.page.keyboard.press("?")
        await visitor.sees("keys")
        await album.take(visitor, "all keys")
    await ilse.close()
    await jens.close()


async def _in_front(visitor: Visitor, post: str) -> None:
    """Waits until this post begins at the upper edge of the window."""
    script = """id => {
      const node = document.querySelector(`[flt-semantics-identifier="author-${id}"]`)
      return node && Math.abs(node.getBoundingClientRect().top) < 100
    }"""
    await visitor.page.wait_for_function(script, arg=post)
