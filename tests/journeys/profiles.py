"""The browser of journeys: one process, a fresh profile for each visitor, and a last picture when a journey fails."""

import contextlib
import os
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, BrowserContext, Error, async_playwright

from tests.browser import find

ARTEFACTS = Path(__file__).parents[2] / ".vitrine" / "artefacts"
PHONE = (390, 844)
DESKTOP = (1280, 800)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds until nobody believes any more that it will come."""
_kept: list[Browser] = []


@contextlib.asynccontextmanager
async def browser(
    size: tuple[int, int] = PHONE, theme: Literal["light", "dark"] = "light", scale: float = 1
) -> AsyncIterator[BrowserContext]:
    """A fresh profile. Raises `RuntimeError` when this machine has no browser."""
    kept = _kept and _kept[0].is_connected()
    async with contextlib.nullcontext(_kept[0]) if kept else _launched() as running:
        context = await running.new_context(
            viewport={"width": size[0], "height": size[1]}, device_scale_factor=scale, color_scheme=theme
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield context
        except BaseException:
            await _keep_last_sight(context)
            raise
        finally:
            await context.close()


@contextlib.asynccontextmanager
async def kept_browser() -> AsyncIterator[None]:
    """One process for all profiles that are opened meanwhile: each start of one takes seconds."""
    async with _launched() as running:
        _kept.append(running)
        try:
            yield
        finally:
            _kept.remove(running)


@contextlib.asynccontextmanager
async def _launched() -> AsyncIterator[Browser]:
    path = find()
    if path is None:
        raise RuntimeError("no Chromium, Chrome or Edge was found")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, headless=True, args=list(_FLAGS))
        try:
            yield running
        finally:
            await running.close()


async def _keep_last_sight(context: BrowserContext) -> None:
    """What stood on the screen when a journey failed."""
    test = re.sub(r"\W+", "-", os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[2])
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(Error):
        for number, page in enumerate(context.pages):
            await page.screenshot(path=ARTEFACTS / f"failed-{test}-{secrets.token_hex(2)}-{number}.png")
