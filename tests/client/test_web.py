"""What the web process answers before any app has started."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from flet.messaging.protocol import Message, MessageAction, SessionCrashedBody
from flet.messaging.session import Session
from flet_web import get_package_web_dir
from flet_web.fastapi.flet_app import FletApp

from client.letters.program import addresses
from client.letters.serving import FONTS
from client.web import create_app
from tests.client.harness import SilentConnection


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def web() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url="http://web.test") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/u/with.dots.in.it", "/p/12", "/settings/devices", "/u/some.one/followers"])
async def test_every_screen_can_be_opened_by_its_address(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 200 and "<title>Vitrine</title>" in answer.text
    assert "#FAF8F4" in answer.text and "loading-animation" not in answer.text


async def test_missing_file_is_not_the_app(web: httpx.AsyncClient) -> None:
    assert (await web.get("/nothing.png")).status_code == 404


async def test_desk_lives_below_admin_with_its_own_name(web: httpx.AsyncClient) -> None:
    assert (await web.get("/admin")).headers["location"] == "/admin/"
    answer = await web.get("/admin/")
    assert "<title>Vitrine desk</title>" in answer.text and '<base href="/admin/">' in answer.text


async def test_large_files_travel_compressed_and_whole(web: httpx.AsyncClient) -> None:
    plain = await web.get("/main.dart.mjs", headers={"accept-encoding": "identity"})
    async with web.stream("GET", "/main.dart.mjs", headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip" and len(raw) < len(plain.content) / 2
    assert gzip.decompress(raw) == plain.content


async def test_fonts_for_formulas_are_not_fetched(web: httpx.AsyncClient) -> None:
    families = [font["family"] for font in json.loads((await web.get("/assets/FontManifest.json")).text)]
    assert "MaterialIcons" in families and not [name for name in families if "KaTeX" in name]
    assert (await web.get("/fonts/HankenGrotesk.woff2")).status_code == 200


async def test_letters_of_other_scripts_are_where_both_programs_seek_them(web: httpx.AsyncClient) -> None:
    folder = Path(get_package_web_dir())
    program = (folder / "main.dart.js").read_text(encoding="utf-8")
    places = addresses(program)
    answer = await web.get(f"/assets/fonts/{places['Noto Sans Thai']}")
    assert answer.content == (FONTS / "noto-sans-thai.woff2").read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await web.get(f"/admin/assets/fonts/{places['Noto Sans JP 119']}")).status_code == 200
    missing = await web.get("/assets/fonts/notosansthai/v1/none.woff2")
    assert missing.status_code == 404 and "cache-control" not in missing.headers
    second = set(
        re.findall(rb"noto[a-z0-9]+/v[0-9]+/[\w-]+(?:\.[0-9]+)?\.woff2", (folder / "main.dart.wasm").read_bytes())
    )
    assert {place.encode() for place in places.values()} <= second


async def test_app_can_be_installed_under_its_name(web: httpx.AsyncClient) -> None:
    manifest = (await web.get("/manifest.json")).json()
    assert manifest["name"] == "Vitrine"
    assert (await web.get(f"/{manifest['icons'][0]['src']}")).headers["content-type"] == "image/png"


async def test_what_is_drawn_for_a_tab_that_is_closing_is_dropped(web: httpx.AsyncClient) -> None:
    closing = FletApp.__new__(FletApp)
    closing._FletApp__send_queue = None  # type: ignore[attr-defined]
    closing.send_message(Message(MessageAction.SESSION_CRASHED, SessionCrashedBody("late")))


async def test_answer_for_what_has_left_the_screen_is_dropped(web: httpx.AsyncClient) -> None:
    connection = SilentConnection()
    Session(connection).handle_invoke_method_results(control_id=10_000, call_id="late", result=None, error=None)
    connection.dispose()
