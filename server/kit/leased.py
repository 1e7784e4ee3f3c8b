"""What Valkey keeps for a person: made from SQL when it is asked for, and forgotten when what it is made of changes.

A making takes a lease and stores only while that still stands; forgetting takes it too, so that nothing is stored that
was read before a change (Nishtala et al. 2013, Scaling Memcache). While Valkey is away, things are only made.
"""

import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

import msgspec
from valkey.exceptions import ValkeyError

from server.kit import resources
from server.kit.pipe import Command

LEASE_SECONDS: Final = 30
STORE: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
local at = 3
for key = 2, #KEYS do
  local last = at + 1 + ARGV[at + 1]
  redis.call('DEL', KEYS[key])
  for first = at + 2, last, 1000 do
    redis.call(ARGV[at], KEYS[key], unpack(ARGV, first, math.min(first + 999, last)))
  end
  redis.call('EXPIRE', KEYS[key], ARGV[2])
  at = last + 1
end
return 1
"""
"""Keys: the lease and what is stored. Arguments: the lease as it was taken, seconds, and for each of the other keys the
command that fills it, the number of its arguments, and these."""
log = logging.getLogger(__name__)

FilledBy = Literal["SET", "SADD", "ZADD"]


class Filling(NamedTuple):
    """What is to stand in one key: the parts as the command takes them."""

    key: bytes
    command: FilledBy
    parts: Sequence[bytes | int | str]


class Lease(msgspec.Struct, frozen=True):
    """What is kept for a person under one lease, in one key or several, for so many seconds."""

    name: bytes
    seconds: int

    def lease_key(self, user_id: int) -> bytes:
        """Who changes what is kept, instead of forgetting it, deletes this."""
        return b"%b-lease:{%d}" % (self.name, user_id)

    async def lease(self, user_id: int) -> bytes:
        """Take it before anything is read; it goes to `fill`."""
        token = secrets.token_bytes(8)
        await self.attempt(user_id, ("SET", self.lease_key(user_id), token, "EX", LEASE_SECONDS))
        return token

    async def fill(self, user_id: int, lease: bytes, *fillings: Filling) -> None:
        """Nothing is stored when it was forgotten since."""
        keys = self.lease_key(user_id), *(filling.key for filling in fillings)
        told = [told for one in fillings for told in (one.command, len(one.parts), *one.parts)]
        await self.attempt(user_id, ("EVAL", STORE, len(keys), *keys, lease, self.seconds, *told))

    async def attempt(self, user_id: int, command: Command) -> None:
        try:
            await resources.pipe().run(command)
        except (ValkeyError, OSError) as error:
            log.warning("the %s of %d is not kept: %s", self.name.decode(), user_id, error)


class Leased(Lease, frozen=True):
    """One kind of such things with one key each: a string, a set or a sorted set."""

    filled_by: FilledBy = "SET"

    def key(self, user_id: int) -> bytes:
        return b"%b:{%d}" % (self.name, user_id)

    def command(self, user_id: int) -> Command:
        """Its reply is the string, or None."""
        return ("GET", self.key(user_id))

    async def store(self, user_id: int, lease: bytes, *parts: bytes | int | str) -> None:
        """The string, the members, or scores and members in turns. Nothing is stored when it was forgotten since."""
        await self.fill(user_id, lease, Filling(self.key(user_id), self.filled_by, parts))

    async def forget(self, user_ids: Iterable[int]) -> None:
        """The next read makes it anew."""
        commands: list[Command] = [("DEL", self.lease_key(user_id), self.key(user_id)) for user_id in user_ids]
        if commands:
            await resources.pipe().run(*commands)
