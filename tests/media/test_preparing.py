"""From stored bytes to a picture in all sizes: once, whole, and the same however often it is cut off."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from asyncpg import Record

from server.kit import database, ids
from server.kit.problems import Conflict, NotFound
from server.kit.viewer import Viewer
from server.media import jobs, preparing, queries, service, store, uploads
from server.media.decoder import spare
from server.media.events import MediaDiscarded, UploadCompleted
from tests.media import pictures
from tests.world import World, blob_files

PHOTO = pictures.photo(1080, 800)


async def uploaded(owner: Viewer, data: bytes = PHOTO) -> int:
    """A media whose original has arrived and that nobody has prepared yet."""
    upload = await uploads.begin(owner.user_id, len(data), "tus")
    await uploads.receive(upload, 0, pictures.chunks(data), announced=len(data))
    return upload.media_id


async def ready(owner: Viewer, data: bytes = PHOTO) -> int:
    media_id = await uploaded(owner, data)
    await preparing.prepare(media_id)
    return media_id


async def events(topic: str) -> list[dict[str, Any]]:
    rows = await database.fetch("SELECT payload FROM outbox WHERE topic = $1 ORDER BY id", topic)
    return [row["payload"] for row in rows]


def names(world: World) -> set[str]:
    """Of the stored variants."""
    return {path.name for path in variants(world)}


def variants(world: World) -> list[Path]:
    return [path for path in blob_files(world.settings) if path.suffix == ".webp"]


async def standing(media_id: int) -> Record:
    row = await database.fetchrow("SELECT * FROM media WHERE id = $1", media_id)
    assert row is not None
    return row


async def state(media_id: int) -> str | None:
    found: str | None = await database.fetchval("SELECT state FROM media WHERE id = $1", media_id)
    return found


async def test_every_size_is_stored_under_its_digest_and_the_original_goes_once_it_is_sealed(world: World) -> None:
    ann = await world.newcomer()
    media_id = await ready(ann)
    picture = (await service.pictures([media_id]))[media_id]
    assert [variant.name for variant in picture.variants] == ["square", "w640", "w1080"]
    assert names(world) == {variant.url.rpartition("/")[2] for variant in picture.variants}
    for path in variants(world):
        assert path.name == f"{store.digest_of(path.read_bytes()).hex()}.webp"
        assert path.parent.name == path.name[:2]
    assert (picture.width, picture.height) == (1080, 800) and len(picture.blurhash) == 28
    assert await events("MediaReady") == [{"media_id": media_id, "owner_id": ann.user_id}]
    assert len(blob_files(world.settings)) == 4, "a draft may still want another look"
    async with database.transaction():
        await service.seal(media_id)
    assert await database.fetchval("SELECT count(*) FROM upload_parts") == 0
    assert len(blob_files(world.settings)) == 3


async def test_preparing_again_changes_nothing(world: World) -> None:
    media_id = await ready(await world.newcomer())
    before = await service.pictures([media_id])
    await preparing.prepare(media_id)
    await jobs.prepare_picture(UploadCompleted(media_id=media_id))
    assert await service.pictures([media_id]) == before
    assert len(await events("MediaReady")) == 1
    await preparing.prepare(ids.new_id())


async def test_two_workers_on_one_picture_make_it_once(world: World) -> None:
    media_id = await uploaded(await world.newcomer())
    outcomes = await asyncio.gather(*(preparing.prepare(media_id) for _ in range(3)), return_exceptions=True)
    assert all(outcome is None or isinstance(outcome, OSError) for outcome in outcomes), outcomes
    assert len(await events("MediaReady")) == 1
    assert len(names(world)) == 3


STEPS: list[tuple[Any, str]] = [
    (store, "read_parts"),
    (spare, "decode"),
    (queries, "set_ready"),
    (queries, "delete_variants"),
    (queries, "lock_digest"),
    (store, "put_variants"),
    (queries, "add_variants"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
async def test_a_run_cut_off_anywhere_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch, world: World, module: Any, step: str, after: bool
) -> None:
    media_id = await uploaded(await world.newcomer())
    real: Callable[..., Awaitable[Any]] = getattr(module, step)

    if step == "read_parts":

        async def dies(*args: Any, **named: Any) -> Any:  # type: ignore[misc]
            if after:
                async for chunk in real(*args, **named):  # type: ignore[attr-defined]
                    yield chunk
            raise ConnectionError("killed here")
    else:

        async def dies(*args: Any, **named: Any) -> Any:  # type: ignore[misc]
            if after:
                await real(*args, **named)
            raise ConnectionError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr(module, step, dies)
        with pytest.raises(ConnectionError):
            await preparing.prepare(media_id)
    assert await state(media_id) == "processing"
    assert await service.pictures([media_id]) == {}
    assert await events("MediaReady") == []
    await preparing.prepare(media_id)
    assert await state(media_id) == "ready"
    assert len(await events("MediaReady")) == 1
    assert len(names(world)) == 3


async def test_an_original_whose_deletion_failed_is_no_obstacle(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    media_id = await ready(await world.newcomer())

    async def dies(*_: Any) -> None:
        raise ConnectionError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr(store, "delete_original", dies)
        async with database.transaction():
            await service.seal(media_id)
    assert await state(media_id) == "ready"
    async with database.transaction():
        await service.discard(media_id)
    await world.drain()
    assert blob_files(world.settings) == []


async def test_a_bad_picture_fails_at_once_and_for_good(world: World) -> None:
    ann = await world.newcomer()
    media_id = await uploaded(ann, PHOTO[: len(PHOTO) // 2])
    await world.drain()
    row = await standing(media_id)
    assert (row["state"], row["problem"]) == ("failed", "picture-truncated") and "missing" in row["reason"]
    assert await database.fetchval("SELECT count(*) FROM dead_letters") == 0
    assert blob_files(world.settings) == []
    assert await service.pictures([media_id]) == {}


async def test_failure_is_told_once(world: World) -> None:
    ann = await world.newcomer()
    media_id = await uploaded(ann, PHOTO[: len(PHOTO) // 2])
    for _ in range(2):
        await preparing.prepare(media_id)
    [told] = await events("MediaFailed")
    assert told["media_id"] == media_id and told["owner_id"] == ann.user_id
    assert told["problem"] == "picture-truncated" and told["reason"]


async def test_a_broken_machine_is_tried_again(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    media_id = await uploaded(await world.newcomer())
    with monkeypatch.context() as patch:
        patch.setattr(spare, "BOOT", "import sys; sys.exit(3)")
        spare.close()
        with pytest.raises(spare.DecoderBroken):
            await jobs.prepare_picture(UploadCompleted(media_id=media_id))
        assert await state(media_id) == "processing"
    spare.close()
    await world.drain()
    assert await state(media_id) == "ready"


# what other domains ask for


async def test_only_the_owner_attaches(world: World) -> None:
    ann, bob = await world.newcomer(), await world.newcomer()
    media_id = await uploaded(ann)
    assert (await service.attach(ann, media_id)).state == "processing"
    for viewer, wanted in ((bob, media_id), (ann, 12345)):
        with pytest.raises(NotFound):
            await service.attach(viewer, wanted)
    await preparing.prepare(media_id)
    row = await service.attach(ann, media_id)
    assert (row.state, row.width, row.height, row.owner_id) == ("ready", 1080, 800, ann.user_id)


async def test_pictures_are_those_that_are_ready(world: World) -> None:
    ann = await world.newcomer()
    done, waiting = await ready(ann), await uploaded(ann)
    found = await service.pictures([done, waiting, 77])
    assert set(found) == {done} and found[done].alt == ""
    assert await service.pictures([]) == {}


async def test_a_profile_picture_must_be_ones_own_and_ready(world: World) -> None:
    ann, bob = await world.newcomer(), await world.newcomer()
    media_id = await uploaded(ann)
    with pytest.raises(Conflict, match="media-not-ready"):
        await service.own_picture(ann, str(media_id))
    await preparing.prepare(media_id)
    for viewer, wanted in ((bob, str(media_id)), (ann, "x"), (ann, "9" * 40), (ann, "٣")):
        with pytest.raises(NotFound):
            await service.own_picture(viewer, wanted)
    assert (await service.own_picture(ann, str(media_id))).id == str(media_id)


async def test_a_discarded_picture_takes_its_bytes_along(world: World) -> None:
    ann = await world.newcomer()
    media_id = await ready(ann)
    await service.attach(ann, media_id)
    async with database.transaction():
        await service.discard(media_id)
    assert await state(media_id) is None
    await world.drain()
    assert blob_files(world.settings) == []
    async with database.transaction():
        await service.discard(media_id)
    await jobs.delete_blobs(MediaDiscarded(media_id=media_id, sha256s=[], folders=[]))


async def test_discarding_in_a_transaction_that_fails_discards_nothing(world: World) -> None:
    ann = await world.newcomer()
    media_id = await ready(ann)
    await service.attach(ann, media_id)
    with pytest.raises(RuntimeError):
        async with database.transaction():
            await service.discard(media_id)
            raise RuntimeError("the post could not be deleted")
    await world.drain()
    assert await state(media_id) == "ready" and len(names(world)) == 3


async def test_a_picture_in_two_uses_stays_until_the_last_one_ends(world: World) -> None:
    ann = await world.newcomer()
    media_id = await ready(ann)
    await service.attach(ann, media_id)
    await service.attach(ann, media_id)
    await service.own_picture(ann, str(media_id))
    async with database.transaction():
        await service.discard(media_id)
    assert await state(media_id) == "ready"
    async with database.transaction():
        await service.discard(media_id, "profile")
    assert await state(media_id) is None


async def test_the_same_picture_of_somebody_else_keeps_its_bytes(world: World) -> None:
    ann, bob = await world.newcomer(), await world.newcomer()
    one, other = await ready(ann), await ready(bob)
    assert len(names(world)) == 3, "the same bytes are stored once"
    for media_id, left in ((one, 3), (other, 0)):
        async with database.transaction():
            await service.discard(media_id)
        await world.drain()
        assert len(names(world)) == left


async def test_deleting_and_making_the_same_picture_at_once_never_loses_bytes(world: World) -> None:
    ann = await world.newcomer()
    decoded = await pictures.decode(PHOTO)
    for _ in range(10):
        one, other = await uploaded(ann), await uploaded(ann)
        await preparing.finish(one, decoded)
        digests = [store.digest_of(variant.data) for variant in decoded.variants]
        async with database.transaction():
            await service.discard(one)
        await asyncio.gather(preparing.finish(other, decoded), preparing.delete_variants(digests))
        assert {f"{digest.hex()}.webp" for digest in digests} <= names(world)
        async with database.transaction():
            await service.discard(other)
        await preparing.delete_variants(digests)


async def test_a_media_discarded_while_it_is_prepared_stays_discarded(world: World) -> None:
    ann = await world.newcomer()
    media_id = await uploaded(ann)
    decoded = await pictures.decode(PHOTO)
    async with database.transaction():
        await service.discard(media_id)
    await preparing.finish(media_id, decoded)
    await world.drain()
    assert blob_files(world.settings) == []


async def test_a_publisher_that_looks_at_the_state_misses_no_change(world: World) -> None:
    """The change waits for whoever has looked, so its event comes after their decision."""
    ann = await world.newcomer()
    media_id = await uploaded(ann)
    decoded = await pictures.decode(PHOTO)
    async with database.transaction():
        assert (await service.clearance([media_id])).state == "waiting"
        # A context of its own: another process as far as transactions go.
        finishing = asyncio.create_task(preparing.finish(media_id, decoded), context=Context())
        await asyncio.sleep(0.2)
        assert not finishing.done()
    await finishing
    assert await state(media_id) == "ready"


# the sweep


async def test_the_sweep_takes_what_nothing_shows_after_a_day(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    ann = await world.newcomer()
    shown, forgotten = await ready(ann), await ready(ann, pictures.photo(90, 90))
    await service.attach(ann, shown)
    await database.execute("UPDATE uploads SET expires_at = now()")
    fresh = await ready(ann)
    # As if everything before `fresh` were made a day ago.
    monkeypatch.setattr(ids, "at", lambda _: fresh)
    await jobs.expire_uploads()
    await world.drain()
    assert await state(shown) == "ready"
    assert await state(fresh) == "ready"
    assert await state(forgotten) is None
    assert len(names(world)) == 3


async def test_the_sweep_tells_owners_of_pictures_that_nobody_will_prepare(world: World) -> None:
    ann = await world.newcomer()
    lost, waiting = await uploaded(ann), await uploaded(ann)
    await database.execute("UPDATE uploads SET completed_at = now() - interval '1 hour'")
    await database.execute("DELETE FROM outbox WHERE (payload->>'media_id')::bigint = $1", lost)
    await jobs.expire_uploads()
    row = await standing(lost)
    assert (row["state"], row["problem"]) == ("failed", "picture-lost") and row["reason"]
    assert await state(waiting) == "processing"
    await world.drain()
    assert await state(waiting) == "ready"
