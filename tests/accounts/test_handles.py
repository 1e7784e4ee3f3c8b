"""Which handles may be taken."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.accounts.handles import RESERVED, fault, fault_of_form, skeleton, typed

HANDLES = st.from_regex(re.compile(r"[a-z0-9._]{1,30}"), fullmatch=True)
WELL_FORMED = HANDLES.filter(lambda handle: not fault_of_form(handle))


@pytest.mark.parametrize("handle", ["a", "7", "ann", "ann.lee", "ann_lee", "_ann_", "a.b.c", "a" * 30, "__x"])
def test_good_handles(handle: str) -> None:
    assert fault(handle) == ""


@pytest.mark.parametrize(
    "handle",
    [
        "",
        "Ann",
        "ann lee",
        ".ann",
        "ann.",
        "a..b",
        "_",
        "._.",
        "a" * 31,
        "ännchen",
        "ann\n",
        "ann@home",
        "ann-lee",
        "аnn",
    ],
)
def test_bad_handles(handle: str) -> None:
    assert fault(handle) != ""


@pytest.mark.parametrize("handle", ["admin", "adm1n", "adrnin", "api", "rnedia", "vitrine", "v1trine", "vvebmaster"])
def test_reserved_words_and_their_look_alikes_are_refused(handle: str) -> None:
    assert fault(handle) == "This handle is reserved."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paul", "pau1"),
        ("paul", "paui"),
        ("leo", "le0"),
        ("modern", "modem"),
        ("vvilma", "wilma"),
        ("ann_lee", "ann.lee"),
        ("ann_lee", "ann__lee"),
        ("ann_lee", "ann._lee"),
    ],
)
def test_look_alikes_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ann", "anna"), ("ann", "_ann"), ("annlee", "ann.lee"), ("p1", "p2"), ("p1", "p11")]
)
def test_different_handles_have_different_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@given(HANDLES)
def test_a_skeleton_is_its_own_skeleton(handle: str) -> None:
    assert skeleton(skeleton(handle)) == skeleton(handle)


@given(HANDLES, st.data())
def test_swapping_look_alikes_never_changes_the_skeleton(handle: str, data: st.DataObject) -> None:
    swaps = [
        ("l", "1"),
        ("1", "i"),
        ("i", "l"),
        ("o", "0"),
        ("0", "o"),
        ("rn", "m"),
        ("m", "rn"),
        ("w", "vv"),
        ("_", "."),
    ]
    for old, new in data.draw(st.permutations(swaps)):
        handle, before = handle.replace(old, new), handle
        assert skeleton(handle) == skeleton(before)


@given(WELL_FORMED)
def test_what_is_well_formed_survives_typing(handle: str) -> None:
    assert typed(f" @{handle.upper()} ") == handle


@given(st.text(max_size=40))
def test_only_plain_ascii_is_well_formed(text: str) -> None:
    if not fault_of_form(text):
        assert re.fullmatch(r"(?!\.)[a-z0-9._]{1,30}(?<!\.)", text) and ".." not in text


def test_no_reserved_word_is_misspelt() -> None:
    assert [word for word in RESERVED if fault_of_form(word)] == []
