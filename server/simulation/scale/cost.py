"""What the feed does in a second, and what that takes."""

from typing import Final

import msgspec
import numpy as np

from server.simulation.scale.law import Habits, Law

DAY: Final = 86_400.0


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
    page_book: float = 0.1
    """More for each celebrity there is: whether the reader follows them is asked on every page."""
    pull_page: float = 9_300.0
    """One SQL statement that joins the newest posts of `pull_follows` people."""
    pull_follows: float = 290.0
    reload: float = 2_000.0
    """In each API process, for each post of a celebrity: 1,000 ids are read again. Estimated, not measured."""
    entry_bytes: float = 80.0
    entries: float = 1_000.0
    book_bytes: float = 60.0
    """An entry of a celebrity in each API process."""
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
    reload: float

    def total(self) -> float:
        return self.write + self.read + self.merge + self.reload


def cost(law: Law, of: Load, prices: Prices, book: bool) -> Cost:
    """With `book` as built: every process holds all celebrities, and every page asks about all of them. Without: the
    celebrities whom a reader follows are kept per reader, their posts in Valkey by author."""
    habits = law.habits
    insert = prices.insert_valkey + prices.insert_client + prices.follower_read
    asked = prices.page_book * of.celebrities if book else 0.0
    merge = of.reads * (prices.page_celebrity * of.followed + asked) / 1e6
    read = of.reads * (prices.page_api + prices.page_valkey) / 1e6
    processes = max(1.0, (read + merge) * habits.peak / prices.busy) if book else 1.0
    return Cost(
        write=of.writes * insert / 1e6,
        read=read,
        merge=merge,
        reload=of.celebrity_posts * processes * prices.reload / 1e6,
    )


def pull(law: Law, prices: Prices) -> float:
    """Cores busy in the mean second when every page is one SQL statement; its time grows with the people followed."""
    habits = law.habits
    reads = law.accounts * habits.daily * habits.pages / DAY
    return reads * prices.pull_page * habits.follows / prices.pull_follows / 1e6


def best_threshold(law: Law, prices: Prices, book: bool, steps: int = 600) -> tuple[float, float]:
    """The threshold of least total cost, and that cost in cores; infinite where pushing to everybody is cheapest."""
    marks = np.append(np.geomspace(max(law.least, 10), law.most, steps), np.inf)
    costs = [cost(law, load(law, float(mark)), prices, book).total() for mark in marks]
    at = int(np.argmin(costs))
    return float(marks[at]), costs[at]


def break_even(habits: Habits, prices: Prices) -> float:
    """Posts a day above which pulling an author is cheaper than pushing, however many follow: both grow with them."""
    insert = prices.insert_valkey + prices.insert_client + prices.follower_read
    return habits.daily * habits.pages * prices.page_celebrity / (habits.monthly * insert)
