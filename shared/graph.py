"""Who follows, blocks and mutes whom, as one viewer sees it."""

from typing import Literal

from msgspec import Struct, field

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
    """Their posts stay out of the viewer's feed."""
    muted_stories: bool = False
    close_friend: bool = False
    """The viewer counts them among their close friends, which nobody else is told."""


class Mute(Struct, kw_only=True, forbid_unknown_fields=True):
    """What of a person the viewer no longer wants to see; neither of the two is no mute."""

    posts: bool = True
    stories: bool = False


class Mutuals(Struct, kw_only=True):
    """Followers of a person whom the viewer follows: "followed by ana, ben and 3 others that you follow"."""

    people: list[Author] = []
    """At most two, the closest to the viewer first."""
    others: int = 0
    """Further ones, counted up to 1,000."""


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
    mutuals: Mutuals = field(default_factory=Mutuals)

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


class Suggestion(Struct, kw_only=True):
    """Somebody to follow, and why."""

    author: Author
    relationship: Relationship
    mutuals: Mutuals = field(default_factory=Mutuals)
    reason: str = ""
    """In words for people where it is not the mutuals, such as "Posts about #ceramics"."""


class Suggestions(Struct, kw_only=True):
    items: list[Suggestion]
