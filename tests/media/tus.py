"""tus, spoken header by header, for the tests of uploads."""

from collections.abc import AsyncIterator
from typing import Any

import httpx

from tests.media import pictures
from tests.world import Person, World

TUS = {"Tus-Resumable": "1.0.0"}
BODY = TUS | {"Content-Type": "application/offset+octet-stream"}
PHOTO = pictures.photo(900, 600)
UPLOADS = "/api/v1/uploads"


class Tus:
    """A person's uploads, header by header."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person = world, person

    async def create(self, length: int, **headers: str) -> httpx.Response:
        return await self.raw("POST", UPLOADS, TUS | {"Upload-Length": str(length)} | headers)

    async def created(self, length: int = len(PHOTO)) -> str:
        answer = await self.create(length)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    async def patch(self, url: str, offset: int, data: Any, **headers: str) -> httpx.Response:
        return await self.raw("PATCH", url, BODY | {"Upload-Offset": str(offset)} | headers, data)

    async def head(self, url: str) -> httpx.Response:
        return await self.raw("HEAD", url, TUS)

    async def offset(self, url: str) -> int:
        return int((await self.head(url)).headers["Upload-Offset"])

    async def delete(self, url: str) -> httpx.Response:
        return await self.raw("DELETE", url, TUS)

    async def raw(self, method: str, url: str, headers: dict[str, str], data: Any = None) -> httpx.Response:
        return await self.world.http(method, url, self.person, headers=headers, content=data)


def media_id_of(url: str) -> str:
    return url.rpartition("/")[2]


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def in_pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]
