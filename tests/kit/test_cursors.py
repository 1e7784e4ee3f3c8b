"""Cursors come back as they were made, and nothing else passes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit import cursors
from server.kit.problems import Invalid

numbers = st.integers(-cursors.BIGINT_MAX, cursors.BIGINT_MAX)


@given(numbers, st.text(max_size=40))
def test_a_cursor_holds_its_key(number: int, text: str) -> None:
    assert cursors.decode(cursors.encode(number, text), int, str) == (number, text)


@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda b: b.decode("latin-1")))
def test_anything_else_is_refused_and_never_crashes(text: str) -> None:
    try:
        (number,) = cursors.decode(text, int)
    except Invalid as refusal:
        assert refusal.details().type == "/problems/cursor"
    else:
        assert isinstance(number, int)


@given(numbers)
def test_a_cursor_of_another_list_is_refused(number: int) -> None:
    with pytest.raises(Invalid):
        cursors.decode(cursors.encode(number), int, int)
    with pytest.raises(Invalid):
        cursors.decode(cursors.encode("a"), int)
