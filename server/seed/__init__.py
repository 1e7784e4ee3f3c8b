"""A living town to look around in: sixty people, whom they follow, and four hundred photos of the last sixty days."""

from importlib.util import find_spec

import click

from server.settings import Settings

NEEDED = ("numpy", "scipy", "skimage", "sklearn")
"""Where pictures come from; installed with the extra `seed`."""


async def run(settings: Settings) -> None:
    """Makes the town, or what is missing of it, and prints how to sign in."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        raise click.ClickException(f"the town needs {', '.join(absent)}: install requirements/dev.txt")
    from server.seed import founding, people

    await founding.found(settings, people.residents())
