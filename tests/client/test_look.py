"""Small things that everything on screen is made of."""

import io
from datetime import UTC, datetime, timedelta

import blurhash
import pytest
from PIL import Image

from shared.ui.avatar import initials
from shared.ui.blurhash import placeholder
from shared.ui.device import browser_name
from shared.ui.words import ago, count, lasting, since, size

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_placeholder_looks_like_the_picture_it_stands_for() -> None:
    picture = Image.linear_gradient("L").resize((64, 64)).convert("RGB")
    picture.paste((200, 40, 40), (0, 32, 64, 64))
    code = blurhash.encode(picture.copy(), x_components=4, y_components=4)
    shown = Image.open(io.BytesIO(placeholder(code, 32, 32)))
    assert shown.size == (32, 32)
    for at in ((16, 4), (16, 26), (4, 28), (28, 10)):
        wanted = picture.getpixel((at[0] * 2, at[1] * 2))
        found = shown.getpixel(at)
        assert all(abs(a - b) < 60 for a, b in zip(wanted, found, strict=True)), (at, wanted, found)


@pytest.mark.parametrize("nonsense", ["", "L", "not a hash", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "é" * 28])
def test_placeholder_of_nonsense_is_plain_paper(nonsense: str) -> None:
    assert Image.open(io.BytesIO(placeholder(nonsense, 8, 10))).getpixel((3, 3)) == (0xE8, 0xE3, 0xD9)


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=3), "3 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=4), "4 d"),
        (timedelta(days=18), "4 Nov"),
        (timedelta(days=400), "18 Oct 2025"),
        (timedelta(seconds=-30), "now"),
    ],
)
def test_times_are_said_shortly(past: timedelta, words: str) -> None:
    assert ago(NOW - past, NOW) == words


def test_times_stand_in_sentences() -> None:
    assert since(NOW, NOW) == "just now"
    assert since(NOW - timedelta(minutes=3), NOW) == "3 min ago"
    assert since(NOW - timedelta(days=18), NOW) == "on 4 Nov"


def test_numbers_are_said_shortly() -> None:
    assert [count(n) for n in (0, 950, 4206, 18_400, 1_200_000)] == ["0", "950", "4\u2009206", "18.4k", "1.2M"]
    assert [size(n) for n in (900_000, 30_000_000, 1_500_000)] == ["900 KB", "30 MB", "1.5 MB"]
    assert [lasting(n) for n in (0.2, 40, 720, 10_800)] == ["under 1 s", "40 s", "12 min", "3 h"]


def test_initials_stand_for_who_has_no_picture() -> None:
    assert [initials(*one) for one in (("Ann Lee", "ann"), ("Cy", "cy"), ("", "di.dot"), ("🌊", "sea"))] == [
        "AL",
        "C",
        "D",
        "S",
    ]


def test_browsers_are_called_by_their_names() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1"
    assert browser_name(edge) == "Edge on Windows" and browser_name(phone) == "Safari on iPhone"
