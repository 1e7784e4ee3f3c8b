"""What Vitrine is measured by: `./just bench`, or `./just bench feed fanout`. docs/performance.md has the figures."""

import importlib
import sys
import time
from collections.abc import Sequence

import click
from rich.console import Console

from tests.benchmarks import report

NAMES = (
    *("feed", "ranking", "fanout", "events", "publish", "social", "search", "live"),
    *("photo", "video", "line", "vision", "startup"),
)
"""Each is a module here with `measure() -> report.Report`."""
GROUPS = {"media": ("photo", "video", "line", "vision")}


def run(names: Sequence[str] = ()) -> None:
    """Runs these benchmarks or groups, all unless named; prints tables and writes `.vitrine/bench/<name>.json`."""
    names = [one for name in names for one in GROUPS.get(name, (name,))]
    if unknown := set(names) - set(NAMES):
        known = ", ".join((*NAMES, *GROUPS))
        raise click.ClickException(f"no such benchmark: {', '.join(sorted(unknown))}; there are {known}")
    console = Console(width=None if sys.stdout.isatty() else 130)
    for name in NAMES:
        if names and name not in names:
            continue
        console.rule(f"[bold]{name}")
        began = time.monotonic()
        found: report.Report = importlib.import_module(f"tests.benchmarks.{name}").measure()
        found.seconds = round(time.monotonic() - began, 1)
        report.show(console, found)
        console.print(f"[dim]{found.seconds:.0f} s, kept in {report.keep(name, found)}")
