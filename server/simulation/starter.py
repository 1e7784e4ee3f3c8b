"""The model that comes with Vitrine: trained on several towns, so that it knows none of them.

Real installations begin with nothing and differ, and so do these: each town is met on its first day; some have no
machine vision, some have apps that tell nothing of what was seen, some are small, and in some one person stands for up
to a thousand, so that counts are large.
"""

from typing import Final

import msgspec

from server.feed.ranking import trained
from server.feed.training import choosing
from server.feed.training.dataset import Dataset
from server.simulation import policies
from server.simulation.life import Log, World, together
from server.simulation.study import NOISE, spread
from server.simulation.town import Plan, build

TOWNS: Final = (
    Plan(seed=1001, people=240, days=9),
    Plan(seed=1002, people=240, days=9, crowd=1000),
    Plan(seed=1003, people=240, days=9, vision=False, crowd=30),
    Plan(seed=1004, people=240, days=9, events=False),
    Plan(seed=1005, people=240, days=9, vision=False, events=False, crowd=100),
    Plan(seed=1006, people=60, days=9, vision=False),
    Plan(seed=1007, people=60, days=9, vision=False, events=False),
)
HELD_OUT: Final = (
    Plan(seed=1008, people=160, days=6),
    Plan(seed=1009, people=160, days=6, vision=False, events=False),
)
LARGEST: Final = 300_000
"""Bytes that the graph may have."""


def train(kind: trained.Kind = "network", jobs: int = 1) -> choosing.Trained:
    """Takes minutes. Its metrics are those in towns that it did not learn from."""
    logs = list(spread(log_of, [(plan,) for plan in (*TOWNS, *HELD_OUT)], jobs))
    learned, held_out = together(logs[: len(TOWNS)]), together(logs[len(TOWNS) :])
    found = choosing.fitted(kind, learned, held_out, version=trained.STARTER_VERSION, trained_on="simulation")
    if len(found.graph) > LARGEST:
        raise ValueError(f"the model has {len(found.graph)} bytes, more than {LARGEST}")
    return found


def log_of(plan: Plan) -> Dataset:
    """What a server would have logged from the first day on, ranking by the formula and trying other orders now and
    then."""
    log = Log()
    World(build(plan)).live(policies.Ranked(noise=NOISE, seed=plan.seed), 0, plan.days, log)
    return log.dataset()


def write(found: choosing.Trained) -> None:
    """Into the package."""
    trained.STARTER.mkdir(parents=True, exist_ok=True)
    (trained.STARTER / "model.onnx").write_bytes(found.graph)
    described = msgspec.json.format(msgspec.json.encode(found.description), indent=1)
    (trained.STARTER / "model.json").write_bytes(described + b"\n")
