"""A worker of ours that besides reacts to two events of this benchmark, and notes when. Run as a module."""

import mmap
import sys
import time
from pathlib import Path

import uvloop

from server import worker
from server.kit.jobs import job
from server.kit.outbox import Event
from server.kit.relay import Reaction
from server.reactions import REACTIONS
from server.settings import load


class Handled(Event, frozen=True):
    """Reaches a small handler in the relay."""

    number: int


class Worked(Event, frozen=True):
    """Becomes a job."""

    number: int


class Notes:
    """When each number came first, in nanoseconds of the machine's monotonic clock, and how often; shared by a file."""

    def __init__(self, path: Path, numbers: int) -> None:
        with path.open("a+b") as file:
            file.truncate(numbers * 16)
            words = memoryview(mmap.mmap(file.fileno(), numbers * 16)).cast("q")
        self.moments, self.times = words[:numbers], words[numbers:]

    def note(self, number: int) -> None:
        self.times[number] += 1
        if not self.moments[number]:
            self.moments[number] = time.monotonic_ns()


def main(path: str, numbers: str, *tiers: str) -> None:
    notes = Notes(Path(path), int(numbers))

    async def note(events: list[Handled]) -> None:
        for event in events:
            notes.note(event.number)

    @job(tier="fanout")
    async def work(event: Worked) -> None:
        notes.note(event.number)

    extended = {**REACTIONS, Handled: Reaction(handlers=(note,)), Worked: Reaction(jobs=(work,))}
    worker.REACTIONS = extended
    uvloop.run(worker.run(load(), tiers))


if __name__ == "__main__":
    main(*sys.argv[1:])
