"""What machine vision finds in a media is kept once, judged once, and never in the way."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from server.kit import database, ids, outbox, resources
from server.media import store
from server.media.vision import jobs, models, service
from server.media.vision.events import AnalysisWanted
from server.settings import Settings
from tests.media.vision import samples
from tests.world import World, opened_world

CAT, ASTRONAUT = samples.photograph("chelsea"), samples.photograph("astronaut")


@pytest_asyncio.fixture(loop_scope="session")
async def seeing(clean_settings: Settings) -> AsyncIterator[World]:
    """A world whose machine vision is on."""
    async with opened_world(clean_settings, vision=True) as opened:
        yield opened


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Changes settings of the running world."""

    def change(**changes: Any) -> None:
        changed = msgspec.structs.replace(resources.settings(), **changes)
        monkeypatch.setattr(resources, "settings", lambda: changed)

    return change


async def photo(world: World, *images: Any) -> int:
    return await samples.shown((await world.newcomer()).user_id, *(images or (CAT,)))


async def findings(media_id: int) -> dict[str, dict[str, Any]]:
    rows = await database.fetch("SELECT * FROM media_findings WHERE media_id = $1 ORDER BY model", media_id)
    return {row["model"]: dict(row) for row in rows}


async def standing(media_id: int) -> tuple[str, bool]:
    """The verdict, and whether there is one."""
    row = await database.fetchrow("SELECT verdict, analysed_at FROM media WHERE id = $1", media_id)
    assert row is not None
    return row["verdict"], row["analysed_at"] is not None


async def told(topic: str) -> list[int]:
    rows = await database.fetch("SELECT payload FROM outbox WHERE topic = $1 ORDER BY id", topic)
    return [row["payload"]["media_id"] for row in rows]


async def test_each_finding_names_its_model_and_version(seeing: World) -> None:
    media_id = await photo(seeing, ASTRONAUT)
    await service.analyse(media_id)
    found = await findings(media_id)
    assert {model: row["version"] for model, row in found.items()} == models.VERSIONS
    assert found["nsfw"]["finding"]["score"] < 0.1
    assert len(found["faces"]["finding"]["boxes"]) == 1
    assert len(found["content"]["embedding"]) == 2 * 1280
    assert await standing(media_id) == ("", True)
    assert await told("MediaAnalysed") == [media_id]


async def test_analysing_again_changes_nothing(seeing: World) -> None:
    media_id = await photo(seeing)
    await service.analyse(media_id)
    before = await findings(media_id)
    await service.analyse(media_id)
    await jobs.analyse_media(AnalysisWanted(media_id=media_id))
    assert await findings(media_id) == before
    assert await told("MediaAnalysed") == [media_id]


async def test_two_workers_on_one_media_give_one_verdict(seeing: World) -> None:
    media_id = await photo(seeing)
    await asyncio.gather(*(service.analyse(media_id) for _ in range(3)))
    assert await told("MediaAnalysed") == [media_id]


@pytest.mark.parametrize(
    ("flag", "hold", "verdict"), [(0.9, 0.95, ""), (0.0, 0.95, "flag"), (0.0, 0.0, "hold"), (0.9, 0.0, "hold")]
)
async def test_thresholds_make_a_verdict_of_the_score(
    seeing: World, settings: Any, flag: float, hold: float, verdict: str
) -> None:
    settings(nsfw_flag=flag, nsfw_hold=hold)
    media_id = await photo(seeing)
    await service.analyse(media_id)
    assert await standing(media_id) == (verdict, True)


async def test_another_look_is_looked_at_anew(seeing: World) -> None:
    media_id = await photo(seeing, CAT)
    await service.analyse(media_id)
    await samples.show(media_id, ASTRONAUT)
    await database.execute("UPDATE media SET analysed_at = NULL WHERE id = $1", media_id)
    await service.analyse(media_id)
    assert len((await findings(media_id))["faces"]["finding"]["boxes"]) == 1
    assert await standing(media_id) == ("", True)
    assert await told("MediaAnalysed") == [media_id, media_id]


