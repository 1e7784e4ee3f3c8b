"""Made by a worker that may die: one whole archive comes of it or none, and nothing is left lying about."""

import asyncio
import os
import time

import pytest

from server.archive import making, own_posts, store, zipping
from server.kit import database
from server.media import store as blobs
from tests import pictures
from tests.archive.belongings import fetched, make_video, wanted
from tests.world import World, blob_files


def stored_parts(world: World) -> list[str]:
    return [path.name for path in blob_files(world.settings) if "archives" in path.parts]


async def test_a_crash_in_the_middle_leaves_nothing_and_the_next_try_succeeds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await world.person("ana")
    await make_video(await world.quick_post(ana.user_id, "large"), os.urandom(200_000))
    monkeypatch.setattr(store, "PART_BYTES", 64 * 1024)
    with monkeypatch.context() as broken:

        async def die(*_: object) -> int:
            assert stored_parts(world), "a part of it is there by now"
            raise ConnectionResetError

        broken.setattr(own_posts, "write_unfinished", die)
        archive_id = await wanted(ana.user_id)
        with pytest.raises(ConnectionResetError):
            await making.make(ana.user_id, archive_id)
    assert stored_parts(world) == [] and (await ana.archive()).state == "making"
    await making.make(ana.user_id, archive_id)
    assert len(stored_parts(world)) > 3
    await fetched(world, ana)
    await making.make(ana.user_id, archive_id)
    await fetched(world, ana)


async def test_what_a_killed_worker_left_goes_with_the_next_try(world: World) -> None:
    ana = await world.person("ana")
    archive_id = await wanted(ana.user_id)
    killed = store.new_folder()
    await database.execute("UPDATE archives SET state = 'making', folder = $1", killed)
    await store.put(killed, 0, b"half of it")
    await making.make(ana.user_id, archive_id)
    assert not any(killed in str(path) for path in blob_files(world.settings))
    await fetched(world, ana)


async def test_of_two_tries_at_once_one_archive_stays(world: World) -> None:
    ana = await world.person("ana")
    await world.quick_post(ana.user_id, "a day")
    archive_id = await wanted(ana.user_id)
    await asyncio.gather(*(making.make(ana.user_id, archive_id) for _ in range(3)))
    await fetched(world, ana)
    assert len(stored_parts(world)) == 1


async def test_parts_that_no_row_names_are_swept_once_they_are_old(world: World) -> None:
    ana = await world.person("ana")
    await making.make(ana.user_id, await wanted(ana.user_id))
    orphan = store.new_folder()
    await store.put(orphan, 0, b"nobody's")
    await making.sweep()
    assert len(stored_parts(world)) == 2, "it may belong to a try that is still at work"
    days_ago = time.time() - 2 * store.AGE.total_seconds()
    for path in blob_files(world.settings):
        os.utime(path, (days_ago, days_ago))
    await making.sweep()
    assert len(stored_parts(world)) == 1
    await fetched(world, ana)


async def test_its_time_over_the_bytes_go_and_it_is_gone(world: World) -> None:
    ana = await world.person("ana")
    await ana.make_archive()
    await world.drain()
    before = await ana.archive()
    assert before.made_at and before.expires_at
    assert (before.expires_at - before.made_at).total_seconds() == world.settings.archive_days * 86_400
    await making.sweep()
    assert stored_parts(world)
    await database.execute("UPDATE archives SET expires_at = now()")
    assert (await ana.archive()).state == "none"
    assert (await world.http("GET", before.url)).status_code == 404
    await making.sweep()
    assert stored_parts(world) == [] and not await database.fetchval("SELECT count(*) FROM archives")


async def test_what_is_tried_in_vain_fails_and_may_be_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await world.person("ana")
    await ana.make_archive()
    archive_id = await database.fetchval("SELECT id FROM archives")
    await making.give_up(ana.user_id, archive_id)
    assert (await ana.archive()).state == "failed"
    await making.make(ana.user_id, archive_id)
    assert (await ana.archive()).state == "failed", "a late try changes nothing"
    assert (await ana.make_archive()).state == "waiting"
    await world.drain()
    assert (await ana.archive()).state == "ready"


async def test_many_posts_never_lie_in_memory_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await world.newcomer()
    media = await pictures.ready_media(ana.user_id)
    await database.execute(MANY, ana.user_id, media, 450)
    picture = os.urandom(50_000)
    digest = await database.fetchval("SELECT sha256 FROM media_variants WHERE media_id = $1 AND name = 'w640'", media)
    await blobs.put_variants([(digest, picture)])
    puts: list[int] = []
    asked: list[int] = []
    put, page = store.put, own_posts.queries.published

    async def counted_put(folder: str, number: int, data: bytes) -> None:
        puts.append(len(data))
        await put(folder, number, data)

    async def counted_page(user_id: int, before: int, limit: int) -> list[object]:
        found = await page(user_id, before, limit)
        asked.append(len(found))
        return list(found)

    monkeypatch.setattr(store, "PART_BYTES", 256 * 1024)
    monkeypatch.setattr(store, "put", counted_put)
    monkeypatch.setattr(own_posts.queries, "published", counted_page)
    await making.make(ana.user_id, await wanted(ana.user_id))
    assert sum(puts) > 450 * len(picture) and max(puts) == 256 * 1024
    assert sum(asked) == 450 and max(asked) == own_posts.AT_ONCE
    assert await database.fetchval("SELECT size FROM archives") == sum(puts)


async def test_a_long_video_is_passed_on_while_it_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await world.newcomer()
    film = os.urandom(8_000_000)
    await make_video(await world.quick_post(ana.user_id, "a film"), film)
    held: list[int] = []
    write = zipping.Parts.write

    def counted_write(self: zipping.Parts, data: bytes) -> int:
        done = write(self, data)
        held.append(len(self._held))
        return done

    monkeypatch.setattr(store, "PART_BYTES", 256 * 1024)
    monkeypatch.setattr(zipping.Parts, "write", counted_write)
    await making.make(ana.user_id, await wanted(ana.user_id))
    assert await database.fetchval("SELECT size FROM archives") > len(film)
    assert max(held) < len(film) // 3, "a chunk and a part, never the whole film"


MANY = """
WITH made AS (INSERT INTO posts (author_id, id, draft_id, state, caption, hashtags, mentions, published_at)
    SELECT $1, 1000 + n, 1000 + n, 'published', 'day ' || n, '{}', '{}', now() FROM generate_series(1, $3) n
    RETURNING draft_id),
media AS (INSERT INTO media (id, owner_id, state, width, height, blurhash)
    SELECT draft_id, $1, 'ready', 640, 480, '' FROM made RETURNING id),
variants AS (INSERT INTO media_variants (media_id, name, sha256, width, height, bytes)
    SELECT m.id, v.name, v.sha256, v.width, v.height, v.bytes FROM media m, media_variants v WHERE v.media_id = $2)
INSERT INTO post_items (author_id, draft_id, position, media_id, alt) SELECT $1, id, 0, id, '' FROM media
"""
