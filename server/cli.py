"""The command line, `vitrine up` and all the others: `vitrine --help` lists them."""

import asyncio
import importlib
import inspect
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import click

from server import engines
from server.engines import ports
from server.engines.refusal import Refusal
from server.settings import Settings, SettingsError, environ, load
from shared.accounts import Role

TIERS = ("fanout", "media", "video", "ml", "archive", "relay")
POPULATIONS = ("15000", "5000", "1000", "500")
MODELS = ("nsfw", "faces", "content")
SIMULATIONS = ("town", "cold", "ablation", "starter", "scale")


def main() -> None:
    """Runs the command; what a person can mend is one line on standard error and exit code 1."""
    try:
        command(prog_name="vitrine")
    except (Refusal, SettingsError) as refusal:
        click.secho(f"vitrine: {refusal}", err=True, fg="red")
        sys.exit(1)


@click.group()
def command() -> None:
    """Vitrine: an open-source Instagram. Settings are VITRINE_* variables, or lines of a file .env."""


@command.command()
def up() -> None:
    """Start everything and serve until Ctrl-C."""
    from server.engines.up import up as serve

    serve(load(), click.echo)


@command.command()
def api() -> None:
    """The HTTP API alone."""
    from granian.constants import Interfaces, Loops, RuntimeModes
    from granian.log import LogLevels
    from granian.server import Server

    given = load()
    port = ports.claim(given.api_host, given.api_port, "the API", "VITRINE_API_PORT")
    with engines.running(given) as settings:
        _need_secret(settings)
        os.environ.update(environ(settings))  # granian loads the app in a process of its own
        Server(
            "server.asgi:app",
            address=settings.api_host,
            port=port,
            interface=Interfaces.ASGI,
            workers=1,
            runtime_mode=RuntimeModes.st,
            loop=Loops.uvloop,
            backlog=4096,
            log_level=LogLevels(settings.log_level.lower()),
            log_access=False,
            workers_kill_timeout=5,
        ).serve()


@command.command()
def live() -> None:
    """The gateway of the live line: what is pushed to people who are connected."""
    import uvicorn

    given = load()
    port = ports.claim(given.live_host, given.live_port, "the live line", "VITRINE_LIVE_PORT")
    with engines.running(given) as settings:
        _need_secret(settings)
        config = importlib.import_module("server.live.asgi").config
        uvicorn.Server(config(settings, port)).run()


@command.command()
@click.option("--tier", "tiers", type=click.Choice(TIERS), multiple=True, help="May be repeated; all unless given.")
def worker(tiers: tuple[str, ...]) -> None:
    """Background work: fan-out, media, machine vision, and the relay of events."""
    with engines.running(load()) as settings:
        _need_secret(settings)
        run = importlib.import_module("server.worker").run
        _until_told(run(settings, tiers or TIERS))


@command.command()
def web() -> None:
    """The app at / and the dashboard at /admin. It talks to the API like any other client."""
    import uvicorn

    settings = load()
    port = ports.claim(settings.web_host, settings.web_port, "the app", "VITRINE_WEB_PORT")
    os.environ.setdefault("VITRINE_CLIENT_API_URL", settings.api_url)
    os.environ.setdefault("VITRINE_CLIENT_TOKEN", settings.web_proof)
    uvicorn.run(
        "client.web:create_app",
        factory=True,
        host=settings.web_host,
        port=port,
        log_level=settings.log_level.lower(),
        access_log=False,
        timeout_graceful_shutdown=3,  # open apps hold a socket each and would keep it waiting for ever
    )


@command.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from server.engines.up import migrate as run

    with engines.running(load()) as settings:
        count = run(settings)
    click.echo(f"{count} migrations ran." if count else "The schema was up to date.")


@command.command()
@click.argument("handle")
@click.option("--remove", is_flag=True, help="Make the person a plain person again.")
def moderator(handle: str, remove: bool) -> None:
    """Make the person with this handle a moderator."""
    with engines.running(load()) as settings:
        asyncio.run(_grant(settings, handle, "person" if remove else "moderator"))
    click.echo(f"{handle} is {'a plain person' if remove else 'a moderator'} from the next sign-in on.")


