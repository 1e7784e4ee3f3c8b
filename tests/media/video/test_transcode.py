"""From a stored original to a video that plays: the lowest rendition first, once, and the same when it is cut off."""

import asyncio

import pytest

from server.kit import database
from server.kit.jobs import GiveUp
from server.media import jobs, service
from server.media.events import VideoUploaded
from server.media.video import encoder, queries, transcode
from server.media.video.probe import MachineBroken
from shared.looks import Box, Look
from tests import videos
from tests.media.video import shop
from tests.world import World, blob_files

SMALL = videos.clip()
WIDE = videos.clip(1280, 720, 3)


async def test_a_video_becomes_a_ladder_with_poster_strip_and_file(world: World) -> None:
    ann = await world.newcomer()
    media_id = await shop.uploaded(ann, WIDE)
    await transcode.transcode(media_id)
    row, made = await shop.row_of(media_id), await shop.renditions(media_id)
    assert (row["state"], row["width"], row["height"], row["sound"]) == ("ready", 1280, 720, True)
    assert row["seconds"] == pytest.approx(3, abs=0.05)
    assert {name: (one["width"], one["height"]) for name, one in made.items() if name.isdigit()} == {
        "240": (426, 240),
        "480": (854, 480),
        "720": (1280, 720),
    }
    assert {one["state"] for one in made.values()} == {"ready"} and {one["percent"] for one in made.values()} == {100}
    assert made["720"]["codecs"].startswith("avc1.64") and made["720"]["codecs"].endswith(",mp4a.40.2")
    assert 0 < made["240"]["bitrate"] < made["480"]["bitrate"] < made["720"]["bitrate"] <= made["720"]["peak"]
    stored = shop.files(world, row["folder"])
    for name in ("240", "480", "720"):
        assert stored[f"{name}/index.m3u8"].startswith(b"#EXTM3U")
        assert sum(len(data) for path, data in stored.items() if path.startswith(f"{name}/")) == made[name]["bytes"]
    assert stored["strip.webp"][8:12] == b"WEBP" and len(stored["video.mp4"]) == made["mp4"]["bytes"]
    [picture] = (await service.pictures([media_id])).values()
    assert [variant.name for variant in picture.variants] == ["square", "w640", "w1080", "w1440"]
    assert picture.video is not None and picture.video.strip is not None and picture.video.strip.count == 6
    variants = await database.fetchval("SELECT sum(bytes) FROM media_variants WHERE media_id = $1", media_id)
    assert row["bytes"] == variants + sum(one["bytes"] for one in made.values())


