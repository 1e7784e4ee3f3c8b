"""The rules of archives: one at a time, one a day, for its owner alone."""

from datetime import UTC, datetime, timedelta
from typing import Final

from asyncpg import Record
from msgspec import Struct

from server.archive import links, queries
from server.archive.events import ArchiveWanted
from server.archive.links import Link
from server.kit import ids, outbox
from server.kit.problems import NotFound, TooMany
from server.kit.viewer import Viewer
from shared.archive import Archive

BETWEEN: Final = timedelta(days=1)
"""From one wish to the next."""


class Stored(Struct, frozen=True):
    """An archive that may be fetched."""

    archive_id: int
    folder: str
    size: int
    name: str
    """Of the file, made of letters, digits and `._-`."""


async def want(viewer: Viewer) -> Archive:
    """Asks for a new archive; one that is being made already stays. The old one goes.

    Raises `TooMany("archive-too-soon")` with `next_at` within a day of the last, unless that failed.
    """
    archive_id = ids.new_id()
    if await queries.ask(viewer.user_id, archive_id, BETWEEN.total_seconds() / 3600):
        await outbox.emit(ArchiveWanted(viewer.user_id, archive_id))
        return await state(viewer)
    found = await state(viewer)
    if found.next_at is not None:
        seconds = max(int((found.next_at - datetime.now(UTC)).total_seconds()), 1)
        raise TooMany(
            "archive-too-soon",
            f"One archive a day: the next can be made from {found.next_at:%H:%M} on, UTC.",
            headers={"Retry-After": str(seconds)},
            next_at=found.next_at.isoformat(),
        )
    return found


async def state(viewer: Viewer) -> Archive:
    """The viewer's own, with a fresh link once it is ready."""
    row = await queries.of(viewer.user_id)
    if row is None:
        return Archive()
    if row["state"] != "ready":
        return Archive(state=row["state"])
    if row["over"]:
        return Archive(next_at=_next(row))
    return Archive(
        state="ready",
        size=row["size"],
        made_at=row["made_at"],
        expires_at=row["expires_at"],
        url=links.sign(Link(viewer.user_id, row["id"])),
        next_at=_next(row),
    )


def _next(row: Record) -> datetime | None:
    at: datetime = row["asked_at"] + BETWEEN
    return at if at > datetime.now(UTC) else None


async def opened(token: str) -> Stored:
    """What a link leads to. Raises `Gone` for one that has ended, and `NotFound` for all else that cannot be fetched:
    no link of ours, an archive that another took the place of, one whose time is over."""
    link = links.read(token)
    row = await queries.ready(link.user_id, link.archive_id)
    if row is None:
        raise NotFound("archive")
    name = f"vitrine-{row['handle']}-{row['made_at']:%Y-%m-%d}.zip"
    return Stored(link.archive_id, row["folder"], row["size"], name)
