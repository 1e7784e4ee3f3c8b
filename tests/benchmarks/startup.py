"""`vitrine up` from the command to a page that answers: on an empty home, and again with everything there."""

import os
import sys
import time

from server.engines import ports
from server.engines.process import Process
from server.settings import Settings, environ
from tests.benchmarks import cores, house
from tests.benchmarks.report import Bar, Report
from tests.installation import ROOT, until

WARM_STARTS = 3


def measure() -> Report:
    cores.spread_out()
    with house.empty_home() as home:
        free = {name: ports.claim(house.HOST, 0, name, "") for name in ("api_port", "live_port", "web_port")}
        settings = Settings(home=home, postgres_port=0, valkey_port=0, **free)
        first = _start(settings)
        warm = sorted(_start(settings) for _ in range(WARM_STARTS))[WARM_STARTS // 2]
    return Report(
        {
            "From the command to the first page, seconds": [
                {"start": "empty home, schema made", "API": first[0], "app": first[1]},
                {"start": f"warm, median of {WARM_STARTS}", "API": warm[0], "app": warm[1]},
            ]
        },
        [Bar("warm start to a page", "< 10 s", f"{max(warm):.1f} s", max(warm) < 10)],
        ["Nothing is bound to a core; the making of .venv by ./just is not in it."],
    )


def _start(settings: Settings) -> tuple[float, float]:
    """Seconds until the API and until the app at / have answered."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
    process = Process(
        "up",
        [sys.executable, "-m", "server", "up"],
        log=settings.home.with_name("up.log"),
        environ=inherited | environ(settings),
        folder=ROOT,
    )
    began = time.monotonic()
    process.start()
    process.grace = 30
    try:
        taken = []
        for page in (f"{settings.api_url}/api/v1/health", settings.web_url):
            until(lambda page=page: house.answers(page), f"{page} answers", process)  # type: ignore[misc]
            taken.append(time.monotonic() - began)
    finally:
        process.stop()
    return taken[0], taken[1]
