"""Pictures on the block list are known again, whatever was done to their files."""

from pathlib import Path

import pytest

from server.kit import database
from server.media.vision import blocking, blocklist, pdq
from tests.media.vision import samples
from tests.world import World


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
