"""kill -9 of the API in the middle of an upload, and of a worker in the middle of a picture."""

import asyncio
import socket
from urllib.parse import urlsplit

import psutil
from arq.constants import in_progress_key_prefix
from valkey.asyncio import Valkey

from shared.media import Picture
from tests.installation import Installation, eventually
from tests.media import pictures
from tests.world import Person

CHUNK = 1024 * 1024
TUS = {"Tus-Resumable": "1.0.0"}


async def test_an_upload_goes_on_after_the_api_was_killed_in_the_middle(installation: Installation) -> None:
    person = await installation.person("abel")
    photo = pictures.photo(3600, 2400, quality=97)
    assert len(photo) > 6 * CHUNK
    unbroken = await shown(person, await person.upload(photo))

    created = await person.http.post("/api/v1/uploads", headers=signed(person) | {"Upload-Length": str(len(photo))})
    location, media_id = created.headers["Location"], created.headers["Vitrine-Media-Id"]
    # one request that has brought part of the photo, and is still at it when the server dies
    hanging = send_half(person, location, photo)
    await eventually(lambda: has_stored(installation, media_id), "some of it is stored")
    installation.kill("api")
    hanging.close()
    installation.start("api")

    kept = await offset(person, location)
    assert 0 < kept < len(photo)
    while kept < len(photo):
        headers = signed(person) | {"Upload-Offset": str(kept), "Content-Type": "application/offset+octet-stream"}
        sent = await person.http.patch(location, headers=headers, content=photo[kept : kept + CHUNK])
        kept = int(sent.headers["Upload-Offset"])
    resumed = await shown(person, media_id)
    assert [v.url for v in resumed.variants] == [v.url for v in unbroken.variants], "named by their bytes"
    assert (resumed.width, resumed.height, resumed.blurhash) == (unbroken.width, unbroken.height, unbroken.blurhash)
    for variant in resumed.variants:
        assert (await person.http.get(variant.url)).status_code == 200
    await person.close()


async def test_the_client_itself_goes_on_after_the_api_was_killed(installation: Installation) -> None:
    person = await installation.person("bea")
    photo = pictures.photo(2400, 1600, quality=97)
    unbroken = await shown(person, await person.upload(photo))
    killed = asyncio.Event()

    def on_progress(sent: int, _: int) -> None:
        if sent >= CHUNK and not killed.is_set():
            killed.set()
            installation.kill("api")

    uploading = asyncio.create_task(person.upload(photo, progress=on_progress))
    await killed.wait()
    await asyncio.to_thread(installation.start, "api")
    assert await shown(person, await uploading) is not None
    resumed = await shown(person, uploading.result())
    assert [v.url for v in resumed.variants] == [v.url for v in unbroken.variants]
    await person.close()


async def test_a_post_is_published_though_the_worker_was_killed_at_its_picture(installation: Installation) -> None:
    person = await installation.person("cleo")
    media_id = await person.upload(pictures.photo(4800, 3600))
    own = await person.create_post(media_id, "in spite of everything")
    assert (await person.publish(own.id)).state == "processing"
    worker = psutil.Process(installation.processes["media"].pid)
    await eventually(lambda: is_decoding(installation, worker), "a worker is at it")
    decoders = worker.children(recursive=True)
    worker.kill()  # it alone: its decoder has to notice by itself
    await asyncio.to_thread(psutil.wait_procs, decoders, timeout=30)
    assert not [decoder for decoder in decoders if decoder.is_running() and decoder.status() != psutil.STATUS_ZOMBIE]
    assert (await person.media(media_id)).state == "processing"
    assert await installation.sql("SELECT FROM outbox WHERE topic = 'UploadCompleted'")

    installation.start("media")
    await eventually(lambda: is_published(person, own.id), "the post is published")
    post = (await person.own_post(own.id)).post
    assert post is not None
    assert [shown.id for shown in (await person.following_feed()).items] == [post.id]
    assert not await installation.sql("SELECT FROM dead_letters")
    await person.close()


def signed(person: Person) -> dict[str, str]:
    assert person.tokens is not None
    return TUS | {"Authorization": f"Bearer {person.tokens.access_token}"}


def send_half(person: Person, location: str, photo: bytes) -> socket.socket:
    """Begins a PATCH of the whole photo, and sends half of it."""
    address = urlsplit(location)
    headers = signed(person) | {
        "Host": address.netloc,
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(len(photo)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection = socket.create_connection((address.hostname, address.port), timeout=30)
    connection.sendall(f"PATCH {address.path} HTTP/1.1\r\n{head}\r\n".encode() + photo[: len(photo) // 2 + 4 * CHUNK])
    return connection


async def has_stored(installation: Installation, media_id: str) -> bool:
    [row] = await installation.sql("SELECT received FROM uploads WHERE media_id = $1", int(media_id))
    return bool(row["received"])


async def offset(person: Person, location: str) -> int:
    answer = await person.http.head(location, headers=signed(person))
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


async def shown(person: Person, media_id: str) -> Picture:
    """The picture, once it is ready."""
    await eventually(lambda: is_ready(person, media_id), "the picture is ready")
    picture = (await person.media(media_id)).picture
    assert picture is not None
    return picture


async def is_ready(person: Person, media_id: str) -> bool:
    media = await person.media(media_id)
    assert media.state != "failed", media.reason
    return media.state == "ready"


async def is_decoding(installation: Installation, worker: psutil.Process) -> bool:
    """Whether the worker has claimed a picture, and a decoder of its own runs."""
    valkey = Valkey.from_url(installation.settings.valkey_url)
    try:
        claims = [key async for key in valkey.scan_iter(f"{in_progress_key_prefix}*prepare_picture")]
    finally:
        await valkey.aclose()
    return bool(claims and worker.children(recursive=True))


async def is_published(person: Person, post_id: str) -> bool:
    return (await person.own_post(post_id)).state == "published"
