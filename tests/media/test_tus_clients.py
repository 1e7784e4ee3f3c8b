"""Clients that others wrote, our own, and a browser's way, against a server that really listens."""

import asyncio
import io
import socket
from pathlib import Path

import aiotus
import httpx
import pytest
from tusclient.client import TusClient

from server.kit import database
from server.media import uploads
from shared.api import Api
from tests.media import pictures
from tests.media.listening import listening
from tests.world import Person, World

PHOTO = pictures.photo(1300, 900)


def bearer(person: Person) -> dict[str, str]:
    assert person.tokens
    return {"Authorization": f"Bearer {person.tokens.access_token}"}


async def assert_ready(world: World, person: Person, location: str) -> None:
    await world.drain()
    media = await person.media(str(location).rpartition("/")[2])
    assert media.state == "ready" and media.picture and media.picture.width == 1300


async def test_tuspy(world: World) -> None:
    ann = await world.person("ann")

    def upload(address: str) -> str:
        client = TusClient(f"{address}/api/v1/uploads", headers=bearer(ann))
        options = {"chunk_size": 50_000, "metadata": {"filename": "photo.jpg"}, "upload_checksum": True}
        first = client.uploader(file_stream=io.BytesIO(PHOTO), **options)
        first.upload(stop_at=100_000)
        second = client.uploader(file_stream=io.BytesIO(PHOTO), url=first.url, **options)
        assert second.offset == 100_000
        second.upload()
        return str(second.url)

    async with listening(world) as address:
        url = await asyncio.to_thread(upload, address)
    await assert_ready(world, ann, url)


async def test_aiotus(world: World) -> None:
    ann = await world.person("ann")
    async with listening(world) as address:
        location = await aiotus.upload(
            f"{address}/api/v1/uploads",
            io.BytesIO(PHOTO),
            {"filename": b"photo.jpg"},
            headers=bearer(ann),
        )
        assert location is not None
        seen = await aiotus.metadata(location, headers=bearer(ann))
        assert seen == {"filename": b"photo.jpg"}
    await assert_ready(world, ann, str(location))


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
            for _ in range(100):
                offset = int((await client.head(url)).headers["Upload-Offset"])
                if offset == 70_000:
                    break
                await asyncio.sleep(0.02)
            assert offset == 70_000, "all that arrived is kept"
            headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            assert (await client.patch(url, headers=headers, content=PHOTO[offset:])).status_code == 204
    assert await database.fetchval("SELECT count(*) FROM upload_parts") >= 4
    await assert_ready(world, ann, str(url))
