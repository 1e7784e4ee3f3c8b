"""A worker number for the snowflakes of this process, leased in Valkey."""

import asyncio
import logging
import random
import secrets

from valkey.asyncio import Valkey
from valkey.exceptions import ValkeyError

from server.kit import ids

LEASE_SECONDS = 60
RENEW_SECONDS = 15
RENEW = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""
log = logging.getLogger(__name__)


class WorkerLease:
    """Starts at a random number, so that processes started after Valkey lost its data rarely meet an old holder."""

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey
        self._token = secrets.token_hex(8)
        self.number = -1

    def _key(self, number: int) -> str:
        return f"worker-number:{number}"

    async def take(self) -> int:
        """Raises `RuntimeError` when all 1,024 numbers are taken."""
        first = random.randrange(ids.WORKERS)
        for step in range(ids.WORKERS):
            number = (first + step) % ids.WORKERS
            if await self._valkey.set(self._key(number), self._token, nx=True, ex=LEASE_SECONDS):
                self.number = number
                return number
        raise RuntimeError("no worker number is free: 1,024 processes hold one")

    async def keep(self) -> None:
        """Renews until cancelled; takes another number when somebody else came to hold ours."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                if not await self._renew():
                    log.warning("worker number %d was taken over; leasing another", self.number)
                    ids.use(ids.Snowflakes(await self.take()))
            except (ValkeyError, OSError) as error:
                log.warning("worker number not renewed: %s", error)

    async def _renew(self) -> bool:
        renew = self._valkey.register_script(RENEW)
        return bool(await renew([self._key(self.number)], [self._token, LEASE_SECONDS]))

    async def give_back(self) -> None:
        try:
            if await self._valkey.get(self._key(self.number)) == self._token.encode():
                await self._valkey.delete(self._key(self.number))
        except (ValkeyError, OSError):
            log.info("worker number %d runs out by itself", self.number)
