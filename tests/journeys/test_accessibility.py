"""Every screen by name and by keyboard: what can be pressed has role, name, identifier, tab stop and 44 px."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from shared.media import Tag
from shared.posts import NewItem, NewPost
from tests.installation import Installation, eventually
from tests.journeys.screens import SCREENS, Reaction, Screen
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, browser

PASSWORD = "a sentence that is long enough"
LEAST_PIXELS = 44
# The browser rounds, and a row at the edge of a list is cut by half a pixel.
SLACK = 0.6
LAID_OUT_ANEW = {
    "sign-in", "home", "search-results", "create-pick", "create-crop", "create-details", "notifications",
    "profile-other", "post-own", "comments", "lightbox", "share", "settings", "desk-health",
}  # fmt: skip
"""Screens that a desktop lays out in another way; the others are the same widgets beside the rail."""
# The desktop goes first, while the town is as it was made: on the phone the screens are also worked with.
WIDE = [screen for screen in SCREENS if screen.name in LAID_OUT_ANEW]
CASES = [
    pytest.param(size, screen, id=f"{name}-{screen.name}")
    for size, name, screens in ((DESKTOP, "desktop", WIDE), (PHONE, "phone", SCREENS))
    for screen in screens
]


@dataclass(frozen=True)
class Town:
    """Two people: each has a post, `other` asks to follow `me`, whose account is private."""

    web_url: str
    me: str
    other: str
    post: str
    theirs: str
    remark: str
    """A comment on `post`, by `me`."""
    moderator: tuple[str, str]

    def fill(self, pattern: str) -> str:
        return pattern.format(me=self.me, other=self.other, post=self.post, theirs=self.theirs, remark=self.remark)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(live: Installation, web_url: str, moderator: tuple[str, str], photo: Path) -> Town:
    number = secrets.token_hex(3)
    me, other = f"me.{number}", f"other.{number}"
    async with browser() as context:
        visitor = await Visitor.enter(context, web_url)
        await visitor.sign_up(other, PASSWORD, "The Other")
        theirs = await visitor.post(photo, "Seen from the bridge", "A river under a low sun")
        await visitor.go("/settings")
        await visitor.press("sign-out")
        await visitor.press("sign-out-confirm")
        await visitor.sees("sign-in")
        await visitor.sign_up(me, PASSWORD, "Myself")
        post, remark = await _two_photos(live, me, other, photo)
        await visitor.go(f"/u/{other}")
        await visitor.press(f"follow-{other}")
        await visitor.go("/settings")
        await visitor.press("private-account")
        await visitor.press("sign-out")
        await visitor.press("sign-out-confirm")
        await visitor.sees("sign-in")
        await visitor.sign_in(other, PASSWORD, f"/u/{me}")
        await visitor.press(f"follow-{me}")
        await visitor.sees("wall-private")
    return Town(web_url, me, other, post, theirs, remark, moderator)


async def _two_photos(live: Installation, me: str, other: str, photo: Path) -> tuple[str, str]:
    """A post of two photos that tags and mentions somebody, a comment on it, and a draft like it.

    Returns the ids of post and comment.
    """
    api = live.anonymous()
    await api.sign_in(me, PASSWORD)

    async def two() -> list[NewItem]:
        tag = Tag(handle=other, x=0.5, y=0.4)
        first, second = [await api.upload(photo, filename=photo.name) for _ in range(2)]
        return [NewItem(media_id=first, alt="A river, closer", tags=[tag]), NewItem(media_id=second)]

    words = f"With @{other} by the water #river"
    own = await api.publish((await api.draft(NewPost(items=await two(), caption=words))).id)

    async def published() -> bool:
        return (await api.own_post(own.id)).post is not None

    await eventually(published, "the two photos are published")
    post = (await api.own_post(own.id)).post
    assert post
    await api.draft(NewPost(items=await two(), caption="To be continued"))
    await api.collect((await api.new_collection("Rivers")).id, post.id)
    remark = await api.comment(post.id, f"Come along, @{other}")
    await api.close()
    return post.id, remark.id


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def layout(request: pytest.FixtureRequest) -> AsyncIterator[tuple[str, BrowserContext]]:
    async with browser(request.param) as context:
        yield ("desktop" if request.param == DESKTOP else "phone"), context


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visitor(layout: tuple[str, BrowserContext], town: Town) -> Visitor:
    return await Visitor.enter(layout[1], town.web_url)


async def _be(visitor: Visitor, screen: Screen, town: Town) -> None:
    """Signed in or out as the screen needs it, and on it."""
    path = town.fill(screen.path)
    if screen.who == "me":
        if not await visitor.has("nav-home") or visitor.path.startswith("/admin"):
            await visitor.open(path)
        if await visitor.has("sign-in") or await visitor.has("sign-up"):
            await visitor.sign_in(town.me, PASSWORD)
    elif screen.who == "moderator":
        await visitor.open(path)
        if await visitor.has("desk-sign-in"):
            await visitor.type("desk-handle", town.moderator[0])
            await visitor.type("desk-password", town.moderator[1])
            await visitor.press("desk-sign-in")
    else:
        await visitor.open(path)
    if visitor.path == path and (screen.way or path == "/create"):
        # Whatever was opened here before is left that way.
        await visitor.go("/")
    if visitor.path != path:
        await visitor.go(path)
    await visitor.walk([town.fill(step) for step in screen.way])
    await visitor.sees(town.fill(screen.ready))
    await visitor.settle()


@pytest.mark.parametrize(("layout", "screen"), CASES, indirect=["layout"])
async def test_screen_can_be_used_by_name_and_by_keyboard(
    visitor: Visitor, layout: tuple[str, BrowserContext], screen: Screen, town: Town
) -> None:
    await _be(visitor, screen, town)
    found = await visitor.pressables()
    assert found, "nothing can be pressed here"
    nameless = [one for one in found if not (one.role and one.identifier and one.name)]
    assert not nameless, f"without role, name or identifier: {nameless}"
    doubled = {one.identifier for one in found if sum(one.identifier == two.identifier for two in found) > 1}
    assert not doubled, f"the same identifier twice: {doubled}"
    await _all_have_a_tab_stop(visitor, {one.identifier for one in found if not one.disabled})
    for one in found:
        if one.inside and one.height < LEAST_PIXELS - SLACK:
            await _is_cut_by_the_edge_of_its_list(visitor, one.identifier)
    if layout[0] == "desktop":
        # The same widgets: what reacts on the phone reacts here. It goes first, while the town is as it was made.
        return
    for reaction in screen.reactions:
        await _be(visitor, screen, town)
        await _reacts(visitor, reaction, town)


async def _all_have_a_tab_stop(visitor: Visitor, wanted: set[str]) -> None:
    reached: set[str] = set()
    # A list that scrolls with the focus changes the order in which the eye, and with it the focus, goes on: what then
    # stands above its first field is reached backwards.
    for back in (False, True):
        for _ in range(4 * len(wanted) + 20):
            reached.add(await visitor.tab(back=back))
            if wanted <= reached:
                return
    raise AssertionError(f"Tab never reaches {sorted(wanted - reached)}, only {sorted(reached)}")


async def _is_cut_by_the_edge_of_its_list(visitor: Visitor, identifier: str) -> None:
    """Whatever has the focus is scrolled into sight, and is as high as a finger needs then."""
    assert await visitor.tab_to(identifier), f"Tab never reaches {identifier}"
    await visitor.settle()
    box = await visitor.node(identifier).bounding_box()
    assert box and box["height"] >= LEAST_PIXELS - SLACK, f"lower than {LEAST_PIXELS} px: {identifier}, {box}"


async def _reacts(visitor: Visitor, reaction: Reaction, town: Town) -> None:
    identifier = town.fill(reaction.identifier)
    assert await visitor.tab_to(identifier), f"Tab never reaches {identifier}"
    before, address = await visitor.state(identifier), visitor.page.url
    await visitor.page.keyboard.press(reaction.key)
    if reaction.goes == "*":
        await visitor.page.wait_for_url(lambda url: url != address, wait_until="commit")
    elif reaction.goes:
        await visitor.at(town.fill(reaction.goes))
    elif reaction.shows:
        await visitor.sees(town.fill(reaction.shows))
        if not reaction.stays:
            await visitor.press("dialog-close")
            await visitor.misses(reaction.shows)
    elif identifier != "health-ask":
        for _ in range(60):
            if not await visitor.has(identifier) or await visitor.state(identifier) != before:
                return
            await visitor.page.wait_for_timeout(100)
        raise AssertionError(f"{reaction.key} on {identifier} changes nothing")
