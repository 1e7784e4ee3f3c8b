"""A person at a real browser: opens screens, presses what has an identifier, types like a keyboard does."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import BrowserContext, Locator, Page, TimeoutError

from shared.feed import FeedPreferences, HomeChoice
from tests.installation import Installation
from tests.journeys.profiles import PATIENCE
from tests.world import PASSWORD

_PRESSABLE = """() => [...document.querySelectorAll('flt-semantics')].filter(n => {
  const role = n.getAttribute('role')
  return n.hasAttribute('flt-tappable') || ['button', 'link', 'switch', 'checkbox', 'radio', 'tab'].includes(role)
    || n.querySelector(':scope > input, :scope > textarea')
}).map(n => {
  const field = n.querySelector(':scope > input, :scope > textarea')
  const box = n.getBoundingClientRect()
  return {
    role: field ? 'textbox' : n.getAttribute('role') || '',
    identifier: n.getAttribute('flt-semantics-identifier') || '',
    name: (field?.getAttribute('aria-label') || n.getAttribute('aria-label') || n.textContent || '').trim(),
    width: box.width, height: box.height,
    disabled: n.getAttribute('aria-disabled') === 'true',
    inside: box.bottom > 0 && box.top < innerHeight,
  }
})"""
# How the app remembers who is signed in where there is no keychain; from there it takes it into the better place.
_REMEMBER = "tokens => localStorage.setItem('flutter.vitrine.tokens', JSON.stringify(tokens))"
# Looks every 50 ms, and resolves when so many looks in a row have found the same.
_SETTLED = """looks => new Promise(settled => {
  let before = '', calm = 0
  const look = () => {
    const now = document.querySelector('flt-semantics-host')?.innerHTML || ''
    calm = now === before ? calm + 1 : 0
    before = now
    calm < looks ? setTimeout(look, 50) : settled()
  }
  look()
})"""
_FOCUSED = """() => {
  const node = document.activeElement?.closest('[flt-semantics-identifier]')
  return node ? node.getAttribute('flt-semantics-identifier') : ''
}"""
# Resolves once the screen has begun to change, or has had the time.
_GO = """path => new Promise(gone => {
  const sight = () => document.querySelector('flt-semantics-host')?.innerHTML || ''
  const before = sight(), until = performance.now() + 3000
  const look = () => sight() !== before || performance.now() > until ? gone() : setTimeout(look, 20)
  const here = location.pathname + location.search === path
  history.pushState(null, '', path)
  dispatchEvent(new PopStateEvent('popstate'))
  here ? gone() : look()
})"""
# What has the focus, once that is something else than before, or once it has had the time.
# In frames, not in milliseconds: on a busy machine Flutter is as late as the frames are, and who presses Tab again
# before it has moved is one further than the browser says.
_MOVED = """before => new Promise(moved => {
  let frames = 0
  const look = () => {
    const node = document.activeElement?.closest('[flt-semantics-identifier]')
    const now = node ? node.getAttribute('flt-semantics-identifier') : ''
    now && now !== before || ++frames > 8 ? moved(now) : requestAnimationFrame(look)
  }
  look()
})"""
_FRAMES = """most => new Promise(passed => {
  const next = left => left ? requestAnimationFrame(() => next(left - 1)) : passed()
  next(most)
})"""


@dataclass(frozen=True)
class Pressable:
    role: str
    identifier: str
    name: str
    width: float
    height: float
    disabled: bool
    inside: bool


class Visitor:
    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url.rstrip("/")

    @classmethod
    async def enter(cls, context: BrowserContext, base_url: str, path: str = "/") -> "Visitor":
        page = context.pages[0] if context.pages else await context.new_page()
        visitor = cls(page, base_url)
        await visitor.open(path)
        return visitor

    @classmethod
    async def arrive(
        cls, context: BrowserContext, live: Installation, handle: str, path: str = "/", first: HomeChoice = "following"
    ) -> "Visitor":
        """Signed in before, as it seems to the app: the API does it, and the device remembers.

        What opens `first` is ordered by time: a journey about something else shall not depend on what ranks.
        """
        api = live.anonymous()
        tokens = await api.sign_in(handle, PASSWORD, device="journey")
        await api.change_feed_preferences(FeedPreferences(first=first))
        await api.close()
        page = await context.new_page()
        visitor = cls(page, live.settings.web_url)
        await page.goto(f"{visitor.base_url}/manifest.json")
        await page.evaluate(_REMEMBER, msgspec.json.encode(tokens).decode())
        await visitor.open(path)
        await visitor.sees("nav-home")
        return visitor

    # places

    async def open(self, path: str) -> None:
        """Loads the app anew at this address, and listens to it."""
        await self.page.goto(self.base_url + path)
        await self.listen()

    async def listen(self) -> None:
        """Switches on the tree that screen readers use."""
        await self.page.wait_for_selector("flt-semantics-placeholder", state="attached")
        await self.page.locator("flt-semantics-placeholder").dispatch_event("click")
        await self.page.wait_for_selector("flt-semantics[flt-semantics-identifier]", state="attached")

    async def come_back(self, path: str) -> None:
        """As in a new tab: nothing but what the device remembers is left of the visit before."""
        await self.page.evaluate("sessionStorage.clear()")
        await self.open(path)

    async def reload(self) -> None:
        await self.page.reload()
        await self.listen()

    async def go(self, path: str, *, settle: bool = True) -> None:
        """To another screen of the running app, as the browser's own buttons would."""
        await self.page.evaluate(_GO, path)
        if settle:
            await self.settle()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base_url) or "/"

    async def at(self, path: str) -> None:
        """Waits until the address is this one."""
        await self.page.wait_for_url(self.base_url + path, wait_until="commit")

    async def settle(self, quiet: float = 0.35) -> None:
        """Waits until nothing has changed for so many seconds."""
        await self.page.evaluate(_SETTLED, round(quiet * 20))

    async def resize(self, size: tuple[int, int]) -> None:
        if self.page.viewport_size != {"width": size[0], "height": size[1]}:
            await self.page.set_viewport_size({"width": size[0], "height": size[1]})
            await self.settle()

    # what is there

    def node(self, identifier: str) -> Locator:
        return self.page.locator(f'[flt-semantics-identifier="{identifier}"]').first

    async def sees(self, identifier: str, patience: int = PATIENCE) -> None:
        """Waits until it is there, so many milliseconds at most."""
        await self.node(identifier).wait_for(state="attached", timeout=patience)

    async def misses(self, identifier: str) -> None:
        await self.node(identifier).wait_for(state="detached")

    async def hears(self, words: str) -> None:
        """Waits until a screen reader would come across these words somewhere on the screen."""
        script = "words => (document.querySelector('flt-semantics-host')?.innerHTML || '').includes(words)"
        await self.page.wait_for_function(script, arg=words)

    async def sees_chosen(self, identifier: str) -> None:
        """Waits until this is the one that is shown, of several ways to look at something."""
        chosen = self.page.locator(f'[flt-semantics-identifier="{identifier}"][aria-current="true"]')
        await chosen.first.wait_for(state="attached")

    async def finds(self, start: str, at: int = 0) -> str:
        """Waits for so many more than one whose identifiers begin so. Returns the rest of that one's, from the top."""
        there = self.page.locator(f'[flt-semantics-identifier^="{start}"]').nth(at)
        await there.wait_for(state="attached")
        return (await self.identifiers(start))[at].removeprefix(start)

    async def has(self, identifier: str) -> bool:
        return await self.node(identifier).count() > 0

    async def identifiers(self, start: str = "") -> list[str]:
        script = """() => [...document.querySelectorAll('[flt-semantics-identifier]')]
          .map(n => n.getAttribute('flt-semantics-identifier'))"""
        names: list[str] = await self.page.evaluate(script)
        return [name for name in names if name.startswith(start)]

    async def pressables(self) -> list[Pressable]:
        found: list[dict[str, Any]] = await self.page.evaluate(_PRESSABLE)
        return [Pressable(**one) for one in found]

    async def name(self, identifier: str) -> str:
        """What it is called."""
        name: str = await self.node(identifier).evaluate("n => n.getAttribute('aria-label') || n.textContent || ''")
        return name.strip()

    async def state(self, identifier: str) -> str:
        """All that a screen reader would say of it: name, checked, selected. Nothing once it is gone."""
        script = "selector => document.querySelector(selector)?.outerHTML || ''"
        html: str = await self.page.evaluate(script, f'[flt-semantics-identifier="{identifier}"]')
        return html

    async def holds_focus(self, identifier: str) -> None:
        """Waits until the keyboard is there."""
        await self.page.wait_for_function(f"identifier => ({_FOCUSED})() === identifier", arg=identifier)

    async def focused(self) -> str:
        name: str = await self.page.evaluate(_FOCUSED)
        return name

    # hands

    async def press(self, identifier: str) -> None:
        await self.sees(identifier)
        try:
            await self.node(identifier).click(timeout=2_000 if await self.has_slider() else PATIENCE)
        except TimeoutError:
            # A slider spreads an invisible node over the page: an obstacle for Playwright, none for a mouse.
            await self.node(identifier).click(force=True)

    async def has_slider(self) -> bool:
        return await self.page.locator('flt-semantics > input[type="range"]').count() > 0

    async def type(self, identifier: str, words: str) -> None:
        """Puts these words into the field, in place of what is there."""
        await self.sees(identifier)
        field = self.node(identifier).locator("input, textarea").first
        for _ in range(4):
            await field.click()
            # Flutter takes over a field some time after it has the focus, and drops what was typed before that.
            await self.page.wait_for_timeout(250)
            await self.page.keyboard.press("ControlOrMeta+a")
            await self.page.keyboard.type(words, delay=6)
            await self.page.wait_for_timeout(100)
            if await field.input_value() == words:
                return
        raise AssertionError(f"{identifier} does not take {words!r}")

    async def fill(self, **fields: str) -> None:
        """Types into several fields (`_` stands for `-`) until all of them hold it: a form still loading forgets."""
        wanted = {name.replace("_", "-"): words for name, words in fields.items() if words}
        for _ in range(4):
            for identifier, words in wanted.items():
                if await self._holds(identifier) != words:
                    await self.type(identifier, words)
            await self.page.wait_for_timeout(300)
            if [await self._holds(identifier) for identifier in wanted] == list(wanted.values()):
                return
        raise AssertionError(f"the form does not keep {sorted(wanted)}")

    async def _holds(self, identifier: str) -> str:
        await self.sees(identifier)
        return await self.node(identifier).locator("input, textarea").first.input_value()

    async def tab(self, *, back: bool = False) -> str:
        """Presses Tab, or Shift and Tab, and answers what has the focus then. The browser hears of it after Flutter."""
        before = await self.focused()
        await self.page.keyboard.press("Shift+Tab" if back else "Tab")
        moved: str = await self.page.evaluate(_MOVED, before)
        return moved

    async def tab_to(self, identifier: str, most: int = 120) -> bool:
        for _ in range(most):
            if await self.tab() == identifier:
                await self.page.evaluate(_FRAMES, 3)
                if await self.focused() == identifier:
                    return True
        return False

    async def choose_file(self, identifier: str, *files: Path) -> None:
        await self.sees(identifier)
        async with self.page.expect_file_chooser() as choosing:
            await self.node(identifier).click()
        await (await choosing.value).set_files(list(files))

    # whole steps

    async def sign_up(self, handle: str, password: str, name: str = "") -> None:
        await self.open("/sign-up")
        await self.fill(sign_up_handle=handle, sign_up_name=name, sign_up_password=password)
        await self.press("sign-up")
        await self.sees("nav-home")

    async def sign_in(self, handle: str, password: str, path: str = "/") -> None:
        await self.open(path)
        await self.fill(sign_in_handle=handle, sign_in_password=password)
        await self.press("sign-in")
        await self.sees("nav-home")

    async def walk(self, way: Sequence[str]) -> None:
        """Presses these in turn; one that ends in `?` only if it is there."""
        for step in way:
            await self.settle()
            if not step.endswith("?"):
                await self.press(step)
            elif await self.has(step[:-1]):
                await self.press(step[:-1])

    async def to_details(self) -> None:
        """From the pictures to the words, past the look."""
        await self.press("create-next")
        await self.sees("tool")
        await self.settle()
        await self.press("create-next")
        await self.sees("caption")
        await self.settle()

    async def post(self, photo: Path, caption: str, alt: str) -> str:
        """Publishes a photo and answers the id of the post."""
        before = set(await self.identifiers("photo-"))
        await self.go("/create")
        await self.choose_file("pick-media", photo)
        await self.to_details()
        await self.fill(caption=caption, alt_1=alt)
        await self.press("share")
        await self.at("/")
        for _ in range(PATIENCE // 200):
            new = set(await self.identifiers("photo-")) - before
            if new:
                return new.pop().removeprefix("photo-")
            await self.page.wait_for_timeout(200)
        raise AssertionError(f"{caption!r} never stands in the feed")