async def _grant(settings: Settings, handle: str, role: Role) -> None:
    from server.accounts import service
    from server.kit import database, resources
    from server.kit.problems import NotFound

    async with resources.opened(settings):
        try:
            async with database.transaction():
                await service.grant_role(handle, role)
        except NotFound:
            raise Refusal(f"nobody here is called {handle}", "sign up in the app first") from None


@command.command()
@click.argument("target", metavar="FILE|HASH")
@click.argument("reason")
def block(target: str, reason: str) -> None:
    """Refuse a picture from now on, with everything that looks the same: a file, or its PDQ hash in hex."""
    found = _at_the_block_list(lambda blocking: blocking.block(target, reason), target)
    click.echo(f"{found.hex()} is on the block list. What is shown already stays.")


@command.command()
@click.argument("target", metavar="FILE|HASH")
def unblock(target: str) -> None:
    """Allow a picture again."""
    gone = _at_the_block_list(lambda blocking: blocking.unblock(target), target)
    click.echo(f"{gone} taken off the block list." if gone else "It was not on the block list.")


def _at_the_block_list(work: Callable[[Any], Coroutine[Any, Any, Any]], target: str) -> Any:
    from server.kit import resources
    from server.media.vision import blocking

    async def done(settings: Settings) -> Any:
        async with resources.opened(settings):
            try:
                return await work(blocking)
            except blocking.Unusable as unusable:
                raise Refusal(f"{target} cannot be on the block list", str(unusable)) from None

    with engines.running(load()) as settings:
        return asyncio.run(done(settings))


@command.command()
@click.option("--model", type=click.Choice(MODELS), required=True, help="Whose findings to renew.")
@click.option("--all", "unseen", is_flag=True, help="Also what the model has never seen.")
def analyse(model: str, unseen: bool) -> None:
    """Have machine vision look again at what another version of a model has seen. May be broken off and repeated."""
    with engines.running(load()) as settings:
        _until_told(_analyse(settings, model, unseen))


async def _analyse(settings: Settings, model: Any, unseen: bool) -> None:
    from server.kit import ids, resources
    from server.media.vision import service

    if not settings.vision:
        raise Refusal("VITRINE_VISION is off", "turn it on for this command and for the workers")
    count = 0
    async with resources.opened(settings):
        before = ids.new_id()
        while found := await service.renew(model, unseen=unseen, before=before, limit=500):
            count, before = count + len(found), found[-1]
            click.echo(f"{count} given to the workers")
            while await service.waiting() > 1000:  # noqa: ASYNC110 - the work is elsewhere
                await asyncio.sleep(1)
    click.echo("That was all." if count else "Everything was up to date.")


@command.command()
def reindex() -> None:
    """Make the search index anew from the tables, while everything goes on. May be broken off and repeated."""
    with engines.running(load()) as settings:
        _until_told(_reindex(settings))


async def _reindex(settings: Settings) -> None:
    from server.kit import resources
    from server.search.indexing.rebuild import rebuild

    async with resources.opened(settings):
        await rebuild(lambda what, count: click.echo(f"{count:,} {what}"))
    click.echo("The index is what the tables say.")


@command.command()
@click.argument("what", type=click.Choice(("feed",)))
@click.option("--promote", is_flag=True, help="Let it rank at once if it is better, without a day in the shadow.")
def train(what: str, promote: bool) -> None:
    """Learn from what people did: a ranker for the home feed, as every night. Uses one core while it is idle."""
    if hasattr(os, "nice"):
        os.nice(15)
    with engines.running(load()) as settings:
        _until_told(_train(settings, promote))


async def _train(settings: Settings, promote: bool) -> None:
    from server.feed.training import service
    from server.kit import resources

    async with resources.opened(settings):
        for line in await service.train(at_once=promote):
            click.echo(line)


@command.command()
@click.option("--back", is_flag=True, help="Let the one rank again that did before the present one.")
def models(back: bool) -> None:
    """List the rankers of the home feed, the newest first."""
    with engines.running(load()) as settings:
        asyncio.run(_models(settings, back))


