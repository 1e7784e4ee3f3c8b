"""Figures for people: tables on the screen, JSON for comparison."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.table import Table

from server.simulation import measures
from server.simulation.measures import Figures

FOLDER: Final = Path(__file__).parents[2] / ".vitrine" / "simulation"
Found = Sequence[Mapping[str, Figures]]
"""By seed, by policy."""
BY_SIGN: Final = {"close, median h": -1, "close, p90 h": -1, "close, mean h": -1, "hide": -1}
"""Figures of which less is better."""


def table(console: Console, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    drawn = Table(title=title, title_justify="left", title_style="bold")
    for at, column in enumerate(rows[0]):
        drawn.add_column(column, justify="right" if at else "left")
    for row in rows:
        drawn.add_row(*(str(value) for value in row.values()))
    console.print(drawn)


def means(found: Found, first: str = "policy") -> list[dict[str, str]]:
    """A row for each policy: means over the towns, with the half widths of their 95 % confidence intervals."""
    columns = list(next(iter(found[0].values())))
    return [
        {first: policy}
        | {
            column: _with_margin(*measures.interval([town[policy][column] for town in found]))
            if column in found[0][policy]
            else ""
            for column in columns
        }
        for policy in found[0]
    ]


def differences(found: Found, policy: str, others: Sequence[str], columns: Sequence[str]) -> list[dict[str, str]]:
    """How much better or worse a policy is than others, town by town, so that what towns differ in does not count."""
    rows = []
    for other in others:
        row = {f"{policy}, to": other}
        for column in columns:
            pairs = [town[policy][column] - town[other][column] for town in found]
            mean, half = measures.interval(pairs)
            sure = abs(mean) > half
            better = mean * BY_SIGN.get(column, 1) > 0
            row[column] = f"{_with_margin(mean, half)} {('better' if better else 'worse') if sure else 'same'}"
        rows.append(row)
    return rows


def keep(name: str, content: Any) -> Path:
    """Returns the file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    return path


def _with_margin(mean: float, half: float) -> str:
    digits = 3 if abs(mean) < 1 else 2 if abs(mean) < 10 else 1
    return f"{mean:.{digits}f} ± {half:.{digits}f}" if half == half else f"{mean:.{digits}f}"
