"""Clients that others wrote, our own, and a browser's way, against a server that really listens."""

import asyncio
import io
import secrets
import socket
import subprocess
from pathlib import Path

import aiotus
import httpx
import pytest
from PIL import Image
from tusclient.client import TusClient

from server.kit import database
from server.media import uploads
from shared.api import Api
from tests import programs
from tests.media import pictures
from tests.media.listening import Line, listening
from tests.world import Person, World

PHOTO = pictures.photo(1300, 900)
CHUNK = 50_000
TUS_JS = "tus-js-client@4.3.1"
SCRIPT = Path(__file__).with_name("upload.mjs")


def bearer(person: Person) -> dict[str, str]:
    assert person.tokens
    return {"Authorization": f"Bearer {person.tokens.access_token}"}


async def assert_ready(world: World, person: Person, location: str) -> None:
    await world.drain()
    media = await person.media(str(location).rpartition("/")[2])
    assert media.state == "ready" and media.picture and media.picture.width == 1300


@pytest.mark.parametrize("verified", [False, True])
async def test_tuspy_over_a_line_that_breaks(world: World, verified: bool) -> None:
    ann = await world.person("ann")
    line = Line(180_000, 300_000)

    def upload(address: str) -> str:
        client = TusClient(f"{address}/api/v1/uploads", headers=bearer(ann))
        options = {"chunk_size": CHUNK, "upload_checksum": verified, "retries": 5, "retry_delay": 0.1}
        first = client.uploader(file_stream=io.BytesIO(PHOTO), metadata={"filename": "photo.jpg"}, **options)
        first.upload(stop_at=2 * CHUNK)
        second = client.uploader(file_stream=io.BytesIO(PHOTO), url=first.url, **options)
        assert second.offset == 2 * CHUNK
        second.upload()
        return str(second.url)

    async with listening(world, line) as address:
        url = await asyncio.to_thread(upload, address)
    assert not line.breaks, "it broke twice"
    assert len(PHOTO) <= line.received <= len(PHOTO) + 2 * CHUNK
    await assert_ready(world, ann, url)


async def test_aiotus_over_a_line_that_breaks(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", CHUNK)
    ann = await world.person("ann")
    line = Line(180_000, 300_000)
    async with listening(world, line) as address:
        location = await aiotus.upload(
            f"{address}/api/v1/uploads",
            io.BytesIO(PHOTO),
            {"filename": b"photo.jpg"},
            headers=bearer(ann),
            config=aiotus.RetryConfiguration(max_retry_period_seconds=0.2),
            chunksize=CHUNK,
        )
        assert location is not None
        seen = await aiotus.metadata(location, headers=bearer(ann))
        assert seen == {"filename": b"photo.jpg"}
    assert not line.breaks, "it broke twice"
    assert len(PHOTO) <= line.received <= len(PHOTO) + 2 * CHUNK
    await assert_ready(world, ann, str(location))


async def test_our_own_client_over_a_line_that_breaks(world: World) -> None:
    ann = await world.person("ann")
    line = Line(180_000, 300_000)
    async with listening(world, line) as address:
        api = Api(address, tokens=ann.tokens)
        media_id = await api.upload(PHOTO, filename="photo.jpg")
        await api.close()
    assert not line.breaks, "it broke twice"
    await assert_ready(world, ann, media_id)


async def test_tus_js_client_lets_go_and_takes_up_again(world: World, tus_js: Path, tmp_path: Path) -> None:
    ann = await world.person("ann")
    assert ann.tokens
    photo, chunk = tmp_path / "photo.jpg", 262_144
    noise = Image.frombytes("RGB", (1300, 2000), secrets.token_bytes(1300 * 2000 * 3))
    noise.save(photo, "JPEG", quality=95)
    size = photo.stat().st_size
    assert size > 2_500_000
    line = Line(1_500_000)
    async with listening(world, line) as address:
        node = await asyncio.create_subprocess_exec(
            programs.needed("node"),
            *(str(SCRIPT), f"{address}/api/v1/uploads", ann.tokens.access_token, str(photo), str(tus_js), str(chunk)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, errors = await node.communicate()
    assert node.returncode == 0, errors.decode()
    assert not line.breaks, "besides what it let go of itself, the line broke once"
    assert size <= line.received <= size + 3 * chunk, "nothing is sent twice beyond one chunk a time"
    await assert_ready(world, ann, told.decode().strip())


@pytest.fixture(scope="module")
def tus_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in a folder into which tus-js-client is installed."""
    folder = tmp_path_factory.mktemp("node")
    command = [programs.needed("npm"), "install", "--no-audit", "--no-fund", "--prefix", str(folder), TUS_JS]
    installed = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if installed.returncode:
        programs.lacking(f"npm cannot get {TUS_JS}: {installed.stderr[-300:]}")
    return folder / "package.json"


async def test_our_own_client_from_a_file_with_progress(world: World, tmp_path: Path) -> None:
    ann = await world.person("ann")
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    steps: list[tuple[int, int]] = []
    async with listening(world) as address:
        api = Api(address, tokens=ann.tokens)
        media_id = await api.upload(
            path, progress=lambda sent, whole: steps.append((sent, whole)), filename="photo.jpg"
        )
        await api.close()
    assert steps[-1] == (len(PHOTO), len(PHOTO))
    await assert_ready(world, ann, media_id)


async def test_a_browsers_picker_puts_the_bytes_to_a_signed_link(world: World) -> None:
    ann = await world.person("ann")
    async with listening(world) as address:
        link = await ann.direct_upload(len(PHOTO), "photo.jpg")
        assert link.url.startswith(f"{address}/api/v1/uploads/direct/")
        async with httpx.AsyncClient() as browser:
            asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "PUT"}
            allowed = await browser.options(link.url, headers=asked)
            assert allowed.status_code in (200, 204)
            sent = await browser.put(link.url, content=PHOTO, headers={"Origin": "https://app.example"})
            assert sent.status_code == 204
            assert sent.headers["Access-Control-Allow-Origin"] in ("*", "https://app.example")
    await assert_ready(world, ann, link.media_id)


async def test_a_phone_that_vanishes_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """A socket that closes in the middle of a request, as a lost network looks to a server."""
    monkeypatch.setattr(uploads, "PART_BYTES", 20_000)
    ann = await world.person("ann")
    async with listening(world) as address:
        tus = {"Tus-Resumable": "1.0.0"} | bearer(ann)
        async with httpx.AsyncClient(headers=tus) as client:
            created = await client.post(f"{address}/api/v1/uploads", headers={"Upload-Length": str(len(PHOTO))})
            url = httpx.URL(created.headers["Location"])
            head = (
                f"PATCH {url.path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
                f"Authorization: {bearer(ann)['Authorization']}\r\n"
                f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(PHOTO)}\r\n\r\n"
            )

            def vanish() -> None:
                assert url.host and url.port
                with socket.create_connection((url.host, url.port)) as phone:
                    phone.sendall(head.encode() + PHOTO[:70_000])

            await asyncio.to_thread(vanish)
            offset = 0
            for _ in range(1500):
                offset = int((await client.head(url)).headers["Upload-Offset"])
                if offset == 70_000:
                    break
                await asyncio.sleep(0.02)
            assert offset == 70_000, "all that arrived is kept"
            headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            assert (await client.patch(url, headers=headers, content=PHOTO[offset:])).status_code == 204
    assert await database.fetchval("SELECT count(*) FROM upload_parts") >= 4
    await assert_ready(world, ann, str(url))
