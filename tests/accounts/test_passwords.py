"""Which passwords are too easy to guess, and how they are kept."""

import asyncio

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from server.accounts import passwords
from server.kit.problems import Refused, Unavailable
from tests.world import PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password12",
        "P4ssw0rd!!",
        "pa$$word123",
        "1loveyou99",
        "iloveyou2024",
        "harry potter",
        "sunshine1!",
        "qwertyuiop",
        "qwerty12345",
        "1qaz2wsx3edc",
        "1q2w3e4r5t",
        "zaq12wsxcde3",
        "0987654321",
        "lkjhgfdsa;'",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "121212121212",
        "lena.k2024!!",
        "k.anel12345",
        "lenak-lenak-1",
        "lena.kpassword",
    ],
)
def test_guessable_passwords(password: str) -> None:
    assert passwords.fault(password, "lena.k") != ""


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery",
        "lena.k has blue shoes",
        "tr0ub4dor&3x",
        "мой дядя самых честных",
        "🦊🦊🌧🌧🏔🏔🚲🚲🍏🍏",
    ],
)
def test_good_passwords(password: str) -> None:
    assert passwords.fault(password, "lena.k") == ""


def test_one_spelling_of_a_password_on_every_keyboard() -> None:
    assert passwords.normal("ｃａｆé glass e\u0301") == passwords.normal("café glass é")


@pytest.mark.parametrize("password", ["with a \0 inside", "with a \ud83d inside"])
def test_passwords_hold_only_text(password: str) -> None:
    with pytest.raises(Refused):
        passwords.normal(password)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60))
def test_every_text_is_judged(password: str) -> None:
    assert isinstance(passwords.fault(passwords.normal(password), "ann"), str)


@given(st.text("abcdefgh", min_size=1, max_size=8), st.integers(2, 30))
def test_repeating_a_short_piece_is_refused(piece: str, times: int) -> None:
    assert passwords.fault(piece * times, "someone") != ""


async def test_a_password_matches_its_hash_only() -> None:
    stored = await passwords.hashed(PASSWORD)
    assert PASSWORD not in stored
    assert stored.startswith("$argon2id$")
    assert await passwords.matches(stored, PASSWORD)
    assert not await passwords.matches(stored, PASSWORD + " ")
    assert not await passwords.matches(None, "nobody has this one")
    assert not await passwords.matches("not a hash", PASSWORD)


async def test_hashes_of_other_parameters_are_outdated() -> None:
    assert not passwords.outdated(await passwords.hashed(PASSWORD))
    assert passwords.outdated(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD))


async def test_the_event_loop_goes_on_while_a_password_is_hashed() -> None:
    turns = 0
    work = asyncio.create_task(passwords.hashed(PASSWORD))
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 20


async def test_more_sign_ins_than_can_wait_are_turned_away() -> None:
    answers = await asyncio.gather(
        *(passwords.matches("not a hash", "x") for _ in range(passwords.QUEUE + 5)), return_exceptions=True
    )
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 5
    assert answers.count(False) == passwords.QUEUE
