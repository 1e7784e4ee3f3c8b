"""The tables that `just simulate scale` prints."""

from typing import Final

import numpy as np

from server.simulation.scale.cost import Prices, best_threshold, cost, load, missing, pull
from server.simulation.scale.fleet import fleet, lag
from server.simulation.scale.law import Habits, Law

SIZES: Final = (10**4, 10**5, 10**6, 10**7, 10**8, 10**9, 2 * 10**9)
THRESHOLDS: Final = (100.0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8)
AS_IT_IS: Final = 1e4
Row = dict[str, str]


def all_tables(habits: Habits | None = None, prices: Prices | None = None) -> dict[str, list[Row]]:
    """All that `just simulate scale` prints, by title."""
    habits, prices = habits or Habits(), prices or Prices()
    laws = [Law(size, habits) for size in SIZES]
    return {
        "Push, pull and hybrid": [_ways(law, prices) for law in laws],
        "Cores by threshold, posts of celebrities always at hand": [_by_threshold(law, prices, False) for law in laws],
        "Cores by threshold, as built: processes hold 10,000 celebrities": [
            _by_threshold(law, prices, True) for law in laws
        ],
        "Celebrities whom a page misses, by threshold": [_missed(law, prices) for law in laws],
        "Where the threshold belongs": [_thresholds(law, prices) for law in laws],
        "What it takes at the peak, as built, with the least threshold at which processes hold all celebrities": [
            _needs(law, prices) for law in laws
        ],
    }


def _ways(law: Law, prices: Prices) -> Row:
    everybody, hybrid = load(law, float("inf")), load(law, AS_IT_IS)
    return {
        "accounts": short(law.accounts),
        "posts/s": short(everybody.posts),
        "pages/s": short(everybody.reads),
        "inserts/s, push": short(everybody.writes),
        "inserts/s, hybrid": short(hybrid.writes),
        "celebrities": short(hybrid.celebrities),
        "followed by a reader": short(hybrid.followed),
        "cores, pull": short(pull(law, prices)),
        "cores, push": short(cost(law, everybody, prices, False).total()),
        "cores, hybrid": short(cost(law, hybrid, prices, False).total()),
        "cores, as built": short(cost(law, hybrid, prices, True).total()),
    }


def _by_threshold(law: Law, prices: Prices, built: bool) -> Row:
    row = {"accounts": short(law.accounts)}
    for threshold in THRESHOLDS:
        reached = threshold < law.most
        row[short(threshold)] = short(cost(law, load(law, threshold), prices, built).total()) if reached else "-"
    return row | {"all pushed": short(cost(law, load(law, float("inf")), prices, built).total())}


def _missed(law: Law, prices: Prices) -> Row:
    row = {"accounts": short(law.accounts)}
    for threshold in THRESHOLDS:
        of = load(law, threshold)
        row[short(threshold)] = short(of.followed * missing(law, of, prices.held)) if threshold < law.most else "-"
    return row


def _thresholds(law: Law, prices: Prices) -> Row:
    needs = fleet(law, load(law, AS_IT_IS), prices)
    ideal, built = best_threshold(law, prices, False), best_threshold(law, prices, True)
    return {
        "accounts": short(law.accounts),
        "most followers": short(law.most),
        "cheapest, always at hand": short(ideal[0]) if ideal[0] < law.most else "all pushed",
        "cores then": short(ideal[1]),
        "cheapest, as built": short(built[0]) if built[0] < law.most else "all pushed",
        "cores then ": short(built[1]),
        "seconds to 10,000": short(lag(1e4, prices, needs.shards, law.habits.monthly)),
        "to 1 M": short(lag(1e6, prices, needs.shards, law.habits.monthly)) if law.most > 1e6 else "-",
        "to the most": short(lag(law.most, prices, needs.shards, law.habits.monthly)),
    }


def _needs(law: Law, prices: Prices) -> Row:
    of = next(found for t in THRESHOLDS if t >= AS_IT_IS and (found := load(law, t)).celebrities <= prices.held)
    needs = fleet(law, of, prices)
    return {
        "accounts": short(law.accounts),
        "threshold": short(of.threshold),
        "celebrities": short(of.celebrities),
        "pages/s": short(needs.reads),
        "API cores": short(np.ceil(needs.api_cores)),
        "Valkey cores": short(np.ceil(needs.valkey_cores)),
        "fan-out cores": short(np.ceil(needs.fanout_cores)),
        "commands/s": short(needs.commands),
        "timelines": short(needs.timelines_bytes) + "B",
        "packed, 16 B": short(needs.timelines_bytes / prices.entry_bytes * 16) + "B",
        "shards of 48 GB": short(np.ceil(needs.shards)),
        "with a replica": short(2 * np.ceil(needs.shards)),
    }


def short(value: float) -> str:
    """Two or three digits that count, with k, M, G, T for thousands."""
    if np.isinf(value):
        return "all"
    for factor, unit in ((1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= factor * 0.9995:
            return f"{value / factor:.3g}{unit}"
    return f"{value:.3g}" if value >= 0.001 else f"{value:.1g}"
