"""Puts our Noto fonts where the program of the page will ask for them."""

import re
from pathlib import Path
from shutil import copy2
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from client.letters.program import addresses, file_name

FONTS: Final = Path(__file__).resolve().parent / "fonts"
_ADDRESS: Final = re.compile(r"/assets/fonts/noto[a-z0-9]+/v\d+/[\w.-]+\.woff2")


def lay_out(folder: Path, program: str) -> None:
    """Into `folder`, what is served as `assets/fonts/`. What we do not have stays missing: its letters are boxes."""
    for font, address in addresses(program).items():
        file = FONTS / file_name(font)
        if file.exists():
            place = folder / address
            place.parent.mkdir(parents=True, exist_ok=True)
            copy2(file, place)


class KeptLetters:
    """Lets browsers keep these fonts for a year: their addresses hold a version, and a page may need twenty of them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                MutableHeaders(raw=message["headers"])["cache-control"] = "public, max-age=31536000, immutable"
            await send(message)

        ours = scope["type"] == "http" and _ADDRESS.search(scope["path"])
        await self._app(scope, receive, answer if ours else send)
