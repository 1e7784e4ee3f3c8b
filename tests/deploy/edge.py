"""The real nginx with the configuration of `deploy/`, before the world's API."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests import ports, programs

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
HOSTS = {"media": "media.example.org", "api": "api.example.org", "web": "example.org"}


class Edge:
    """`origin` counts what reached the API: method, path and range of each request."""

    def __init__(self, port: int, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        self.seen: list[tuple[str, str, str]] = []

    async def get(self, path: str, host: str = "media", method: str = "GET", **headers: str) -> httpx.Response:
        """`path` goes over the wire as it is written here."""
        path = path.removeprefix(self.url)
        async with httpx.AsyncClient() as client:
            request = client.build_request(method, self.url, headers={"Host": HOSTS[host]} | headers)
            request.url = request.url.copy_with(raw_path=path.encode())
            return await client.send(request)

    def counting(self, app: Any) -> Any:
        """The app, with every request noted."""

        async def counted(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
                self.seen.append((scope["method"], scope["raw_path"].decode(), headers.get("range", "")))
                self.last_headers = headers
            await app(scope, receive, send)

        return counted


@asynccontextmanager
async def running(edge: Edge, api: str, web: str = "127.0.0.1:1", live: str = "127.0.0.1:1") -> AsyncIterator[None]:
    """Runs nginx, not as root, in a folder of its own; `api`, `web` and `live` are hosts with ports."""
    text = CONFIGURATION.read_text()
    port = edge.url.rpartition(":")[2]
    for line, ours in (
        ("server 127.0.0.1:8000;", f"server {api};"),
        ("server 127.0.0.1:8001;", f"server {live};"),
        ("server 127.0.0.1:8550;", f"server {web};"),
        ("listen 8080", f"listen 127.0.0.1:{port}"),
        ("worker_processes auto;", "worker_processes 1;"),
    ):
        assert line in text, line
        text = text.replace(line, ours)
    (edge.folder / "nginx.conf").write_text(text)
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (edge.folder, edge.folder / "nginx.conf"):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    command = [
        programs.needed("nginx"),
        "-p",
        f"{edge.folder}/",
        "-c",
        f"{edge.folder}/nginx.conf",
        "-g",
        "daemon off;",
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **who)  # noqa: ASYNC220 - uvloop knows no `user`
    try:
        while not await _answers(edge.url):
            assert process.poll() is None, (edge.folder / "error.log").read_text()
            await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


async def _answers(url: str) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    except OSError:
        return False
    writer.close()
    return True


@contextmanager
def made() -> Iterator[Edge]:
    """An edge that does not run yet; its folder can be entered by who runs it."""
    folder = Path(tempfile.mkdtemp(prefix="vitrine-edge-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield Edge(ports.free(), folder)
    finally:
        shutil.rmtree(folder)
