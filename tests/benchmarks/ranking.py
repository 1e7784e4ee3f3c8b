"""What it takes on one core to rank 500 candidates: their numbers, each kind of ranker, the rules after it.

The training libraries' own answers are the yardstick. And what it takes to say why, for one post.
"""

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from threadpoolctl import threadpool_limits

from server.feed.ranking import arranging, features, formula, reasons, trained
from server.feed.ranking.features import Candidates, Context, Profile
from server.feed.ranking.heads import HEADS
from server.feed.training import choosing, fitting
from server.feed.training.dataset import Dataset
from server.kit import ids
from tests.benchmarks import cores
from tests.benchmarks.report import Bar, Report, percentile

CANDIDATES: Final = 500
AUTHORS: Final = 300
LEARNED: Final = 20_000
ROUNDS: Final = 200
MS_MOST: Final = 5.0


def measure() -> Report:
    with cores.measured_here(), threadpool_limits(1):
        return _measured()


def _measured() -> Report:
    random = np.random.default_rng(1)
    posts, profile, candidates, context = _page(random)
    x = features.assemble(profile, posts, candidates, context)
    data = _log(random, x)
    train, last = data.part(np.arange(LEARNED) < LEARNED * 0.9), data.part(np.arange(LEARNED) >= LEARNED * 0.9)
    found = {kind: choosing.fitted(kind, train, last, version=2, trained_on="log") for kind in fitting.FITS}
    network, trees = (found[kind].model() for kind in ("network", "trees"))
    libraries = [fitting.boosted(train, last, head) for head in range(len(HEADS))]
    perceptron = fitting.perceptron(train)
    starter = trained.starter()
    worth = network.value(x)

    def whole(model: trained.Model) -> Callable[[], object]:
        def ranked() -> object:
            rows = features.assemble(profile, posts, candidates, context)
            return arranging.arrange(model.value(rows), rows, posts)

        return ranked

    tasks: dict[str, Callable[[], object]] = {
        "numbers of the candidates": lambda: features.assemble(profile, posts, candidates, context),
        "formula": lambda: formula.value(x),
        "network": lambda: network.value(x),
        "trees": lambda: trees.value(x),
        f"the one that comes with Vitrine ({starter.description.kind})": lambda: starter.value(x),
        "network, asked in scikit-learn": lambda: perceptron.library.predict_proba(
            (x - perceptron.mean) * perceptron.scale
        ),
        "trees, asked in scikit-learn": lambda: [library.predict_proba(x) for library in libraries],
        "rules after the judgement": lambda: arranging.arrange(worth, x, posts),
        "all of it, by the network": whole(network),
        "all of it, by trees": whole(trees),
        "why, for one post (128 coalitions)": lambda: reasons.reasons(network, x[0], "followed", "", 3600.0),
    }
    rows = [_timed(name, task) for name, task in tasks.items()]
    spent = {row["what"]: row["CPU ms"] for row in rows}
    return Report(
        {f"{CANDIDATES} candidates, one core": rows},
        [
            Bar(name, f"< {MS_MOST:.0f} ms of CPU", f"{spent[name]:.2f} ms", spent[name] < MS_MOST)
            for name in ("all of it, by the network", "all of it, by trees")
        ],
        [f"Trees: {sum(library.n_iter_ for library in libraries)} of at most {fitting.LEAVES} leaves."],
    )


def _page(random: np.random.Generator) -> tuple[np.ndarray, Profile, Candidates, Context]:
    """Candidates of the last week by half of those whom the viewer has ties to, some of them seen, some suggested."""
    now = time.time()
    posts, ties = np.zeros(CANDIDATES, features.POST), np.zeros(AUTHORS, features.TIE)
    ties["author"] = np.arange(1, AUTHORS + 1)
    for name in ("likes", "comments", "shares", "visits", "shown", "dwell", "received"):
        ties[name] = random.exponential(2, AUTHORS)
    ties["followed_days"], ties["last_seen"] = random.uniform(1, 500, AUTHORS), now - random.uniform(0, 9e5, AUTHORS)
    ties["close_friend"] = random.random(AUTHORS) < 0.05
    published = (now - random.uniform(0, 7 * 86_400, CANDIDATES)) * 1000 - ids.EPOCH_MS
    posts["id"] = published.astype(np.int64) << ids.TIME_SHIFT
    posts["author"] = random.integers(1, AUTHORS // 2, CANDIDATES)
    for name, most in (
        ("likes", 80),
        ("comments", 9),
        ("shares", 4),
        ("views", 900),
        ("posts_a_day", 3),
        ("reach", 5000),
    ):
        posts[name] = random.exponential(most, CANDIDATES)
    posts["fingerprint"] = random.integers(1, 1 << 62, CANDIDATES)
    content = random.normal(size=(CANDIDATES, 2, features.VISUAL))
    posts["content"] = (content / np.linalg.norm(content, axis=2, keepdims=True)).reshape(CANDIDATES, -1)
    taste = content[0].reshape(-1).astype(np.float32) / 8
    source = np.where(random.random(CANDIDATES) < 0.15, features.SUGGESTED, features.FOLLOWED).astype(np.uint8)
    seen = (random.random(CANDIDATES) < 0.3).astype(np.float32)
    candidates = Candidates(source, np.zeros(CANDIDATES, np.float32), seen)
    return posts, Profile(ties, taste, -taste, 3.0, 0.3, 0.1, AUTHORS), candidates, Context(now)


def _log(random: np.random.Generator, x: features.Floats) -> Dataset:
    """Rows like those of the page, and outcomes that bend and interact, so that both kinds have something to learn."""
    rows = x[random.integers(0, len(x), LEARNED)] + random.normal(0, 0.1, (LEARNED, features.WIDTH)).astype(np.float32)
    z = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-6)
    odds = np.stack([z[:, at] * z[:, at + 8] + z[:, at + 20] - at - 1 for at in range(len(HEADS))], axis=1)
    y = (random.random(odds.shape) < 1 / (1 + np.exp(-odds))).astype(np.float32)
    at = np.arange(LEARNED)
    return Dataset(rows, y, at // 20, at // 200, at * 60.0)


def _timed(name: str, task: Callable[[], object]) -> dict[str, Any]:
    task()
    wall, spent = [], []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        task()
        wall.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - used) * 1000)
    return {
        "what": name,
        "ms": round(percentile(wall, 0.5), 3),
        "p95 ms": round(percentile(wall, 0.95), 3),
        "CPU ms": round(percentile(spent, 0.5), 3),
    }
