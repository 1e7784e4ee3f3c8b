"""What serves the busiest second."""

import msgspec

from server.simulation.scale.cost import Load, Prices
from server.simulation.scale.law import Law


class Fleet(msgspec.Struct, frozen=True):
    """What serves so many pages a second at the peak, and what is written at the same time."""

    reads: float
    api_cores: float
    valkey_cores: float
    fanout_cores: float
    timelines_bytes: float
    shards: float
    """Of `shard_bytes` of timelines at most, and no busier than `Prices.busy`."""
    commands: float
    """Of all shards, a second."""


def fleet(law: Law, of: Load, prices: Prices, shard_bytes: float = 48e9) -> Fleet:
    """At the peak, while processes hold all celebrities."""
    habits = law.habits
    reads, writes = of.reads * habits.peak, of.writes * habits.peak
    merge = prices.page_celebrity * of.followed
    valkey = (reads * (prices.page_valkey + merge / 2) + writes * prices.insert_valkey) / 1e6 / prices.busy
    memory = law.accounts * habits.monthly * prices.entries * prices.entry_bytes
    return Fleet(
        reads=reads,
        api_cores=reads * (prices.page_api + merge / 2) / 1e6 / prices.busy,
        valkey_cores=valkey,
        fanout_cores=writes * (prices.insert_client + prices.follower_read) / 1e6 / prices.busy,
        timelines_bytes=memory,
        shards=max(valkey, memory / shard_bytes),
        commands=reads * prices.page_commands + writes * (1 + prices.trims),
    )


def lag(followers: float, prices: Prices, shards: float, monthly: float) -> float:
    """Seconds until the last timeline has a post: one worker sends, so many shards take, half of each is free."""
    pushed = followers * monthly
    sent = pushed * (prices.insert_client + prices.follower_read) / 1e6
    taken = pushed * prices.insert_valkey / 1e6 / max(shards * 0.5, 0.5)
    return max(sent, taken)
