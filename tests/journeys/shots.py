"""Pictures of every screen of a running installation, at phone and desktop size, light and dark.

`python -m tests.journeys.shots http://127.0.0.1:8550 pictures/ --handle ann --password …` with a person who follows
somebody, has posted something and left a draft; add `--desk` when this person is a moderator.
"""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from playwright.async_api import Error as PlaywrightError

from tests.journeys.profiles import DESKTOP, PHONE, browser
from tests.journeys.screens import SCREENS, Screen
from tests.journeys.visitor import Visitor

SIZES = {"phone": PHONE, "desktop": DESKTOP}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Pictures and fonts arrive after the first quiet moment.
_LANDING_MS = 1_500


async def _names(visitor: Visitor, me: str) -> dict[str, str]:
    """What stands for {other}, {post}, {theirs} and {remark} here: the first of each that this person meets."""
    await visitor.go("/")
    await visitor.page.wait_for_timeout(_LANDING_MS)
    found = {"me": me}
    for name in await visitor.identifiers("photo-"):
        post = name.removeprefix("photo-")
        handle = (await visitor.name(f"author-{post}")).split(",")[0]
        if handle and handle != me:
            found |= {"other": handle, "theirs": post}
            break
    await visitor.go(f"/u/{me}")
    await visitor.page.wait_for_timeout(_LANDING_MS)
    tiles = await visitor.identifiers("tile-")
    if tiles:
        found["post"] = tiles[0].removeprefix("tile-")
        await visitor.go(f"/p/{found['post']}/comments")
        await visitor.page.wait_for_timeout(_LANDING_MS)
        said = await visitor.identifiers("reply-")
        if said:
            found["remark"] = said[0].removeprefix("reply-")
    return found


async def _take(visitor: Visitor, screen: Screen, path: str, way: Sequence[str], file: Path) -> None:
    if screen.who == "me":
        if way or path == "/create":
            await visitor.go("/")
        await visitor.go(path)
    else:
        await visitor.open(path)
    await visitor.walk(way)
    await visitor.page.wait_for_timeout(_LANDING_MS)
    await visitor.page.screenshot(path=file)
    print(file, flush=True)


async def take_all(base_url: str, folder: Path, handle: str, password: str, *, desk: bool, only: set[str]) -> None:
    wanted = [screen for screen in SCREENS if not only or screen.name in only]
    for size, pixels in SIZES.items():
        for theme in THEMES:
            async with browser(pixels, theme, 2 if size == "phone" else 1) as context:
                visitor = await Visitor.enter(context, base_url)
                end = f"{size}-{theme}.png"
                for screen in wanted:
                    if screen.who in ("nobody", "desk-nobody"):
                        await _take(visitor, screen, screen.path, screen.way, folder / f"{screen.name}-{end}")
                await visitor.sign_in(handle, password)
                names = await _names(visitor, handle)
                for screen in wanted:
                    if screen.who != "me":
                        continue
                    try:
                        path = screen.path.format(**names)
                        way = [step.format(**names) for step in screen.way]
                    except KeyError as missing:
                        print(f"{screen.name}: nothing here stands for {missing}")
                        continue
                    try:
                        await _take(visitor, screen, path, way, folder / f"{screen.name}-{end}")
                    except PlaywrightError:
                        print(f"{screen.name}: cannot be reached here")
                if desk:
                    await _take_desk(visitor, folder, end, handle, password, only)


async def _take_desk(visitor: Visitor, folder: Path, end: str, handle: str, password: str, only: set[str]) -> None:
    for screen in SCREENS:
        if screen.who != "moderator" or (only and screen.name not in only):
            continue
        await visitor.open(screen.path)
        if await visitor.has("desk-sign-in"):
            await visitor.type("desk-handle", handle)
            await visitor.type("desk-password", password)
            await visitor.press("desk-sign-in")
        await visitor.sees(screen.ready)
        await visitor.page.wait_for_timeout(_LANDING_MS)
        file = folder / f"{screen.name}-{end}"
        await visitor.page.screenshot(path=file)
        print(file, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base_url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--handle", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--desk", action="store_true")
    parser.add_argument("--only", default="", help="names of screens, with commas between")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    only = {name for name in given.only.split(",") if name}
    asyncio.run(take_all(given.base_url, given.folder, given.handle, given.password, desk=given.desk, only=only))


if __name__ == "__main__":
    main()
