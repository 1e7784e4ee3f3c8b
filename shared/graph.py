"""Who follows, blocks and mutes whom, as one viewer sees it."""

from typing import Literal

from msgspec import Struct

from shared.accounts import Author
from shared.media import Picture

Tie = Literal["none", "requested", "following"]


class Relationship(Struct, kw_only=True):
    """From the viewer's side."""

    tie: Tie = "none"
    follows_you: bool = False
    asked_you: bool = False
    """They wait for the viewer's answer to their follow request."""
    blocked: bool = False
    """The viewer blocks them."""
    muted: bool = False


class Profile(Struct, kw_only=True):
    id: str
    handle: str
    name: str
    bio: str
    private: bool
    picture: Picture | None
    posts: int
    followers: int
    following: int
    you: bool
    relationship: Relationship
    visible: bool
    """Whether the viewer may see the posts: public, followed or one's own."""

    @property
    def avatar(self) -> str | None:
        return self.picture.url("square") if self.picture else None


class Person(Struct, kw_only=True):
    """A row in a list of people."""

    author: Author
    relationship: Relationship


class People(Struct, kw_only=True):
    items: list[Person]
    cursor: str | None = None
