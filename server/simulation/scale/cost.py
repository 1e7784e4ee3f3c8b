"""What the feed does in a second, and what that takes."""

from typing import Final

import msgspec
import numpy as np

from server.simulation.scale.law import Habits, Law

DAY: Final = 86_400.0
STEPS: Final = 100
"""Of a sum that stands for an integral."""


class Prices(msgspec.Struct, frozen=True):
    """Processor time in µs, as `docs/performance.md` has it from the benchmarks, and bytes."""

    insert_valkey: float = 7.1
    insert_client: float = 0.8
    follower_read: float = 1.0
    """From PostgreSQL, for each who is pushed to: what reading 10,000 of them adds to pushing."""
    page_api: float = 210.0
    page_valkey: float = 90.0
    page_celebrity: float = 0.9
    """More for each celebrity whom the reader follows."""
    page_load: float = 500.0
    """More when a process lacks posts of a celebrity: one SQL statement for all that the page misses."""
    page_missed: float = 25.0
    """And for each of those."""
    pull_page: float = 9_300.0
    """One SQL statement that joins the newest posts of `pull_follows` people."""
    pull_follows: float = 290.0
    entry_bytes: float = 80.0
    entries: float = 1_000.0
    held: float = 10_000.0
    """Celebrities whose posts an API process holds at most, `celebrities_held`."""
    held_bytes: float = 8_000.0
    """Of one of them, who has posted a thousand times."""
    page_commands: float = 9.0
    trims: float = 1 / 16
    """For each insert."""
    busy: float = 0.6
    """Of a core that is bought, what is used at the peak."""


class Load(msgspec.Struct, frozen=True):
    """A day, in the mean second unless it says otherwise."""

    threshold: float
    celebrities: float
    followed: float
    """Celebrities among those whom a reader follows."""
    posts: float
    """A second, of all."""
    celebrity_posts: float
    writes: float
    """Inserts into timelines a second."""
    reads: float
    """Pages a second."""
    edges: float
    """Of all ties, the share that is pulled."""


def load(law: Law, threshold: float) -> Load:
    """Authors with `threshold` followers and more are pulled, the others pushed."""
    habits, n = law.habits, law.accounts
    eager = habits.eagerness
    pushed = law.moment(1 + eager, most=threshold) * law.base_rate
    pulled = law.moment(1, least=threshold)
    return Load(
        threshold=threshold,
        celebrities=n * law.moment(0, least=threshold),
        followed=pulled,
        posts=n * habits.posts / DAY,
        celebrity_posts=n * law.base_rate * law.moment(eager, least=threshold) / DAY,
        writes=n * habits.monthly * pushed / DAY,
        reads=n * habits.daily * habits.pages / DAY,
        edges=pulled / habits.follows,
    )


class Cost(msgspec.Struct, frozen=True):
    """Cores busy in the mean second."""

    write: float
    read: float
    merge: float
    """Of reading, what celebrities add."""
    load: float
    """Of reading, what it takes to read posts of celebrities into processes that do not hold them."""

    def total(self) -> float:
        return self.write + self.read + self.merge + self.load


def cost(law: Law, of: Load, prices: Prices, built: bool) -> Cost:
    """As built, a process holds the celebrities asked for last and reads their posts again when they post. Otherwise
    those of all are at hand everywhere, always."""
    insert = prices.insert_valkey + prices.insert_client + prices.follower_read
    read = of.reads * (prices.page_api + prices.page_valkey) / 1e6
    merge = of.reads * prices.page_celebrity * of.followed / 1e6
    return Cost(
        write=of.writes * insert / 1e6,
        read=read,
        merge=merge,
        load=_load(law, of, prices, read + merge) if built else 0,
    )


def _load(law: Law, of: Load, prices: Prices, cores: float) -> float:
    missed = of.followed * missing(law, of, prices.held)
    pages = of.reads * (-np.expm1(-missed) * prices.page_load + missed * prices.page_missed)
    processes = max(1.0, cores * law.habits.peak / prices.busy)
    changes = of.celebrity_posts * processes * (prices.page_load + prices.page_missed)
    return float(pages + changes) / 1e6


def missing(law: Law, of: Load, held: float) -> float:
    """The share of followed celebrities whom a process that holds `held` lacks, when those asked for last are held and
    each is asked for as often as followed (Che, Tung and Wang 2002)."""
    if of.celebrities <= held:
        return 0.0
    marks = np.geomspace(of.threshold, law.most, STEPS + 1)
    above, ties = (law.accounts * np.array([law.moment(p, least=mark) for mark in marks]) for p in (0, 1))
    celebrities, follows = above[:-1] - above[1:], ties[:-1] - ties[1:]
    followers = follows / celebrities
    low, high = 0.0, 1 / law.least
    for _ in range(100):
        pages = (low + high) / 2  # of each follower, until somebody is let go of who is not asked for
        full = np.sum(celebrities * -np.expm1(-followers * pages)) > held
        low, high = (low, pages) if full else (pages, high)
    return float(np.sum(follows * np.exp(-followers * low)) / np.sum(follows))


def pull(law: Law, prices: Prices) -> float:
    """Cores busy in the mean second when every page is one SQL statement; its time grows with the people followed."""
    habits = law.habits
    reads = law.accounts * habits.daily * habits.pages / DAY
    return reads * prices.pull_page * habits.follows / prices.pull_follows / 1e6


def best_threshold(law: Law, prices: Prices, built: bool, steps: int = 600) -> tuple[float, float]:
    """The threshold of least total cost, and that cost in cores; infinite where pushing to everybody is cheapest."""
    marks = np.append(np.geomspace(max(law.least, 10), law.most, steps), np.inf)
    costs = [cost(law, load(law, float(mark)), prices, built).total() for mark in marks]
    at = int(np.argmin(costs))
    return float(marks[at]), costs[at]


def break_even(habits: Habits, prices: Prices) -> float:
    """Posts a day above which pulling an author is cheaper than pushing, however many follow: both grow with them."""
    insert = prices.insert_valkey + prices.insert_client + prices.follower_read
    return habits.daily * habits.pages * prices.page_celebrity / (habits.monthly * insert)