async def _models(settings: Settings, back: bool) -> None:
    from server.feed.ranking import shadowing
    from server.feed.training import registry
    from server.kit import database, resources

    async with resources.opened(settings):
        if back:
            try:
                async with database.transaction():
                    version = await registry.back()
            except LookupError:
                raise Refusal("there is nothing to go back to", "the model that comes with Vitrine ranks") from None
            click.echo(f"Model {version} ranks again, in every process within seconds.")
        for one in await registry.listed():
            model = one.model
            click.echo(
                f"{model.version:>20}  {model.state:<9}  {model.kind:<7}  {model.trained_on:<10}"
                f"  {model.trained_at:%Y-%m-%d %H:%M}  {model.rows:>9,} impressions  NDCG@10 {model.ndcg:.4f}"
                f"  calibration {model.calibration:.2f}"
            )
            if model.state == "shadow":
                found = await shadowing.agreement(int(model.version))
                click.echo(
                    f"{'':>20}  tried on {found.pages} pages: orders agree by {found.correlation:.2f} (Spearman),"
                    f" the first ten by {found.overlap:.0%}, {found.ms:.1f} ms a page"
                )


@command.command()
@click.option("--population", type=click.Choice(POPULATIONS), default=POPULATIONS[0], help="Of the smallest place.")
def gazetteer(population: str) -> None:
    """Load the places of the world, or those of a newer package; places that are in use stay."""
    with engines.running(load()) as settings:
        count = asyncio.run(_load_places(settings, int(population)))
    click.echo(f"{count:,} places; the workers make them searchable.")


async def _load_places(settings: Settings, population: Any) -> int:
    from server.kit import resources
    from server.places import gazetteer

    async with resources.opened(settings):
        return await gazetteer.load(population)


@command.command()
def seed() -> None:
    """Fill the database with a living town. Running it again changes nothing."""
    from server.engines.up import migrate as migrate_first

    with engines.running(load()) as settings:
        migrate_first(settings)
        _call(importlib.import_module("server.seed").run, settings)


@command.command()
@click.argument("names", nargs=-1)
def bench(names: tuple[str, ...]) -> None:
    """Measure; all benchmarks unless named."""
    _call(importlib.import_module("tests.benchmarks").run, names)


@command.command()
@click.argument("what", nargs=-1, type=click.Choice(SIMULATIONS))
@click.option("--towns", default=5, show_default=True, help="How many, with seeds from 1 on.")
@click.option("--people", default=150, show_default=True, help="In each.")
@click.option("--jobs", default=1, show_default=True, help="Processes.")
def simulate(what: tuple[str, ...], towns: int, people: int, jobs: int) -> None:
    """Judge the order of Home in a simulated town, train the model that comes with Vitrine, reckon what sizes cost.

    town: policies held against each other; cold: first days of an installation; ablation: by group of columns; starter:
    writes the model; scale: push and pull up to two thousand million accounts. The first three unless named.
    """
    study = importlib.import_module("server.simulation.study")
    design = study.Design(people=people, seeds=tuple(range(1, towns + 1)))
    importlib.import_module("server.simulation.command").run(what or SIMULATIONS[:3], design, jobs, click.echo)


@command.command()
def doctor() -> None:
    """Say what is wrong with this installation, and what helps."""
    from server.engines.doctor import examine

    sys.exit(0 if asyncio.run(examine(load(), click.echo)) else 1)


def _need_secret(settings: Settings) -> None:
    if not settings.secret:
        raise Refusal("VITRINE_SECRET is not set", "give every process of this installation the same long random text")


def _until_told(work: Coroutine[Any, Any, None]) -> None:
    """Runs it to its end; SIGINT and SIGTERM cancel it."""
    import uvloop

    async def cancellable() -> None:
        task = asyncio.ensure_future(work)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    uvloop.run(cancellable())


def _call(run: Callable[..., Any], *arguments: Any) -> None:
    result = run(*arguments)
    if inspect.iscoroutine(result):
        asyncio.run(result)