async def test_it_can_be_seen_before_the_higher_renditions_are_made(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    ann = await world.newcomer()
    media_id = await shop.uploaded(ann, WIDE)
    real = encoder.run
    seen: list[tuple[str, dict[str, str]]] = []

    async def watched(*args: object) -> None:
        made = await shop.renditions(media_id)
        seen.append(((await shop.row_of(media_id))["state"], {name: one["state"] for name, one in made.items()}))
        await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(encoder, "run", watched)
    await transcode.transcode(media_id)
    first, _, second, last = seen
    assert first == (
        "processing",
        {"240": "making", "480": "making", "720": "waiting", "strip": "waiting", "mp4": "waiting"},
    )
    assert second == ("ready", {"240": "ready", "480": "ready", "720": "making", "strip": "ready", "mp4": "waiting"})
    assert last[1]["720"] == "ready" and last[1]["mp4"] == "making"
    assert await shop.events("MediaReady") == [{"media_id": media_id, "owner_id": ann.user_id}]
    assert await shop.events("VideoCompleted") == [{"media_id": media_id}]


async def test_an_upload_runs_through_relay_and_workers(world: World) -> None:
    ann = await world.newcomer()
    media_id = await shop.uploaded(ann, SMALL)
    assert await shop.events("VideoUploaded") == [{"media_id": media_id}]
    await world.drain()
    media = await service.own(ann, str(media_id))
    assert (media.kind, media.state) == ("video", "ready")
    assert {one.name: one.state for one in media.renditions} == {"240": "ready", "mp4": "ready"}
    assert not list((world.settings.home / "work").iterdir())


async def test_a_run_cut_off_goes_on_behind_what_was_ready(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    media_id = await shop.uploaded(await world.newcomer(), WIDE)
    real = encoder.run
    calls: list[str] = []

    def dies_at(number: int) -> None:
        async def run(folder, words, bounds, told=None) -> None:  # type: ignore[no-untyped-def]
            calls.append(" ".join(words))
            if len(calls) == number:
                raise MachineBroken("killed here")
            await real(folder, words, bounds, told)

        monkeypatch.setattr(encoder, "run", run)

    dies_at(3)
    with pytest.raises(MachineBroken):
        await transcode.transcode(media_id)
    folder = (await shop.row_of(media_id))["folder"]
    before = shop.files(world, folder)
    calls.clear()
    dies_at(0)
    await transcode.transcode(media_id)
    assert len(calls) == 2, "the second pass and the file, nothing of the first again"
    assert (await shop.row_of(media_id))["folder"] == folder
    after = shop.files(world, folder)
    assert before.items() <= after.items()
    assert {one["state"] for one in (await shop.renditions(media_id)).values()} == {"ready"}
    assert len(await shop.events("MediaReady")) == len(await shop.events("VideoCompleted")) == 1
    calls.clear()
    await transcode.transcode(media_id)
    assert calls == []


async def test_a_run_cut_off_in_the_first_pass_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    media_id = await shop.uploaded(await world.newcomer(), SMALL)
    with monkeypatch.context() as patch:

        async def dies(*_: object) -> None:
            raise MachineBroken("killed here")

        patch.setattr(transcode, "_poster", dies)
        with pytest.raises(MachineBroken):
            await transcode.transcode(media_id)
    first = (await shop.row_of(media_id))["folder"]
    await transcode.transcode(media_id)
    await world.drain()
    folder = (await shop.row_of(media_id))["folder"]
    assert folder != first and shop.folders(world) == {folder}


async def test_two_workers_on_one_video_make_it_once(world: World) -> None:
    media_id = await shop.uploaded(await world.newcomer(), SMALL)
    await asyncio.gather(transcode.transcode(media_id), transcode.transcode(media_id))
    assert len(await shop.events("MediaReady")) == len(await shop.events("VideoCompleted")) == 1
    assert len(shop.folders(world)) == 1


async def test_another_look_makes_another_folder_and_takes_the_old_files_away(world: World) -> None:
    ann = await world.newcomer()
    media_id = await shop.uploaded(ann, SMALL)
    await transcode.transcode(media_id)
    first = (await shop.row_of(media_id))["folder"]
    async with database.transaction():
        await service.give_look(media_id, Look(turn=90, crop=Box(x=0, y=0.5, width=1, height=0.5)), 0)
    await world.drain()
    row = await shop.row_of(media_id)
    assert row["state"] == "ready" and (row["width"], row["height"]) == (180, 160)
    assert row["folder"] != first and shop.folders(world) == {row["folder"]}
    video = shop.opened(shop.files(world, row["folder"])["video.mp4"]).streams.video[0]
    assert (video.width, video.height) == (180, 160)


async def test_a_look_that_changes_meanwhile_wins(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    media_id = await shop.uploaded(await world.newcomer(), SMALL)
    real = transcode._poster
    changed = []

    async def changes(job: transcode._Job) -> object:
        if not changed:
            changed.append(job.folder)
            async with database.transaction():
                await service.give_look(media_id, Look(turn=270), 1.0)
        return await real(job)

    monkeypatch.setattr(transcode, "_poster", changes)
    await transcode.transcode(media_id)
    await world.drain()
    row = await shop.row_of(media_id)
    assert (row["state"], row["width"], row["height"]) == ("ready", 180, 180)
    assert shop.folders(world) == {row["folder"]} != set(changed)
    assert len(await shop.events("MediaReady")) == 0, "told once, and the relay has taken it"


async def test_a_video_discarded_while_it_is_made_leaves_nothing(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    media_id = await shop.uploaded(await world.newcomer(), SMALL)
    real = transcode._poster

    async def discards(job: transcode._Job) -> object:
        async with database.transaction():
            await service.remove(media_id)
        return await real(job)

    monkeypatch.setattr(transcode, "_poster", discards)
    await transcode.transcode(media_id)
    await world.drain()
    assert blob_files(world.settings) == []


async def test_a_video_at_fault_fails_at_once_with_a_sentence(world: World) -> None:
    ann = await world.newcomer()
    media_id = await shop.uploaded(ann, SMALL[: len(SMALL) // 2])
    await world.drain()
    media = await service.own(ann, str(media_id))
    assert (media.state, media.problem) == ("failed", "video-truncated") and "missing" in media.reason
    assert await database.fetchval("SELECT count(*) FROM dead_letters") == 0
    assert blob_files(world.settings) == []


async def test_when_no_try_helps_the_video_fails_and_nobody_waits(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    ann = await world.newcomer()
    media_id = await shop.uploaded(ann, SMALL)

    async def broken(*_: object) -> None:
        raise GiveUp("as after the last try")

    monkeypatch.setattr(encoder, "run", broken)
    await world.drain()
    media = await service.own(ann, str(media_id))
    assert (media.state, media.problem) == ("failed", "video-lost") and media.reason
    assert len(await database.fetch("SELECT * FROM dead_letters")) == 1
    assert blob_files(world.settings) == []


async def test_when_no_try_helps_what_plays_already_stays(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    media_id = await shop.uploaded(await world.newcomer(), WIDE)
    real = encoder.run

    async def breaks_later(folder, words, bounds, told=None) -> None:  # type: ignore[no-untyped-def]
        if any("v720" in word for word in words):
            raise GiveUp("as after the last try")
        await real(folder, words, bounds, told)

    monkeypatch.setattr(encoder, "run", breaks_later)
    with pytest.raises(GiveUp):
        await transcode.transcode(media_id)
    await jobs._give_up(VideoUploaded(media_id=media_id))
    states = {name: one["state"] for name, one in (await shop.renditions(media_id)).items()}
    assert states == {"240": "ready", "480": "ready", "strip": "ready", "720": "failed", "mp4": "failed"}
    assert (await shop.row_of(media_id))["state"] == "ready"
    assert await shop.events("VideoCompleted") == [{"media_id": media_id}]


async def test_the_sweep_ends_videos_that_nobody_makes_any_more(world: World) -> None:
    ann = await world.newcomer()
    lost, half, waiting = [await shop.uploaded(ann, SMALL) for _ in range(3)]
    await transcode.transcode(half)
    await database.execute("UPDATE renditions SET state = 'making' WHERE media_id = $1 AND name = 'mp4'", half)
    await database.execute("UPDATE uploads SET completed_at = now() - interval '1 hour'")
    await database.execute("DELETE FROM outbox WHERE (payload->>'media_id')::bigint = ANY($1::bigint[])", [lost, half])
    await jobs.expire_uploads()
    assert ((await shop.row_of(lost))["state"], (await shop.row_of(lost))["problem"]) == ("failed", "video-lost")
    assert (await shop.row_of(half))["state"] == "ready" and (await shop.renditions(half))["mp4"]["state"] == "failed"
    assert (await shop.row_of(waiting))["state"] == "processing"


async def test_progress_grows_and_never_ends_early(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    media_id = await shop.uploaded(await world.newcomer(), videos.clip(640, 480, 3))
    told: list[int] = []
    real = queries.set_percent

    async def noted(media: int, names: list[str], percent: int) -> None:
        told.append(percent)
        await real(media, names, percent)

    monkeypatch.setattr(queries, "set_percent", noted)
    monkeypatch.setattr("server.media.video.progress.TELL_SECONDS", 0)
    await transcode.transcode(media_id)
    assert told == sorted(set(told)) and told and 0 < told[0] <= told[-1] <= 99
