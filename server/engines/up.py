"""`vitrine up`: engines, schema, API, live line, worker and web process, from nothing to a page that answers."""

import asyncio
import contextlib
import http.client
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
from msgspec.structs import replace

from server.engines import home, ports
from server.engines.embedded import Engines
from server.engines.process import Process
from server.engines.refusal import Refusal
from server.engines.supervisor import Supervisor, stop_signals
from server.settings import LIVE_PATH, Settings, environ

ANSWER_SECONDS = 60.0
"""How long a process may take until it answers its first request."""
ROOT = Path(__file__).parents[2]
WEB_SETTINGS = (
    "VITRINE_WEB_HOST",
    "VITRINE_WEB_PORT",
    "VITRINE_PUBLIC_API_URL",
    "VITRINE_PUBLIC_WEB_URL",
    "VITRINE_LOG_LEVEL",
)
"""All that the web process is told of the server's settings: it is a client like any other and gets no secret."""

Say = Callable[[str], None]
log = logging.getLogger(__name__)


def up(settings: Settings, say: Say) -> None:
    """Serves until SIGINT or SIGTERM, then ends all it started. `say` gets lines for the terminal. Raises `Refusal`."""
    supervisor = Supervisor(say)
    with stop_signals(supervisor.kill) as stopping, contextlib.ExitStack() as undo:
        if not home.is_held(settings.home):  # else the home is what to refuse first
            settings = _with_ports(settings)
        engines = undo.enter_context(Engines(settings).start())
        undo.callback(supervisor.stop)
        for engine in (engines.valkey, engines.postgres):
            if engine is not None:
                supervisor.add(engine)
        settings = engines.settings
        if stopping.is_set():
            return
        migrate(settings)
        undo.enter_context(home.announced(settings))
        api = _child("api", settings, environ(settings))
        live = _child("live", settings, environ(settings))
        worker = _child("worker", settings, environ(settings))
        web = _child("web", settings, _web_environ(settings))
        for process in (web, api, live, worker):
            supervisor.add(process)
        api_answers = _answers(api, settings.api_host, settings.api_port, "/api/v1/health", stopping)
        live_answers = api_answers and _answers(live, settings.live_host, settings.live_port, "/health", stopping)
        if live_answers and _answers(web, settings.web_host, settings.web_port, "/", stopping):
            say(_summary(settings))
        supervisor.watch(stopping)
        say("Closing. Ctrl-C again ends it at once.")


def migrate(settings: Settings) -> int:
    """Brings the schema up to date, with the gazetteer. Returns how many migrations ran. Raises `Refusal`."""
    from redis.exceptions import RedisError

    from server.kit import resources, valkey
    from server.migrate import MigrationError
    from server.migrate import migrate as run
    from server.places import gazetteer

    async def migrated() -> int:
        count = await run(settings)
        try:
            async with resources.opened(settings):
                await gazetteer.load_if_empty()
        except (*valkey.AWAY, RedisError) as error:
            # The schema is right without it, and `vitrine gazetteer` or the next migration loads it.
            log.warning("the gazetteer is not loaded, for Valkey is away: %s", error)
        return count

    try:
        return asyncio.run(migrated())
    except MigrationError as error:
        raise Refusal(f"the database could not be migrated ({_one_line(error)})", "./just doctor") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        where = masked(settings.database_url)
        raise Refusal(
            f"PostgreSQL at {where} cannot be used ({_one_line(error)})", "see VITRINE_DATABASE_URL"
        ) from None


def masked(url: str) -> str:
    """The URL without its password."""
    head, at, tail = url.rpartition("@")
    scheme, slashes, account = head.partition("://")
    return f"{scheme}{slashes}{account.partition(':')[0]}:…@{tail}" if at else url


def _with_ports(settings: Settings) -> Settings:
    return replace(
        settings,
        api_port=ports.claim(settings.api_host, settings.api_port, "the API", "VITRINE_API_PORT"),
        live_port=ports.claim(settings.live_host, settings.live_port, "the live line", "VITRINE_LIVE_PORT"),
        web_port=ports.claim(settings.web_host, settings.web_port, "the app", "VITRINE_WEB_PORT"),
    )


def _child(name: str, settings: Settings, told: dict[str, str]) -> Process:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
    return Process(
        name,
        [sys.executable, "-m", "server", name],
        log=settings.home / "logs" / f"{name}.log",
        environ=inherited | told | {"PYTHONUNBUFFERED": "1"},
        folder=ROOT,
    )


def _web_environ(settings: Settings) -> dict[str, str]:
    told = {name: value for name, value in environ(settings).items() if name in WEB_SETTINGS}
    api = f"http://{_reachable(settings.api_host)}:{settings.api_port}"
    live = f"ws://{_reachable(settings.live_host)}:{settings.live_port}"
    return told | {
        "VITRINE_PUBLIC_API_URL": settings.api_url,
        "VITRINE_PUBLIC_WEB_URL": settings.web_url,
        "VITRINE_CLIENT_API_URL": settings.client_api_url or api,
        "VITRINE_CLIENT_LIVE_URL": settings.client_live_url or f"{live}{LIVE_PATH}",
        "VITRINE_CLIENT_TOKEN": settings.web_proof,
    }


def _answers(process: Process, host: str, port: int, path: str, stopping: threading.Event) -> bool:
    """Waits for the first good answer; False when told to stop meanwhile. Raises `Refusal`."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while not stopping.wait(0.05):
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return True
        if not process.alive():
            raise Refusal(f"{process.name} ended while starting ({process.complaint()})", f"see {process.log}")
        if time.monotonic() > deadline:
            raise Refusal(f"{process.name} does not answer after {ANSWER_SECONDS:.0f} s", f"see {process.log}")
    return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _summary(settings: Settings) -> str:
    rows = (
        ("App", settings.web_url),
        ("Dashboard", f"{settings.web_url}/admin"),
        ("API", f"{settings.api_url}/schema"),
        ("Data", f"{settings.home}"),
    )
    lines = (f"    {name:<10} {address}" for name, address in rows)
    return "\n".join(("", "  Vitrine is open.", "", *lines, "", "  Ctrl-C closes it.", ""))
