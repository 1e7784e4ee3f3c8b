"""Passwords: which are too easy to guess, and their hashing, off the event loop."""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.accounts.word_lists import words
from server.kit.problems import Unavailable
from server.kit.text import storable
from shared.limits import PASSWORD_MIN

T = TypeVar("T")

# argon2id as OWASP's Password Storage Cheat Sheet asks for (2024): 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
THREADS = 2
QUEUE = 64
"""Hashes that may wait or run at once; each takes about 25 ms of a core."""

SWAPS = str.maketrans("4@31!l05$7", "aaeiiiosst")
"""Characters that people put for letters. l falls together with i because 1 and ! stand for both."""
COMMON = Path(__file__).with_name("common_passwords.txt")
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
)
"""Neighbours on keyboards and in the alphabet."""
RUN_LENGTH = 3
PIECE_LENGTH = 8
REST_LENGTH = 8


def normal(password: str, field: str = "password") -> str:
    """The password in NFKC, the form that is hashed, so that every keyboard spells it alike (after RFC 8265)."""
    return unicodedata.normalize("NFKC", storable(password, field))


def fault(password: str, handle: str) -> str:
    """Why the password is too easy to guess, in words for people; empty when it will do. Takes the normal form."""
    plain = password.casefold()
    if len(password) < PASSWORD_MIN:
        return f"Use at least {PASSWORD_MIN} characters."
    if len(_piece(plain)) <= PIECE_LENGTH and len(_piece(plain)) < len(plain):
        return "It repeats one short piece."
    if _is_runs(plain):
        return "It follows the keyboard or the alphabet."
    if _is_common(plain):
        return "It is one of the most common passwords."
    rest = _without(plain, handle)
    if rest is not None and (len(rest) < REST_LENGTH or _is_common(rest) or _is_runs(rest)):
        return "It is little more than the handle."
    return ""


def _piece(text: str) -> str:
    """The shortest text that makes this one by repetition."""
    return text[: (text + text).index(text, 1)]


def _is_runs(text: str) -> bool:
    """Whether the whole text is made of runs of three or more neighbours, forwards or backwards."""
    at = 0
    while at < len(text):
        length = max((n for row in RUNS for n in (_run(text, at, row), _run(text, at, row[::-1]))), default=0)
        if length < RUN_LENGTH:
            return False
        at += length
    return True


def _run(text: str, start: int, row: str) -> int:
    length = 0
    while start + length < len(text) and text[start : start + length + 1] in row:
        length += 1
    return length


def _is_common(text: str) -> bool:
    joined = re.sub(r"[\s._-]", "", text)
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", joined)
    return not _common().isdisjoint((joined, _unswapped(joined), _unswapped(core)))


@cache
def _common() -> frozenset[str]:
    listed = words(COMMON)
    return frozenset(listed) | frozenset(_unswapped(word) for word in listed if not word.isdigit())


def _unswapped(text: str) -> str:
    return text.translate(SWAPS)


def _without(text: str, handle: str) -> str | None:
    """What is left of the text once the handle, read either way, is taken out; None when it is not in there."""
    for name in {handle, handle[::-1], re.sub(r"[._]", "", handle)}:
        if len(name) >= 3 and name in text:
            return text.replace(name, "")
    return None


_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
_waiting = 0


async def hashed(password: str) -> str:
    """The argon2id hash of a normal password. Raises `Unavailable` when too many wait already."""
    return await _off_the_loop(HASHER.hash, password)


async def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one. Without a stored hash the same work is done, so that the time tells nothing."""
    return await _off_the_loop(_verify, stored, password)


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def _verify(stored: str | None, password: str) -> bool:
    try:
        return HASHER.verify(stored or _nobodys(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this one")


async def _off_the_loop(work: Callable[..., T], *args: str | None) -> T:
    global _waiting
    if _waiting >= QUEUE:
        raise Unavailable(
            "busy", "Many people are signing in just now. Try again in a moment.", headers={"Retry-After": "2"}
        )
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work, *args)
    finally:
        _waiting -= 1
