"""Who lives in the town: read from `town/*.toml`, one file per quarter."""

import tomllib
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec

from server.seed.pictures import Shape
from shared.limits import Alt, Bio, Caption, Handle, Name

TOWN: Final = Path(__file__).with_name("town")
PASSWORD: Final = "vitrine demo town"
"""Everybody's. It is printed and documented: this town is for looking around in."""
MODERATOR: Final = "lamp.keeper"
PHOTOGRAPHS: Final = "photos"
"""The scene that is not painted: there is one picture of each mood."""
SEVERAL_EACH: Final = 15
"""One post in so many has several pictures."""


class Plan(msgspec.Struct, frozen=True):
    """A post to come."""

    picture: str
    """`scene/mood`."""
    shape: Shape
    caption: Caption
    alt: Alt
    """Empty: what the scene says of itself."""
    seed: int
    more: int
    """Further pictures of the same scene and mood, to swipe through."""


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    handle: Handle
    name: Name
    bio: Bio
    fame: int
    likes: list[str]
    portrait: str
    posts: list[list[str]]
    """`scene/mood` or `scene/mood/shape`, the caption, and the alt text where the scene's own will not do."""
    private: bool = False


class Resident(msgspec.Struct, frozen=True):
    handle: str
    name: str
    bio: str
    quarter: str
    likes: frozenset[str]
    """Other quarters whose people are of interest."""
    fame: int
    """1 to 10."""
    private: bool
    portrait: str
    """`scene/mood` of the profile picture."""
    posts: tuple[Plan, ...]
    """Oldest first."""

    @property
    def seed(self) -> int:
        return crc32(self.handle.encode())


def residents() -> list[Resident]:
    """All sixty, in the same order each time."""
    return [_resident(path.stem, written) for path in sorted(TOWN.glob("*.toml")) for written in _read(path)]


def moderator() -> Resident:
    """The one account that may moderate. It posts nothing and follows nobody."""
    return Resident(
        handle=MODERATOR,
        name="Lamplighter on duty",
        bio="I look after this town. Reports come to me.",
        quarter="",
        likes=frozenset(),
        fame=1,
        private=False,
        portrait="windows/night",
        posts=(),
    )


def _read(path: Path) -> list[_Written]:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8"))["people"], list[_Written])


def _resident(quarter: str, written: _Written) -> Resident:
    return Resident(
        handle=written.handle,
        name=written.name,
        bio=written.bio,
        quarter=quarter,
        likes=frozenset(written.likes),
        fame=written.fame,
        private=written.private,
        portrait=written.portrait,
        posts=tuple(_plan(written.handle, number, *post) for number, post in enumerate(written.posts)),
    )


def _plan(handle: str, number: int, picture: str, caption: str, alt: str = "") -> Plan:
    scene, mood, *shape = picture.split("/")
    seed = crc32(f"{handle}/{number}".encode())
    several = number and scene != PHOTOGRAPHS and seed % SEVERAL_EACH == 0
    return msgspec.convert(
        {
            "picture": f"{scene}/{mood}",
            "shape": shape[0] if shape else "tall",
            "caption": caption,
            "alt": alt,
            "seed": seed,
            "more": seed // SEVERAL_EACH % 3 + 1 if several else 0,
        },
        Plan,
    )
