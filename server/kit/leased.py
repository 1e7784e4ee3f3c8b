"""A string per person in Valkey, made from SQL when it is asked for, and forgotten when what it is made of changes.

A making takes a lease and stores only while that still stands; forgetting takes it too, so that nothing is stored that
was read before a change (Nishtala et al. 2013, Scaling Memcache). While Valkey is away, strings are only made.
"""

import logging
import secrets
from collections.abc import Iterable
from typing import Final

import msgspec
from valkey.exceptions import ValkeyError

from server.kit import resources
from server.kit.pipe import Command

LEASE_SECONDS: Final = 30
STORE: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[2])
return 1
"""
log = logging.getLogger(__name__)


class Leased(msgspec.Struct, frozen=True):
    """One kind of such strings, each kept for so many seconds."""

    name: bytes
    seconds: int

    def key(self, user_id: int) -> bytes:
        return b"%b:{%d}" % (self.name, user_id)

    def _lease_key(self, user_id: int) -> bytes:
        return b"%b-lease:{%d}" % (self.name, user_id)

    def command(self, user_id: int) -> Command:
        """Its reply is the string, or None."""
        return ("GET", self.key(user_id))

    async def lease(self, user_id: int) -> bytes:
        """Take it before anything is read; it goes to `store`."""
        token = secrets.token_bytes(8)
        await self._try(user_id, ("SET", self._lease_key(user_id), token, "EX", LEASE_SECONDS))
        return token

    async def store(self, user_id: int, lease: bytes, packed: bytes) -> None:
        """Nothing is stored when it was forgotten since the lease was taken."""
        keys = self._lease_key(user_id), self.key(user_id)
        await self._try(user_id, ("EVAL", STORE, 2, *keys, lease, self.seconds, packed))

    async def forget(self, user_ids: Iterable[int]) -> None:
        """The next read makes it anew."""
        if names := [name for user_id in user_ids for name in (self._lease_key(user_id), self.key(user_id))]:
            await resources.pipe().run(*[("DEL", name) for name in names])

    async def _try(self, user_id: int, command: Command) -> None:
        try:
            await resources.pipe().run(command)
        except (ValkeyError, OSError) as error:
            log.warning("the %s of %d is not kept: %s", self.name.decode(), user_id, error)
