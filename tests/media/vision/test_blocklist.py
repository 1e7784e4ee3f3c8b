"""Pictures on the block list are known again, whatever was done to their files."""

import itertools
from pathlib import Path

import pytest

from server.kit import database
from server.media.vision import blocking, blocklist, pdq
from shared.looks import PLAIN, Box, Look
from shared.media import Media
from shared.posts import NewItem, NewPost
from tests import videos
from tests.media.vision import samples
from tests.world import World, blob_files


async def test_copies_match_and_others_do_not(world: World) -> None:
    cat = samples.photograph("chelsea")
    await blocklist.add(pdq.of(samples.webp(cat))[0], "stolen")
    for width, quality in ((640, 50), (300, 80), (200, 60)):
        assert await blocklist.blocked(*pdq.of(samples.webp(samples.jpeg_again(cat, width, quality))))
    for name in ("astronaut", "coffee", "rocket", "brick"):
        assert not await blocklist.blocked(*pdq.of(samples.webp(samples.photograph(name))))


async def test_the_last_matching_bit_is_the_thirty_first(world: World) -> None:
    listed = bytes(range(32))
    await blocklist.add(listed, "a test")
    for bits, matches in ((0, True), (31, True), (32, False)):
        near = int.from_bytes(listed, "big") ^ ((1 << bits) - 1) << 100
        assert await blocklist.blocked(near.to_bytes(32, "big")) is matches


async def test_a_picture_without_features_is_never_blocked(world: World) -> None:
    await blocklist.add(bytes(32), "empty")
    assert await blocklist.blocked(bytes(32), pdq.QUALITY_MIN)
    assert not await blocklist.blocked(bytes(32), pdq.QUALITY_MIN - 1)


async def test_a_file_is_blocked_and_allowed_again(world: World, tmp_path: Path) -> None:
    cat = samples.photograph("chelsea")
    file, copy = tmp_path / "cat.png", tmp_path / "copy.jpg"
    cat.write_to_file(str(file))
    samples.jpeg_again(cat, 400, 70).write_to_file(str(copy))
    found = await blocking.block(str(file), "stolen")
    assert await blocking.block(str(file), "stolen, and reported") == found
    assert [dict(row) for row in await database.fetch("SELECT pdq, reason FROM blocked_pictures")] == [
        {"pdq": found, "reason": "stolen, and reported"}
    ]
    assert await blocklist.blocked(*pdq.of(samples.webp(cat)))
    assert await blocking.unblock(str(copy)) == 1
    assert not await blocklist.blocked(*pdq.of(samples.webp(cat)))
    assert await blocking.unblock(found.hex()) == 0


async def test_a_hash_that_others_have_told_is_taken_as_it_is(world: World) -> None:
    told = pdq.of(samples.webp(samples.photograph("rocket")))[0]
    assert await blocking.block(told.hex().upper(), "shared list") == told
    assert await blocklist.blocked(told)


@pytest.mark.parametrize("content", [None, b"no picture", samples.lossless(samples.drawn(0).resize((1, 1)))])
async def test_what_cannot_be_told_apart_is_refused(world: World, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file.webp"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(blocking.Unusable):
        await blocking.block(str(file), "for no reason")
    assert await database.fetchval("SELECT count(*) FROM blocked_pictures") == 0


numbers = itertools.count(1)


def jpeg_of(name: str) -> bytes:
    return bytes(samples.photograph(name).jpegsave_buffer(Q=90))


async def uploaded(world: World, data: bytes, name: str, look: Look = PLAIN) -> Media:
    """What becomes of it in a post with this look."""
    ann = await world.person(f"ann{next(numbers)}")
    media_id = await ann.upload(data, filename=name)
    draft = await ann.draft(NewPost(items=[NewItem(media_id=media_id, look=look)]))
    await ann.publish(draft.id)
    await world.drain()
    found = await ann.media(media_id)
    assert ((await ann.own_post(draft.id)).state == "failed") == (found.state == "failed")
    return found


async def test_a_blocked_picture_never_becomes_public_whatever_its_look(world: World) -> None:
    data = jpeg_of("astronaut")
    assert (await uploaded(world, data, "photo.jpg")).state == "ready"
    hashed = await database.fetchval("SELECT pdq FROM media")
    async with database.transaction():
        await blocklist.add(hashed, "a test")
    for look in (PLAIN, Look(filter="ink", vignette=60), Look(crop=Box(0, 0, 1, 0.5))):
        found = await uploaded(world, data, "photo.jpg", look)
        assert (found.state, found.problem) == ("failed", "media-blocked") and found.picture is None
    assert (await uploaded(world, jpeg_of("chelsea"), "cat.jpg")).state == "ready"


async def test_a_video_whose_poster_is_blocked_fails_too(world: World) -> None:
    assert (await uploaded(world, videos.clip(seconds=1, sound=""), "clip.mp4")).state == "ready"
    hashed = await database.fetchval("SELECT pdq FROM media")
    async with database.transaction():
        await blocklist.add(hashed, "a test")
    found = await uploaded(world, videos.clip(seconds=1, sound="", rate="25"), "clip.mp4")
    assert (found.state, found.problem) == ("failed", "media-blocked")
    left = [path for path in blob_files(world.settings) if "video" in path.parts]
    [folder] = await database.fetch("SELECT folder FROM media WHERE folder <> ''")
    assert {path.parts[path.parts.index("video") + 1] for path in left} == {folder["folder"]}
