"""Which handles may be taken: their form, the reserved words, and look-alikes."""

import re
from pathlib import Path

from server.accounts.word_lists import words
from shared.limits import HANDLE_PATTERN

RESERVED = frozenset(words(Path(__file__).with_name("reserved_handles.txt")))
LOOKS = str.maketrans({"0": "o", "1": "l", "i": "l", "m": "rn", "w": "vv"})
"""Each character as its look-alike; spread (m to rn) rather than joined, so that the order of replacing is all one."""
SEPARATORS = re.compile(r"[._]+")
FORM = HANDLE_PATTERN.strip("^$")
"""Matched in full: `$` alone would let a line feed follow."""


def skeleton(handle: str) -> str:
    """What the eye keeps of a handle: two handles with the same skeleton cannot be told apart (after UTS #39)."""
    return SEPARATORS.sub(".", handle.translate(LOOKS))


RESERVED_SKELETONS = frozenset(skeleton(word) for word in RESERVED)


def fault_of_form(handle: str) -> str:
    """What keeps this from being anybody's handle, in words for people; empty when nothing does."""
    if not re.fullmatch(FORM, handle):
        return "Handles are 1 to 30 small letters a to z, digits, dots and underscores."
    if handle[0] == "." or handle[-1] == ".":
        return "A handle cannot begin or end with a dot."
    if ".." in handle:
        return "A handle cannot hold two dots in a row."
    if not handle.strip("._"):
        return "A handle needs a letter or a digit."
    return ""


def fault(handle: str) -> str:
    """Why no newcomer can have this handle, in words for people; empty when it only might be taken."""
    return fault_of_form(handle) or ("This handle is reserved." if skeleton(handle) in RESERVED_SKELETONS else "")


def typed(handle: str) -> str:
    """A handle as a person types it into a form, made plain: without the @, in small letters."""
    return handle.strip().removeprefix("@").lower()
