"""The commands of those who run the place: `block`, `unblock` and `analyse`."""

import asyncio
import os
import sys
from pathlib import Path

from msgspec.structs import replace

from server.kit import database
from server.media.vision import models, service
from server.settings import Settings, environ
from tests.media.vision import samples
from tests.world import World, opened_world


async def vitrine(settings: Settings, *words: str) -> tuple[int, str]:
    """Exit code and last line of a command beside this running installation."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server",
        *words,
        env=inherited | environ(replace(settings, vision=True)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode().strip().rpartition("\n")[2]


async def test_a_file_is_blocked_and_allowed_again(world: World, tmp_path: Path) -> None:
    file = tmp_path / "cat.png"
    samples.photograph("chelsea").write_to_file(str(file))
    code, said = await vitrine(world.settings, "block", str(file), "stolen")
    assert code == 0
    assert "is on the block list" in said
    row = await database.fetchrow("SELECT pdq, reason FROM blocked_pictures")
    assert row is not None
    assert (row["pdq"].hex(), row["reason"]) == (said.split()[0], "stolen")
    assert await vitrine(world.settings, "unblock", said.split()[0]) == (0, "1 taken off the block list.")
    code, said = await vitrine(world.settings, "block", "nothing.jpg", "stolen")
    assert code == 1
    assert "nothing.jpg cannot be on the block list" in said


async def test_analyse_names_what_another_version_has_seen(clean_settings: Settings) -> None:
    async with opened_world(clean_settings, vision=True) as world:
        owner = await world.newcomer()
        seen, unseen = [await samples.shown(owner.user_id, samples.photograph("chelsea")) for _ in range(2)]
        await service.analyse(seen)
        assert await vitrine(world.settings, "analyse", "--model", "nsfw") == (0, "Everything was up to date.")
        await database.execute("UPDATE media_findings SET version = 'older' WHERE model = 'nsfw'")
        code, said = await vitrine(world.settings, "analyse", "--model", "nsfw")
        assert (code, said, await service.waiting()) == (0, "That was all.", 1)
        await vitrine(world.settings, "analyse", "--model", "nsfw", "--all")
        assert await service.waiting() == 2
        await world.drain()
        versions = await database.fetch("SELECT media_id, version FROM media_findings WHERE model = 'nsfw'")
        assert {tuple(row) for row in versions} == {(seen, models.VERSIONS["nsfw"]), (unseen, models.VERSIONS["nsfw"])}
