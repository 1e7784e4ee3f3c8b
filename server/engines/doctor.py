"""`vitrine doctor`: looks at everything an installation stands on, and says of each what is wrong and what helps."""

import hashlib
import importlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import msgspec
import valkey.asyncio

from server.engines import home, ports, postgres
from server.engines import valkey as embedded_valkey
from server.engines.refusal import Refusal
from server.engines.up import ROOT, masked
from server.settings import Settings

FREE_BYTES = 1024**3
"""Less room than this where the data lives is too little."""
OLDEST_POSTGRES = 15
EXTENSIONS = ("cube", "pg_trgm", "unaccent")
"""Contributed ones that the migrations create."""


class Finding(msgspec.Struct, frozen=True):
    """One line of the report. `good` is None for what is neither right nor wrong, only worth knowing."""

    good: bool | None
    what: str
    remedy: str = ""


async def examine(settings: Settings, say: Callable[[str], None]) -> bool:
    """Says a line for each finding, ✓ or ✗ with what helps. Whether nothing is wrong."""
    healthy = True
    async for finding in _findings(settings):
        healthy = healthy and finding.good is not False
        sign = {True: "✓", False: "✗", None: "·"}[finding.good]
        say(f" {sign} {finding.what}" + (f"\n     → {finding.remedy}" if finding.remedy else ""))
    return healthy


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    for check in (_python, _packages):
        yield check()
    for look in (_home, _room, _engines):
        yield look(settings)
    serving = home.read_running(settings.home)
    if serving is None:
        yield Finding(None, "up is not running")
        for finding in _ports(settings):
            yield finding
    else:
        yield Finding(True, f"up is running on {settings.home}")
        settings = serving.fill(settings)
    for name, ask, remedy in SERVERS:
        try:
            yield await ask(settings)
        except Exception as error:  # whatever a server or a driver may raise is a finding, not an end
            yield Finding(False, f"{name}: {' '.join(str(error).split()) or type(error).__name__}", remedy)
    yield _browser()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        sys.version_info >= (3, 11), f"Python {version}", "" if sys.version_info >= (3, 11) else "install 3.11"
    )


def _packages() -> Finding:
    try:
        stamp = json.loads((ROOT / ".venv" / "vitrine.json").read_text())
    except (OSError, ValueError):
        return Finding(None, "packages were not installed by ./just, so their versions are not known to fit")
    for name in ("run", "dev"):
        file = ROOT / "requirements" / f"{name}.txt"
        if name in stamp and stamp[name] != hashlib.sha256(file.read_bytes()).hexdigest():
            return Finding(False, f"packages differ from {file.relative_to(ROOT)}", "any ./just recipe installs them")
    return Finding(True, "packages are those of requirements/" + ("dev.txt" if "dev" in stamp else "run.txt"))


def _home(settings: Settings) -> Finding:
    folder = settings.home
    if not folder.exists() and os.access(folder.parent, os.W_OK):
        return Finding(None, f"{folder} is not there yet; the first start makes it")
    try:
        home.prepare(folder)
    except Refusal as refusal:
        return Finding(False, refusal.what, refusal.remedy)
    return Finding(True, f"{folder} is yours and can be written to")


def _room(settings: Settings) -> Finding:
    folder = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    good = free >= FREE_BYTES
    return Finding(
        good, f"{free / 1024**3:.1f} GiB free for the data", "" if good else "make room, or set VITRINE_HOME"
    )


def _engines(settings: Settings) -> Finding:
    try:
        programs = [] if settings.database_url else [postgres.programs() / "postgres"]
        programs += [] if settings.valkey_url else [embedded_valkey.binary()]
        said = [_version(program) for program in programs]
    except Refusal as refusal:
        return Finding(False, refusal.what, refusal.remedy)
    except (OSError, subprocess.CalledProcessError) as error:
        return Finding(False, f"an engine's program does not run: {error}", "rm -r .venv, then any ./just recipe")
    return Finding(True, "engines: " + (", ".join(said) or "none embedded, the settings name servers"))


def _version(program: Path) -> str:
    said = subprocess.check_output([program, "--version"], text=True)
    number = re.search(r"\d+(\.\d+)+", said)
    return f"{program.name} {number[0] if number else said.strip()}"