async def test_a_look_that_changes_meanwhile_gets_no_verdict_of_the_old_one(
    seeing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_id = await photo(seeing, CAT)
    look = models.look

    def slowly(*args: Any) -> Any:
        seen = look(*args)
        asyncio.run_coroutine_threadsafe(samples.show(media_id, ASTRONAUT), loop).result()
        return seen

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(models, "look", slowly)
    await service.analyse(media_id)
    assert await standing(media_id) == ("", False)
    assert await findings(media_id) == {}


async def test_unknown_failed_and_unfinished_media_are_left_alone(seeing: World) -> None:
    await service.analyse(ids.new_id())
    media_id = await photo(seeing)
    for state in ("processing", "failed"):
        await database.execute("UPDATE media SET state = $2 WHERE id = $1", media_id, state)
        await service.analyse(media_id)
        assert await standing(media_id) == ("", False)
    assert await told("MediaAnalysed") == []


async def test_a_video_is_judged_by_its_worst_frame_once_there_are_more(seeing: World, settings: Any) -> None:
    poster, other = samples.photograph("rocket"), samples.photograph("retina")
    media_id = await photo(seeing, poster)
    folder = secrets.token_hex(16)
    await database.execute("UPDATE media SET kind = 'video', folder = $2 WHERE id = $1", media_id, folder)
    await service.analyse(media_id)
    first = (await findings(media_id))["nsfw"]["finding"]
    assert first["frames"] == 1

    stills = [samples.fitting(image, 160, 160) for image in (poster, poster, other, poster)]
    strip = stills[0].join(stills[1], "horizontal").join(stills[2].join(stills[3], "horizontal"), "horizontal")
    await samples.store_file(store.video_key(folder, "strip.webp"), samples.webp(strip))
    details = {"count": 4, "width": 160, "height": 160, "every": 0.5}
    await database.execute(
        "INSERT INTO renditions (media_id, name, state, details) VALUES ($1, 'strip', 'ready', $2)", media_id, details
    )
    settings(nsfw_flag=first["score"] + 0.01, nsfw_hold=0.99)
    await jobs.analyse_media(AnalysisWanted(media_id=media_id))
    whole = (await findings(media_id))["nsfw"]["finding"]
    assert whole["frames"] == 5
    assert whole["score"] > first["score"] + 0.01
    assert await standing(media_id) == ("flag", True)
    assert await told("MediaAnalysed") == [media_id, media_id]


async def test_vision_that_is_off_leaves_no_trace(world: World) -> None:
    media_id = await photo(world)
    async with database.transaction():
        await outbox.emit(AnalysisWanted(media_id=media_id))
    await world.drain()
    assert await findings(media_id) == {}
    assert await service.suggestions(media_id) is None
    assert await standing(media_id) == ("", False)


async def test_a_variant_that_cannot_be_read_ends_as_a_dead_letter(seeing: World) -> None:
    media_id = await photo(seeing)
    digest = await database.fetchval("SELECT sha256 FROM media_variants WHERE media_id = $1", media_id)
    await store.delete_variant(digest)
    await samples.store_file(store.variant_key(digest), b"RIFF of no use")
    async with database.transaction():
        await outbox.emit(AnalysisWanted(media_id=media_id))
    for _ in range(jobs.analyse_media.tries):
        await seeing.relay()
        await seeing.run_jobs("ml")
        await database.execute("UPDATE outbox SET due_at = now()")
    rows = await database.fetch("SELECT reaction, attempts FROM dead_letters")
    assert [tuple(row) for row in rows] == [("analyse_media", jobs.analyse_media.tries)]
    assert await database.fetchval("SELECT count(*) FROM outbox WHERE topic = 'AnalysisWanted'") == 0
    assert await standing(media_id) == ("", False)


async def test_without_the_model_that_judges_there_is_no_verdict(
    seeing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_looks", {**models._looks, "nsfw": None})
    media_id = await photo(seeing)
    await service.analyse(media_id)
    assert set(await findings(media_id)) == {"faces", "content"}
    assert await standing(media_id) == ("", False)
    assert await told("MediaAnalysed") == []


async def test_authors_are_proposed_an_alt_text_and_where_faces_are(seeing: World) -> None:
    media_id = await photo(seeing, CAT)
    assert await service.suggestions(media_id) is None
    await service.analyse(media_id)
    proposed = await service.suggestions(media_id)
    assert proposed is not None
    assert proposed.alt == "May show: a cat."
    assert [label.name for label in proposed.labels] == ["cat"]
    assert proposed.faces == []

    pair = await photo(seeing, ASTRONAUT.join(ASTRONAUT, "horizontal"))
    await service.analyse(pair)
    proposed = await service.suggestions(pair)
    assert proposed is not None
    left, right = proposed.faces
    assert left.x < samples.FACE[0] / 2 < left.x + left.width
    assert right.x < samples.FACE[0] / 2 + 0.5 < right.x + right.width


async def test_a_new_version_renews_what_the_old_one_found(seeing: World, monkeypatch: pytest.MonkeyPatch) -> None:
    media = [await photo(seeing) for _ in range(3)]
    for media_id in media[:2]:
        await service.analyse(media_id)
    before = ids.new_id()
    assert await service.renew("nsfw", unseen=False, before=before, limit=10) == []

    monkeypatch.setitem(models.VERSIONS, "nsfw", "open-nsfw-2")
    assert await service.renew("nsfw", unseen=False, before=before, limit=1) == [media[1]]
    assert await service.renew("nsfw", unseen=False, before=before, limit=10) == [media[0]]  # broken off, begun again
    assert await service.waiting() == 2
    await seeing.drain()
    for media_id in media[:2]:
        found = await findings(media_id)
        assert found["nsfw"]["version"] == "open-nsfw-2"
        assert found["content"]["version"] == models.VERSIONS["content"]
    assert await findings(media[2]) == {}
    assert await service.renew("nsfw", unseen=False, before=before, limit=10) == []

    assert await service.renew("nsfw", unseen=True, before=before, limit=10) == [media[2]]
    await seeing.drain()
    assert (await findings(media[2]))["nsfw"]["version"] == "open-nsfw-2"
