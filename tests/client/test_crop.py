"""The geometry of the crop, and the little that the client reads of a file: its name, its size, its header."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from client.state import crop, files, webp
from shared.looks import Box, Look
from shared.ui.words import clock, listed, ordinal

ratios = st.sampled_from([1.0, 0.8, 1.91, 1.3])
sizes = st.tuples(st.integers(100, 8000), st.integers(100, 8000))


@given(ratio=ratios, size=sizes, zoom=st.floats(0.5, 9), right=st.floats(-2, 2), down=st.floats(-2, 2))
def test_crop_keeps_its_shape_and_stays_inside(
    ratio: float, size: crop.Size, zoom: float, right: float, down: float
) -> None:
    box = crop.moved(crop.zoomed(crop.widest(ratio, size), zoom, ratio, size), right, down)
    assert box.x >= 0 and box.y >= 0 and box.x + box.width <= 1 + 1e-9 and box.y + box.height <= 1 + 1e-9
    assert box.width * size[0] / (box.height * size[1]) == pytest.approx(ratio)
    assert 1 <= crop.zoom_of(box, ratio, size) <= crop.CLOSEST + 1e-9


@given(ratio=ratios, size=sizes)
def test_middle_and_whole_is_left_to_the_server(ratio: float, size: crop.Size) -> None:
    assert crop.kept(crop.widest(ratio, size), ratio, size) is None


def test_another_shape_keeps_what_was_in_the_middle() -> None:
    size = (4000.0, 3000.0)
    chosen = crop.moved(crop.zoomed(crop.widest(1.0, size), 2, 1.0, size), 0.1, 0)
    tall = crop.fitted(chosen, 0.8, size)
    assert tall.x + tall.width / 2 == pytest.approx(chosen.x + chosen.width / 2)
    assert tall.width * 4000 / (tall.height * 3000) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("aspect", "size", "turn", "ratio"),
    [
        ("original", (4000, 3000), 0, 4 / 3),
        ("original", (4000, 3000), 90, 0.8),
        ("original", (9000, 1000), 0, 1.91),
        ("square", (4000, 3000), 90, 1.0),
        ("portrait", (1, 1), 0, 0.8),
    ],
)
def test_shape_of_a_post_follows_its_first_picture_or_the_choice(
    aspect: str, size: crop.Size, turn: int, ratio: float
) -> None:
    assert crop.shape_of(aspect, size, Look(turn=turn)) == pytest.approx(ratio)  # type: ignore[arg-type]


def test_a_face_is_found_again_within_the_crop_or_not_at_all() -> None:
    box = Box(x=0.5, y=0, width=0.5, height=1)
    assert crop.inside(box, Box(x=0.7, y=0.4, width=0.1, height=0.2)) == pytest.approx((0.5, 0.5))
    assert crop.inside(box, Box(x=0.1, y=0.4, width=0.1, height=0.2)) is None


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0"}])
def test_size_of_a_preview_is_read_from_its_header(options: dict[str, object]) -> None:
    file = io.BytesIO()
    Image.new("RGB", (321, 123), "teal").save(file, "WEBP", **options)  # type: ignore[arg-type]
    assert webp.size_of(file.getvalue()) == (321, 123)


def test_no_webp_has_no_size() -> None:
    assert webp.size_of(b"GIF89a" + bytes(40)) is None and webp.size_of(b"") is None


@pytest.mark.parametrize(
    ("name", "kind"), [("a.MOV", "video"), ("a.mkv", "video"), ("a.heic", "picture"), ("no-ending", "picture")]
)
def test_kind_of_a_file_is_guessed_by_its_name(name: str, kind: str) -> None:
    assert files.kind_of(name) == kind


def test_numbers_are_said_as_people_say_them() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 22, 101)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "22nd", "101st")
    ]
    assert [clock(seconds) for seconds in (7.9, 760, 3723)] == ["0:07", "12:40", "1:02:03"]
    assert listed(["a", "b", "c"], "or") == "a, b or c" and listed(["a"]) == "a" and listed([]) == ""
