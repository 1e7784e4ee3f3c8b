"""The whole way of the town: people arrive, befriend each other and hang pictures. Each step skips what is there."""

import asyncio
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from server.kit import resources
from server.seed import arrivals, chatter, darkroom, friendships, gallery, people
from server.seed.graph import drawn
from server.seed.people import Resident
from server.settings import Settings

WORTH_A_VISIT = (
    ("ridge.by.ridge", "a hiker whom nearly everyone follows"),
    ("miso.the.tabby", "a cat of importance"),
    ("crumb.and.crust", "a baker who knows everybody"),
    ("fog.collector", "a quiet feed full of mist"),
    ("sunday.proof", "private, with people waiting at the door"),
)


async def found(settings: Settings, residents: Sequence[Resident]) -> None:
    """Makes what is missing of the town and prints how to sign in."""
    console = Console()
    started = time.monotonic()
    async with resources.opened(settings):
        with _progress(console) as progress:
            step = _steps(progress)
            arrived = await arrivals.settle(residents, people.moderator(), step("People", len(residents) + 1))
            founded = arrived[0].since
            posts = gallery.planned_posts(arrived, founded)
            photos = await gallery.missing(posts)
            faces = [one for one in arrived if not one.pictured]
            async with asyncio.TaskGroup() as tasks, darkroom.opened() as develop:
                befriended = step("Friendships", len(arrived))
                tasks.create_task(friendships.befriend(arrived, drawn(residents), befriended))
                if faces or photos:
                    await gallery.hang(faces, photos, develop, step("Pictures", len(faces) + len(photos)))
            quiet = await chatter.unspoken(posts)
            await chatter.talk(arrived, quiet, drawn(residents), step("Talk", len(quiet)))
    left_out = {one.handle for one in residents} - {one.viewer.handle for one in arrived}
    _tell(console, settings, len(photos), left_out, time.monotonic() - started)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<12}"),
        BarColumn(40),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _steps(progress: Progress) -> Callable[[str, int], Callable[[], None]]:
    def step(name: str, count: int) -> Callable[[], None]:
        task = progress.add_task(name, total=count)
        return lambda: progress.advance(task)

    return step


def _tell(console: Console, settings: Settings, new: int, left_out: set[str], seconds: float) -> None:
    happened = f"{new} photos hung" if new else "The town was complete; nothing was added"
    console.print(f"\n{happened} in {seconds:.0f} s. Open {settings.web_url} and sign in as one of these:\n")
    table = Table(box=None, pad_edge=False)
    for heading in ("Handle", "Who", "Password"):
        table.add_column(heading)
    for handle, who in WORTH_A_VISIT:
        table.add_row(handle, who, people.PASSWORD)
    table.add_row(people.MODERATOR, "the moderator, for /admin", people.PASSWORD)
    console.print(table)
    if left_out:
        console.print(f"\nLeft out, because others have these handles: {', '.join(sorted(left_out))}")
    console.print("\nAll sixty share that password, so keep this town where no stranger can reach it.")
