"""Which renditions a video gets: never enlarged, always even, always at least one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.media.video import command, ladder
from server.media.video.wire import Probed
from shared.looks import Box, Look

FOUND = Probed(
    kind="mp4",
    width=1920,
    height=1080,
    seconds=15,
    rate=30,
    picture=0,
    sound=1,
    codec="h264",
    hdr=False,
    matrix="bt709",
)


def found(**changes: object) -> Probed:
    return Probed(**{name: getattr(FOUND, name) for name in FOUND.__struct_fields__} | changes)  # type: ignore[arg-type]


def sizes(plan: ladder.Plan) -> dict[str, tuple[int, int]]:
    return {one.name: (one.width, one.height) for one in plan.renditions}


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1920, 1080, {"240": (426, 240), "480": (854, 480), "720": (1280, 720), "1080": (1920, 1080)}),
        (2160, 3840, {"240": (240, 426), "480": (480, 854), "720": (720, 1280), "1080": (1080, 1920)}),
        (1279, 719, {"240": (426, 240), "480": (854, 480)}),
        (321, 241, {"240": (320, 240)}),
        (100, 60, {"240": (100, 60)}),
        (17, 33, {"240": (16, 32)}),
    ],
)
def test_renditions_by_the_short_side(width: int, height: int, expected: dict[str, tuple[int, int]]) -> None:
    assert sizes(ladder.plan(found(width=width, height=height), Look(), 0)) == expected


@given(
    some.integers(16, 8192),
    some.integers(16, 8192),
    some.floats(0.1, 960),
    some.floats(0.5, 600),
    some.sampled_from([0, 90, 180, 270]),
    some.sampled_from([0.0, 1.0, 0.8, 1.91]),
)
def test_every_ladder_is_sound(width: int, height: int, rate: float, seconds: float, turn: int, ratio: float) -> None:
    made = ladder.plan(
        found(width=width, height=height, rate=rate, seconds=seconds),
        Look(turn=turn),
        ratio,  # type: ignore[arg-type]
    )
    assert made.renditions and 0 < made.rate <= 60
    for one in made.renditions:
        assert one.width % 2 == one.height % 2 == 0
        assert 2 <= one.width <= made.width and 2 <= one.height <= made.height
    assert made.renditions[0].name == "240" and [*made.passes[0], *sum(made.passes[1:], ())] == [*made.renditions]
    assert made.strip.count * made.strip.width <= 16383 and made.strip.count <= 60
    assert made.strip.every * (made.strip.count - 1) < seconds


@pytest.mark.parametrize(
    ("average", "constant"),
    [
        (29.87, Fraction(30000, 1001)),
        (30, Fraction(30)),
        (23.98, Fraction(24000, 1001)),
        (119.88, Fraction(60000, 1001)),
        (240, Fraction(60)),
        (59.94, Fraction(60000, 1001)),
        (12.3, Fraction(12)),
        (0.2, Fraction(1)),
    ],
)
def test_rates_become_ordinary(average: float, constant: Fraction) -> None:
    assert ladder.rate_of(average) == constant


def test_the_cut_is_of_the_turned_picture() -> None:
    made = ladder.plan(FOUND, Look(turn=90, crop=Box(x=0, y=0.5, width=1, height=0.5)), 0)
    assert (made.width, made.height) == (1080, 960)
    assert made.cut == ladder.Cut(0, 0.5, 1, 0.5)
    square = ladder.plan(FOUND, Look(), 1.0)
    assert (square.width, square.height) == (1080, 1080) and square.cut is not None
    assert ladder.plan(FOUND, Look(), 0).cut is None


def test_the_low_pass_comes_first_and_decodes_roughly_only_when_nobody_can_see_it() -> None:
    full = ladder.plan(FOUND, Look(), 0)
    assert [[one.name for one in some] for some in full.passes] == [["240", "480"], ["720", "1080"]]
    assert full.rough(full.passes[0]) and not full.rough(full.passes[1])
    small = ladder.plan(found(width=1280, height=720), Look(), 0)
    assert [[one.name for one in some] for some in small.passes] == [["240", "480"], ["720"]]
    assert not small.rough(small.passes[0])
    assert len(ladder.plan(found(width=640, height=480), Look(), 0).passes) == 1


def test_no_word_of_a_command_comes_from_a_user_and_every_stranger_is_held_to_its_demuxer() -> None:
    made = ladder.plan(FOUND, Look(), 0)
    for one in made.passes:
        words = command.of_pass(made, one, threads=2, preset="veryfast", tonemap=True)
        at = words.index("file:original")
        before = words[:at]
        assert before[-3:] == ["-f", "mov", "-i"]
        assert before[before.index("-protocol_whitelist") + 1] == "file"
        allowed = before[before.index("-codec_whitelist") + 1].split(",")
        assert "h264" in allowed and not {"magicyuv", "exr", "tty", "ansi", "xbin", "sanm", "rasc"} & set(allowed)
