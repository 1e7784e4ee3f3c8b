"""`vitrine simulate`: runs what is named, prints tables, keeps the figures."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from rich.console import Console

from server.feed.ranking.trained import STARTER
from server.simulation import showing, starter, study
from server.simulation.scale import tables

JUDGED: Final = ("worth", "like", "hide", "close, mean h", "close, p90 h", "close, in 24 h", "NDCG@10")


def run(what: Sequence[str], design: study.Design, jobs: int, out: Callable[[str], None]) -> None:
    """`out` hears of files that were written."""
    console = Console(width=None if Console().is_terminal else 240)
    for name in what:
        if name == "scale":
            _scale(console)
        elif name == "starter":
            made = starter.train(design.kind, jobs)
            starter.write(made)
            showing.table(console, "The starter model, in towns that it did not learn from", [made.description.metrics])
            out(f"{len(made.graph):,} bytes written into {STARTER}")
        else:
            out(str(_study(console, name, design, jobs)))


def _study(console: Console, name: str, design: study.Design, jobs: int) -> object:
    towns = f"{len(design.seeds)} towns of {design.people}"
    if name == "town":
        found = study.over(study.compare, design, jobs)
        title = f"Policies, {towns}, {design.days} days after {design.warm_days} of learning; per visit"
        showing.table(console, title, showing.means(found))
        others = [policy for policy in found[0] if "first" in policy or policy == "formula"]
        showing.table(console, "Differences", showing.differences(found, "learned", others, JUDGED))
    elif name == "cold":
        found = study.over(study.begin_cold, design, jobs)
        title = f"First {design.days} days without vision and events, {towns}"
        showing.table(console, title, showing.means(found))
        others = ["newest first", "formula"]
        showing.table(console, "Differences", showing.differences(found, "starter, of other towns", others, JUDGED))
    else:
        found = study.over(study.ablate, design, jobs)
        title = f"Learned and ranked without a group of columns, {towns}"
        showing.table(console, title, showing.means(found, "without"))
        groups = [group for group in found[0] if group != "nothing"]
        judged = (*JUDGED, "held-out NDCG@10")
        showing.table(console, "Differences", showing.differences(found, "nothing", groups, judged))
    return showing.keep(name, {"design": msgspec.structs.asdict(design), "found": found})


def _scale(console: Console) -> None:
    for title, rows in tables.all_tables().items():
        showing.table(console, title, rows)