def _ports(settings: Settings) -> Iterator[Finding]:
    wanted = [
        ("the API", settings.api_host, settings.api_port, "VITRINE_API_PORT"),
        ("the app", settings.web_host, settings.web_port, "VITRINE_WEB_PORT"),
    ]
    if not settings.database_url:
        wanted.append(("PostgreSQL", postgres.HOST, settings.postgres_port, "VITRINE_POSTGRES_PORT"))
    if not settings.valkey_url:
        wanted.append(("Valkey", embedded_valkey.HOST, settings.valkey_port, "VITRINE_VALKEY_PORT"))
    for owner, host, port, variable in wanted:
        try:
            ports.claim(host, port, owner, variable)
        except Refusal as refusal:
            yield Finding(False, refusal.what, refusal.remedy)
        else:
            yield Finding(True, f"port {port} for {owner} is free")


async def _database(settings: Settings) -> Finding:
    if not settings.database_url:
        return Finding(None, "PostgreSQL is not running; up starts it")
    connection = await asyncpg.connect(settings.database_url, timeout=5)
    try:
        major = connection.get_server_version().major
        name = f"PostgreSQL {connection.get_settings().server_version} at {masked(settings.database_url)}"
        offered = await connection.fetch("SELECT name FROM pg_available_extensions")
        lacking = set(EXTENSIONS) - {row["name"] for row in offered}
    finally:
        await connection.close()
    if major < OLDEST_POSTGRES:
        return Finding(False, f"{name} is too old", f"use {OLDEST_POSTGRES} or newer")
    if lacking:
        return Finding(False, f"{name} lacks {', '.join(sorted(lacking))}", "install its contributed extensions")
    if await _pending(settings):
        return Finding(False, f"{name} lacks migrations", "./just migrate")
    return Finding(True, f"{name} answers and has the newest schema")


async def _pending(settings: Settings) -> bool:
    from server.kit import database
    from server.migrate import pending

    await database.open_pool(settings)
    try:
        return await pending(settings)
    finally:
        await database.close_pool()


async def _valkey(settings: Settings) -> Finding:
    if not settings.valkey_url:
        return Finding(None, "Valkey is not running; up starts it")
    info = await _info(settings.valkey_url)
    return Finding(
        True, f"Valkey {info.get('valkey_version', info['redis_version'])} at {masked(settings.valkey_url)} answers"
    )


async def _queue(settings: Settings) -> Finding:
    url = settings.queue_url or settings.valkey_url
    if not url:
        return Finding(None, "the queue is not running; up starts it")
    info = await _info(url)
    if info.get("cluster_enabled"):
        return Finding(False, "the queue is on a cluster", "set VITRINE_QUEUE_URL to a Valkey that is none")
    policy = info.get("maxmemory_policy", "noeviction")
    if info.get("maxmemory") and str(policy).startswith("allkeys"):
        return Finding(
            False, f"the queue may be evicted (maxmemory-policy {policy})", "set it to volatile-lru or noeviction"
        )
    return Finding(True, f"the queue at {masked(url)} answers and is not evicted")


async def _info(url: str) -> dict[str, object]:
    async with valkey.asyncio.Valkey.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
        info: dict[str, object] = await client.info()
        return info


async def _blobs(settings: Settings) -> Finding:
    from server.kit.blobs import open_store

    where = settings.blob_url or str(settings.home / "blobs")
    if not settings.blob_url and not settings.home.exists():
        return Finding(None, "blobs will live in the data folder")
    store = open_store(settings)
    name = f"doctor-{secrets.token_hex(8)}"
    await store.put_async(name, b"vitrine")
    await store.delete_async(name)
    return Finding(True, f"blobs can be written to {masked(where)}")


def _browser() -> Finding:
    try:
        found = importlib.import_module("tests.browser").find()
    except ImportError:
        return Finding(None, "no tests here, so no browser is needed")
    if found is None:
        return Finding(None, "no browser for the tests; ./just test gets one")
    return Finding(True, f"browser for the tests: {found}")


SERVERS: tuple[tuple[str, Callable[[Settings], Awaitable[Finding]], str], ...] = (
    ("PostgreSQL", _database, "see that it runs and that VITRINE_DATABASE_URL is right"),
    ("Valkey", _valkey, "see that it runs and that VITRINE_VALKEY_URL is right"),
    ("the queue", _queue, "see that it runs and that VITRINE_QUEUE_URL is right"),
    ("the blob store", _blobs, "see that VITRINE_BLOB_URL is right and may be written to"),
)
