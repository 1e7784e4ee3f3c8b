"""An atomic rate limiter: the generic cell rate algorithm (GCRA, ITU-T I.371) in one Lua script per question."""

import logging
import math
import time

from msgspec import Struct
from valkey.exceptions import ValkeyError

from server.kit import resources
from server.kit.problems import TooMany

log = logging.getLogger(__name__)


class Budget(Struct, frozen=True):
    """So many at once, refilled evenly over so many seconds. A `lease` asks Valkey once per so many requests."""

    burst: int
    seconds: float
    lease: int = 1


BUDGETS: dict[str, Budget] = {
    "read": Budget(1200, 60, lease=20),
    "anonymous": Budget(300, 60),
    "unverified": Budget(3000, 60),
    "write": Budget(240, 60),
    "relation": Budget(120, 60),
    "publish": Budget(60, 600),
    "search": Budget(300, 60, lease=5),
    "like": Budget(300, 60, lease=10),
    "events": Budget(60, 60),
    "comment": Budget(60, 60),
    "share": Budget(30, 600),
    "upload": Budget(600, 60),
    "preview": Budget(900, 60),
    "live": Budget(3000, 60),
    "archive": Budget(10, 3600),
    "sign_in": Budget(20, 300),
    "sign_in_handle": Budget(10, 300),
    "sign_up": Budget(10, 3600),
}

SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local interval, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local after = arrival + interval * cost
local wait = after - interval * burst - now
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.3f', after), 'PX', math.ceil(after - now))
return 0
"""
LEASE_SECONDS = 10.0
"""What is left of a lease by then is lost: were it shorter, who scrolls slowly would pay a whole one for each page."""
LEASES_KEPT = 50_000
_leases: dict[str, tuple[int, float]] = {}
unanswered = 0
"""Questions that Valkey did not answer, and that were therefore allowed."""


async def spend(name: str, who: str) -> None:
    """Takes one from the budget `name` of `who` (an account or an address).

    Raises `TooMany` with `Retry-After` in seconds when it is used up. Fails open when Valkey does not answer.
    """
    global unanswered
    if not resources.settings().rate_limits:
        return
    budget = BUDGETS[name]
    key = f"rate:{name}:{who}"
    left, until = _leases.get(key, (0, 0.0))
    now = time.monotonic()
    if left > 0 and now < until:
        _leases[key] = (left - 1, until)
        return
    interval = budget.seconds * 1000 / budget.burst
    try:
        [wait] = await resources.pipe().run(("EVAL", SCRIPT, 1, key, str(interval), budget.burst, budget.lease))
    except (ValkeyError, OSError) as error:
        unanswered += 1
        log.warning("rate limit not asked: %s", error)
        return
    if wait:
        seconds = math.ceil(wait / 1000)
        raise TooMany(
            "too-many-requests", f"Too many at once. Try again in {seconds} s.", headers={"Retry-After": str(seconds)}
        )
    if budget.lease > 1:
        if len(_leases) > LEASES_KEPT:
            _leases.clear()
        _leases[key] = (budget.lease - 1, now + LEASE_SECONDS)


def forget_leases() -> None:
    """For tests, which change installations within one process."""
    _leases.clear()
