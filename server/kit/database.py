"""PostgreSQL through Piccolo's engine: one pool per process, one transaction per request or job."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

import asyncpg
import msgspec
from asyncpg import Record
from asyncpg.pool import PoolConnectionProxy
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from server.settings import Settings


class Engine(PostgresEngine):
    """Piccolo's engine, without the connection that it opens at import to ask for the version."""

    async def check_version(self) -> None:
        return None

    async def prep_database(self) -> None:
        return None


DB = Engine(config={})
log = logging.getLogger(__name__)
Connection: TypeAlias = "asyncpg.Connection[Record] | PoolConnectionProxy[Record]"
AfterCommit = Callable[[], Awaitable[None]]
_after_commit: ContextVar[list[AfterCommit] | None] = ContextVar("after_commit", default=None)


async def open_pool(settings: Settings) -> None:
    """Connects. Raises what asyncpg raises when the server does not answer."""
    DB.config = {"dsn": settings.database_url}
    await DB.start_connection_pool(
        min_size=1,
        max_size=settings.database_pool,
        init=_prepare_connection,
        reset=_no_reset,
        server_settings={"application_name": "vitrine", "jit": "off"},
    )


async def close_pool() -> None:
    pool, DB.pool = DB.pool, None
    if pool is not None:
        try:
            await asyncio.wait_for(pool.close(), 5)
        except TimeoutError:
            pool.terminate()


async def _prepare_connection(connection: "asyncpg.Connection[Record]") -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, encoder=_encode_json, decoder=msgspec.json.decode, schema="pg_catalog", format="text"
        )


def _encode_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


async def _no_reset(connection: "asyncpg.Connection[Record]") -> None:
    """Nothing here leaves session state behind, so the reset's round trip is saved."""


@asynccontextmanager
async def connection() -> AsyncIterator[Connection]:
    """The connection of the open transaction, else one of the pool."""
    current = DB.current_transaction.get()
    if current is not None:
        yield current.connection
    else:
        assert DB.pool is not None, "resources are not open"
        async with DB.pool.acquire() as free:
            yield free


async def fetch(sql: str, *args: Any) -> list[Record]:
    async with connection() as c:
        return await c.fetch(sql, *args)


async def fetchrow(sql: str, *args: Any) -> Record | None:
    async with connection() as c:
        return await c.fetchrow(sql, *args)


async def fetchval(sql: str, *args: Any) -> Any:
    async with connection() as c:
        return await c.fetchval(sql, *args)


async def execute(sql: str, *args: Any) -> str:
    """Returns PostgreSQL's command tag, "UPDATE 1" for example."""
    async with connection() as c:
        return await c.execute(sql, *args)


async def executemany(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    async with connection() as c:
        await c.executemany(sql, rows)


async def delete_some(table: str, column: str, value: Any, limit: int) -> int:
    """Deletes so many of the rows in which the column has this value, of a table without partitions. Returns how many
    those were."""
    done = await execute(
        f"DELETE FROM {table} WHERE {column} = $1"
        f" AND ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {column} = $1 LIMIT $2))",
        value,
        limit,
    )
    return int(done.split()[-1])


async def batches(size: int, sql: str, *args: Any) -> AsyncGenerator[list[Record], None]:
    """All rows, so many at a time, by a cursor: of one moment, and outside the open transaction. Holds a connection of
    its own meanwhile, so whoever does not read to the end closes it."""
    assert DB.pool is not None, "resources are not open"
    async with DB.pool.acquire() as free, free.transaction(readonly=True):
        cursor = await free.cursor(sql, *args)
        while rows := await cursor.fetch(size):
            yield rows


def in_transaction() -> bool:
    return DB.current_transaction.get() is not None


class Unit:
    """One transaction that is ended by hand: `begin`, then `commit` or `rollback` once, in the same task.

    Piccolo's own context manager keeps its connection, and the task inside the transaction, when the server dies in the
    middle and the rollback fails. This one lets go of both whatever happens.
    """

    def __init__(self) -> None:
        self._callbacks: list[AfterCommit] = []
        self.open = False

    async def begin(self) -> None:
        assert DB.pool is not None, "resources are not open"
        transaction = PostgresTransaction(DB)
        transaction.connection = await DB.pool.acquire()
        try:
            transaction.transaction = transaction.connection.transaction()
            await transaction.transaction.start()
        except BaseException:
            await _give_back(transaction.connection)
            raise
        self._transaction = transaction
        self._current = DB.current_transaction.set(transaction)
        self._token = _after_commit.set(self._callbacks)
        self.open = True

    async def commit(self) -> None:
        """What `after_commit` left is run here; the state is durable by then, so its failures are only logged."""
        await self._end(self._transaction.commit)
        for callback in self._callbacks:
            try:
                await callback()
            except Exception:
                log.exception("after the commit")

    async def rollback(self) -> None:
        """A server that is gone has rolled back by itself."""
        try:
            await self._end(self._transaction.rollback)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("not rolled back by us: %s", error)

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        self.open = False
        _after_commit.reset(self._token)
        DB.current_transaction.reset(self._current)
        connection = self._transaction.connection
        try:
            await end()
        except BaseException:
            connection.terminate()
            raise
        finally:
            await _give_back(connection)


async def _give_back(connection: "PoolConnectionProxy[Record]") -> None:
    if DB.pool is not None:
        await DB.pool.release(connection)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """One transaction around the block; inside another one it joins that."""
    if in_transaction():
        yield
        return
    unit = Unit()
    await unit.begin()
    try:
        yield
    except BaseException:
        await unit.rollback()
        raise
    await unit.commit()


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """What fails inside is undone without losing the transaction around it."""
    async with connection() as c, c.transaction():
        yield


async def after_commit(callback: AfterCommit) -> None:
    """Runs the callback once the transaction is durable, before the answer leaves; at once when none is open."""
    callbacks = _after_commit.get()
    if callbacks is None:
        await callback()
    else:
        callbacks.append(callback)
