"""The feed on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.limits import FEED_EVENTS_MAX
from shared.posts import Post


class FeedPage(Struct, kw_only=True):
    items: list[Post]
    cursor: str | None = None
    """Opaque; None at the end."""


class NewPosts(Struct, kw_only=True):
    """How many posts stand above the one that the reader saw first, at most 30."""

    count: int


Source = Literal["followed", "liked", "hashtag", "suggested"]
"""Why a post may stand in Home: its author is followed (or is the reader); people whom the reader follows like it; the
reader follows one of its hashtags; or it is suggested from outside."""
Ranker = Literal["learned", "starter", "formula", "newest"]
"""What ordered a page: a model trained on what people do here; the one that comes with Vitrine, trained on a simulated
town; a hand-weighted formula, where no model can be loaded; or time alone, while Valkey is away."""


class HomeItem(Struct, kw_only=True):
    post: Post
    source: Source
    because: str = ""
    """The handle of one who likes it, or the hashtag without its #; empty for the other sources."""


class HomePage(Struct, kw_only=True):
    items: list[HomeItem]
    cursor: str | None = None
    """Opaque; None at the end. Pages of one snapshot neither repeat nor skip."""
    snapshot: str | None = None
    """Names the order that was made for this reading, in events and in questions why. It grows with time like the ids
    of posts, so that `new_posts(since=snapshot)` counts what has come since; None while time alone orders."""
    ranker: Ranker


HomeChoice = Literal["home", "following"]


class FeedPreferences(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person has chosen, on all devices."""

    first: HomeChoice = "home"
    """The feed that opens: Home, ranked, or Following, newest first."""
    suggested: bool = True
    """Whether posts from outside come into Home."""


class FeedSettings(FeedPreferences, kw_only=True, forbid_unknown_fields=False):
    """What a person has chosen, beside what that is about."""

    ranker: Ranker
    """What would order a Home that is opened now."""


class Why(Struct, kw_only=True):
    """Why a post stands where it stands."""

    reasons: list[str]
    """In plain words, the strongest first, one to four: "You often like this author's posts"."""
    ranker: Ranker
    trained_at: datetime | None = None
    """When its model was trained; None without one."""


FeedEventKind = Literal["seen", "dwell", "like", "comment", "share", "save", "profile", "hide"]
"""`seen`: at least half of the post was on screen for half a second; `dwell`: so long all in all, when it has left;
the others are what the reader did with it from there; `profile` is a visit to its author's."""
Surface = Literal["home", "following"]
Device = Literal["phone", "desktop"]


class FeedEvent(Struct, kw_only=True, forbid_unknown_fields=True):
    post_id: str
    kind: FeedEventKind
    surface: Surface = "home"
    snapshot: str | None = None
    """Of the Home page on which it stood; None in Following."""
    seconds: Annotated[float, Meta(ge=0, le=3600)] = 0.0
    """Of `dwell`."""


class FeedEvents(Struct, kw_only=True, forbid_unknown_fields=True):
    """What happened on screen, sent now and then. Sending the same again changes nothing; what is not about a post that
    was shown to the reader is left out."""

    events: Annotated[list[FeedEvent], Meta(max_length=FEED_EVENTS_MAX)]
    device: Device = "phone"


class FeedModel(Struct, kw_only=True):
    """A trained ranker, for operators."""

    version: str
    kind: Literal["network", "trees"]
    state: Literal["current", "shadow", "candidate", "retired"]
    trained_on: Literal["log", "simulation"]
    trained_at: datetime
    rows: int
    """Impressions that it learned from."""
    ndcg: float
    """NDCG@10 on the held-out last day, 0 to 1."""
    calibration: float
    """Expected over observed outcomes of the worst head on that day; 1 is perfect."""


class FeedHealth(Struct, kw_only=True):
    """How Home is served, for operators; counted since the processes began."""

    ranker: Ranker
    models: list[FeedModel]
    """The newest first, at most ten."""
    pages: dict[str, int]
    """Pages of Home by `Ranker`, and of Following as `following`."""
    fallbacks: dict[str, int]
    """Reads answered by PostgreSQL because Valkey was away as `sql`, pages ranked without a model as `formula`,
    snapshots lost and found again as `snapshot`, those made anew as `remade`."""
    events: dict[str, int]
    """Events taken as `taken`, those left out as `dropped`, impressions without features as `bare`."""
