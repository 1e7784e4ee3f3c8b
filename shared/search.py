"""Search, explore, hashtags and places on the wire."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.accounts import Author
from shared.graph import Person
from shared.limits import QUERY_MAX

Order = Literal["top", "recent"]


class Hashtag(Struct, kw_only=True):
    tag: str
    """Without the #, as it was first written."""
    posts: int
    """That everybody may see, as of a moment ago."""
    followed: bool = False
    """By the viewer; told of one hashtag and in the list of followed ones."""


class Hashtags(Struct, kw_only=True):
    items: list[Hashtag]


class Place(Struct, kw_only=True):
    """A place of the gazetteer."""

    id: str
    name: str
    region: str
    """Where it is, in words: "Bavaria, Germany" for example."""
    latitude: float
    longitude: float
    posts: int = 0
    kilometres: float | None = None
    """From where was asked about."""


class Places(Struct, kw_only=True):
    items: list[Place]


class Found(Struct, kw_only=True):
    """The best of each kind for what was typed."""

    people: list[Person]
    hashtags: list[Hashtag]
    places: list[Place]


Kind = Literal["person", "hashtag", "place", "words"]


class RecentSearch(Struct, kw_only=True):
    """Something opened from the search box, or words that were searched for. One of the four is set."""

    id: str
    kind: Kind
    person: Author | None = None
    hashtag: Hashtag | None = None
    place: Place | None = None
    words: str = ""


class RecentSearches(Struct, kw_only=True):
    items: list[RecentSearch]
    """Last first."""


class NewRecentSearch(Struct, kw_only=True, forbid_unknown_fields=True):
    kind: Kind
    value: Annotated[str, Meta(min_length=1, max_length=QUERY_MAX)]
    """A handle, a tag, a place's id, or the words."""
