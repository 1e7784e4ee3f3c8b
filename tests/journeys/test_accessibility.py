"""Every screen by name and by keyboard: what can be pressed has role, name, identifier, tab stop and 44 px."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from shared.accounts import ProfileChange
from shared.feed import FeedPreferences
from shared.media import Tag
from shared.posts import NewItem, NewPost
from tests.installation import Installation, eventually
from tests.journeys.profiles import DESKTOP, PHONE, browser
from tests.journeys.screens import SCREENS, Reaction, Screen
from tests.journeys.test_people import published
from tests.journeys.visitor import Visitor
from tests.world import PASSWORD

LEAST_PIXELS = 44
# The browser rounds, and a row at the edge of a list is cut by half a pixel.
SLACK = 0.6
BAR = {"nav-home", "nav-search", "nav-activity", "nav-create", "nav-profile", "nav-settings", "theme-toggle"}
"""On every screen, by one widget: named everywhere, walked through by Tab where it stands alone and on two others."""
BAR_TABBED = {"home", "requests", "settings", "desk-health"}
LAID_OUT_ANEW = {
    "sign-in", "home", "search-results", "create-pick", "create-crop", "create-details", "notifications",
    "profile-other", "post-own", "comments", "lightbox", "share", "settings", "home-settings", "why", "desk-health",
}  # fmt: skip
"""Screens that a desktop lays out in another way; the others are the same widgets beside the rail."""
WIDE = [screen for screen in SCREENS if screen.name in LAID_OUT_ANEW]
# In one browser, which seldom changes its size and who is signed in. The desktop goes first, while the town is as it
# was made: on the phone the screens are also worked with.
CASES = [
    pytest.param(size, screen, id=f"{name}-{screen.name}")
    for who in (("nobody", "desk-nobody"), ("me",), ("moderator",))
    for size, name, screens in ((DESKTOP, "desktop", WIDE), (PHONE, "phone", SCREENS))
    for screen in screens
    if screen.who in who
]


_FRAMES = """most => new Promise(passed => {
  const next = left => left ? requestAnimationFrame(() => next(left - 1)) : passed()
  next(most)
})"""


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
async def town(live: Installation, web_url: str, moderator: tuple[str, str], photo: Path, flower: Path) -> Town:
    number = secrets.token_hex(3)
    me, other = await live.person(f"me.{number}"), await live.person(f"other.{number}")
    # Home shows one of what looks the same.
    theirs = await published(other, flower, "Seen from the bridge")
    post, remark = await _two_photos(live, me.handle, other.handle, photo)
    await me.follow(other.handle)
    await me.change_profile(ProfileChange(private=True))
    await other.follow(me.handle)
    await me.close()
    await other.close()
    return Town(web_url, me.handle, other.handle, post, theirs, remark, moderator)


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
    # Whoever else is in this installation stays out of the pictures.
    await api.change_feed_preferences(FeedPreferences(suggested=False))
    await api.collect((await api.new_collection("Rivers")).id, post.id)
    remark = await api.comment(post.id, f"Come along, @{other}")
    await api.close()
    return post.id, remark.id


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visitor(town: Town) -> AsyncIterator[Visitor]:
    async with browser(DESKTOP) as context:
        yield await Visitor.enter(context, town.web_url)


async def _be(visitor: Visitor, screen: Screen, town: Town) -> None:
    """Signed in or out as the screen needs it, and on it."""
    path = town.fill(screen.path)
    elsewhere = visitor.path.startswith("/admin") != path.startswith("/admin")
    if elsewhere or (screen.who == "moderator" and visitor.path != path):
        await visitor.open(path)
    elif screen.who == "me" and not await visitor.has("nav-home"):
        # a dialog, or a screen without the bar
        await visitor.page.keyboard.press("Escape")
        await visitor.settle()
        if not await visitor.has("nav-home"):
            await visitor.go("/")
        if not await visitor.has("nav-home"):
            await visitor.open(path)
    if screen.who == "me" and (await visitor.has("sign-in") or await visitor.has("sign-up")):
        await visitor.go("/sign-in")
        await visitor.fill(sign_in_handle=town.me, sign_in_password=PASSWORD)
        await visitor.press("sign-in")
        await visitor.sees("nav-home")
    if screen.who == "moderator" and await visitor.has("desk-sign-in"):
        await visitor.type("desk-handle", town.moderator[0])
        await visitor.type("desk-password", town.moderator[1])
        await visitor.press("desk-sign-in")
    if visitor.path == path and (screen.way or path == "/create"):
        # Whatever was opened here before is left that way.
        await visitor.go("/")
    if visitor.path != path:
        await visitor.go(path, settle=False)
    await visitor.walk([town.fill(step) for step in screen.way])
    await visitor.sees(town.fill(screen.ready))
    await visitor.settle()


@pytest.mark.parametrize(("size", "screen"), CASES)
async def test_screen_can_be_used_by_name_and_by_keyboard(
    visitor: Visitor, size: tuple[int, int], screen: Screen, town: Town
) -> None:
    await visitor.resize(size)
    await _be(visitor, screen, town)
    found = await visitor.pressables()
    assert found, "nothing can be pressed here"
    nameless = [one for one in found if not (one.role and one.identifier and one.name)]
    assert not nameless, f"without role, name or identifier: {nameless}"
    doubled = {one.identifier for one in found if sum(one.identifier == two.identifier for two in found) > 1}
    assert not doubled, f"the same identifier twice: {doubled}"
    awake = {one.identifier for one in found if not one.disabled}
    await _all_have_a_tab_stop(visitor, awake if screen.name in BAR_TABBED else {n for n in awake if n not in BAR})
    for one in found:
        if one.inside and one.height < LEAST_PIXELS - SLACK:
            await _is_cut_by_the_edge_of_its_list(visitor, one.identifier)
    if size == DESKTOP:
        # The same widgets: what reacts on the phone reacts here. It goes first, while the town is as it was made.
        return
    for number, reaction in enumerate(screen.reactions):
        if number and not await _still_there(visitor, screen, reaction, town):
            await _be(visitor, screen, town)
        await _reacts(visitor, reaction, town)


async def _still_there(visitor: Visitor, screen: Screen, reaction: Reaction, town: Town) -> bool:
    """Whether what was done before has left the screen as it was, without a dialog above it."""
    return visitor.path == town.fill(screen.path) and await visitor.has(town.fill(reaction.identifier))


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


async def _gets_the_keyboard(visitor: Visitor, identifier: str) -> None:
    """As a screen reader gives it to what it stands at: that Tab comes there as well has been seen by then. Where it
    does not take it, or is not built before the list is scrolled, Tab has to come there.
    """
    if await visitor.has(identifier):
        script = "(node, frames) => { node.focus(); return (" + _FRAMES + ")(frames) }"
        await visitor.node(identifier).evaluate(script, 4)
        if await visitor.focused() == identifier:
            return
    assert await visitor.tab_to(identifier), f"Tab never reaches {identifier}"


async def _reacts(visitor: Visitor, reaction: Reaction, town: Town) -> None:
    identifier = town.fill(reaction.identifier)
    await _gets_the_keyboard(visitor, identifier)
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
    elif identifier not in ("health-ask", "feed-ask"):
        for _ in range(300):
            if await visitor.state(identifier) != before:
                return
            await visitor.page.wait_for_timeout(100)
        raise AssertionError(f"{reaction.key} on {identifier} changes nothing")
