"""How many followers accounts have, and what people do. Sources in `docs/scale.md`."""

from typing import overload

import msgspec
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class Habits(msgspec.Struct, frozen=True):
    """What is known or assumed of people."""

    follows: float = 190.0
    """In the mean."""
    exponent: float = 2.276
    """Of the density of the number of followers."""
    largest: float = 0.17
    """Followers of the most followed account, of all accounts."""
    monthly: float = 0.67
    """Of all accounts, those seen within 30 days: only their timelines are kept."""
    daily: float = 0.4
    posts: float = 0.127
    """A day and account, in the mean."""
    eagerness: float = 0.25
    """Posts a day grow with this power of the number of followers."""
    pages: float = 25.0
    """That somebody who comes on a day reads."""
    peak: float = 2.2
    """The busiest second to the mean one."""


class Law:
    """How many followers an account has: density c·k^-exponent between `least` and `most`, with the given mean."""

    def __init__(self, accounts: float, habits: Habits) -> None:
        self.accounts = accounts
        self.habits = habits
        self.most = max(habits.largest * accounts, 2 * habits.follows)
        low, high = 1e-3, habits.follows
        for _ in range(200):
            self.least = (low + high) / 2
            self._c = 1.0
            self._c = 1 / self.moment(0)
            low, high = (self.least, high) if self.moment(1) < habits.follows else (low, self.least)
        self.base_rate = habits.posts / self.moment(habits.eagerness)
        """Posts a day of an account with one follower, by the power law of posting."""

    def moment(self, power: float, least: float = 0.0, most: float = float("inf")) -> float:
        """The mean of k^`power` over all accounts, counting only those with `least` <= k < `most`."""
        a, b = np.clip((least, most), self.least, self.most)
        p = power - self.habits.exponent + 1
        return float(self._c * (b**p - a**p) / p) if b > a else 0.0

    def quantile(self, share: Numbers) -> Numbers:
        """Followers of the account that has more than this share of all."""
        p = 1 - self.habits.exponent
        return np.asarray((self.least**p + share * (self.most**p - self.least**p)) ** (1 / p))

    @overload
    def rate(self, followers: float) -> float: ...

    @overload
    def rate(self, followers: Numbers) -> Numbers: ...

    def rate(self, followers: float | Numbers) -> float | Numbers:
        """Posts a day of an account with so many."""
        return self.base_rate * followers**self.habits.eagerness
