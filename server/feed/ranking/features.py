"""What a ranker knows of a candidate: one row of numbers, made by the same code for serving, training and simulation.

Everything that goes in here is known at the moment of ranking; the rows are kept with the snapshot and logged when the
post is seen, so that training never sees the future.
"""

import hashlib
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from server.kit import ids

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

VISUAL: Final = 32
"""Numbers of what a post looks like: a random projection of the embedding of machine vision, of length 1, or zeros."""
TOPIC: Final = 32
"""Numbers of what it is about: its hashtags, hashed (Weinberger et al. 2009), of length 1, or zeros."""
CONTENT: Final = VISUAL + TOPIC
POST: Final = np.dtype(
    [
        ("id", "<i8"),
        ("author", "<i8"),
        ("likes", "<f4"),
        ("comments", "<f4"),
        ("shares", "<f4"),  # and saves
        ("hides", "<f4"),
        ("views", "<f4"),  # people who saw it, as far as they said so
        ("posts_a_day", "<f4"),  # of its author, over the last 30 days
        ("reach", "<f4"),  # followers of its author
        ("fingerprint", "<u8"),  # 64 bits of the first picture's perceptual hash; 0 where there is none
        ("kind", "u1"),  # 0 one photo, 1 several, 2 with a video
        ("caption", "<u2"),  # characters
        ("hashtags", "u1"),
        ("private", "u1"),  # for followers of the author only
        ("content", "<f2", (CONTENT,)),
    ]
)
"""What is known of a post, the same for every viewer. Counts may be some minutes old."""
TIE: Final = np.dtype(
    [
        ("author", "<i8"),
        ("likes", "<f4"),  # given by the viewer to the author's posts; this and the next six fade by half in 14 days
        ("comments", "<f4"),
        ("shares", "<f4"),  # and saves
        ("visits", "<f4"),  # of the author's profile
        ("shown", "<f4"),  # posts that the viewer saw
        ("dwell", "<f4"),  # of those, posts looked at for `heads.DWELL_SECONDS`
        ("received", "<f4"),  # likes and comments from the author on the viewer's posts
        ("less", "<f4"),  # times the viewer hid one or said "not interested"
        ("follows_back", "u1"),
        ("close_friend", "u1"),
        ("mutuals", "<u2"),  # people whom the viewer follows and who follow the author
        ("followed_days", "<f4"),  # 0 where the author is not followed
        ("last_seen", "<f8"),  # unix time when the viewer last saw a post of theirs; 0 for never
    ]
)
"""How a viewer stands to an author. Authors without a row are as if all were 0."""


class Profile(msgspec.Struct, frozen=True):
    """What is known of a viewer."""

    ties: np.ndarray
    """Of `TIE`, ascending by author."""
    taste: Floats
    """`CONTENT` numbers: the mean of what they liked, saved and looked at, each half of length 1 or zeros."""
    distaste: Floats
    """The same of what they hid."""
    sessions_a_day: float = 0.0
    dwell_share: float = 0.0
    """Of the posts that they saw, those looked at; this and the next are over 14 days, smoothed towards everybody's."""
    like_share: float = 0.0
    follows: int = 0


def unknown() -> Profile:
    """A viewer of whom nothing is known."""
    return Profile(np.zeros(0, TIE), np.zeros(CONTENT, np.float32), np.zeros(CONTENT, np.float32))


class Context(msgspec.Struct, frozen=True):
    """The moment of ranking."""

    now: float
    """Unix time."""
    desktop: bool = False
    session_minutes: float = 0.0
    """Since the first page of this visit."""


FOLLOWED, LIKED, HASHTAG, SUGGESTED = range(4)
"""Numbers of `shared.feed.Source`, in its order."""


class Candidates(msgspec.Struct, frozen=True):
    """Parallel to an array of `POST`."""

    source: npt.NDArray[np.uint8]
    via: Floats
    """People whom the viewer follows and who like it; 0 where that is not known."""
    seen: Floats
    """Times that the viewer has seen it, in earlier readings too."""


COLUMNS: Final[tuple[tuple[str, str], ...]] = (
    ("follows", "relationship"),
    ("likes_given", "relationship"),
    ("comments_given", "relationship"),
    ("shares_given", "relationship"),
    ("visits", "relationship"),
    ("like_share_of_author", "relationship"),
    ("dwell_share_of_author", "relationship"),
    ("shown", "relationship"),
    ("received", "relationship"),
    ("follows_back", "relationship"),
    ("close_friend", "relationship"),
    ("mutuals", "relationship"),
    ("followed_days", "relationship"),
    ("less", "relationship"),
    ("age", "freshness"),
    ("of_this_hour", "freshness"),
    ("of_this_day", "freshness"),
    ("of_these_days", "freshness"),
    ("several", "post"),
    ("video", "post"),
    ("caption", "post"),
    ("hashtags", "post"),
    ("likes", "post"),
    ("comments", "post"),
    ("like_rate", "post"),
    ("comment_rate", "post"),
    ("share_rate", "post"),
    ("hide_rate", "post"),
    ("views", "post"),
    ("visual_taste", "content"),
    ("topic_taste", "content"),
    ("visual_distaste", "content"),
    ("topic_distaste", "content"),
    ("has_visual", "content"),
    ("has_topic", "content"),
    ("posts_a_day", "author"),
    ("reach", "author"),
    ("since_seen", "author"),
    ("never_seen", "author"),
    ("sessions_a_day", "viewer"),
    ("dwell_share", "viewer"),
    ("like_share", "viewer"),
    ("session_minutes", "viewer"),
    ("hour_sine", "viewer"),
    ("hour_cosine", "viewer"),
    ("desktop", "viewer"),
    ("liked_by_friends", "source"),
    ("by_hashtag", "source"),
    ("suggested", "source"),
    ("via", "source"),
    ("seen", "seen"),
    ("position", "position"),
)
"""Name and group of each. `position` says where on the page it stood: known in training, 0 when ranking, so that a
model does not take what people do with the first post for what is good about it."""
NAMES: Final = tuple(name for name, _ in COLUMNS)
GROUPS: Final = tuple(dict.fromkeys(group for _, group in COLUMNS))
WIDTH: Final = len(COLUMNS)
AT: Final = {name: at for at, name in enumerate(NAMES)}
SCHEME: Final = int.from_bytes(hashlib.blake2b(" ".join(NAMES).encode(), digest_size=2).digest(), "big") >> 1
"""Tells rows of these columns from rows of others; fits a smallint. A column of another meaning needs another name."""
HOUR: Final = 3600.0
PRIOR_VIEWS: Final = 30.0
"""Views that a post is credited with at everybody's rates, until it has its own (empirical Bayes)."""
PRIOR_RATES: Final = {"likes": 0.08, "comments": 0.01, "shares": 0.01, "hides": 0.003}
PRIOR_SHOWN: Final = 4.0
"""The same for what a viewer did with one author's posts."""


def assemble(profile: Profile, posts: np.ndarray, candidates: Candidates, context: Context) -> Floats:
    """Rows of `WIDTH` numbers, one for each of `posts`, an array of `POST`."""
    x = np.zeros((len(posts), WIDTH), np.float32)
    if not len(posts):
        return x
    tie = _ties(profile, posts["author"])
    hours = np.maximum(context.now - times(posts["id"]), 0.0) / HOUR
    source = candidates.source
    shown = tie["shown"] + PRIOR_SHOWN
    put = _Columns(x)
    put("follows", (tie["followed_days"] > 0) | (source == FOLLOWED))
    for name, field in (("likes_given", "likes"), ("comments_given", "comments"), ("shares_given", "shares")):
        put(name, np.log1p(tie[field]))
    put("visits", np.log1p(tie["visits"]))
    put("like_share_of_author", (tie["likes"] + PRIOR_SHOWN * profile.like_share) / shown)
    put("dwell_share_of_author", (tie["dwell"] + PRIOR_SHOWN * profile.dwell_share) / shown)
    put("shown", np.log1p(tie["shown"]))
    put("received", np.log1p(tie["received"]))
    put("follows_back", tie["follows_back"])
    put("close_friend", tie["close_friend"])
    put("mutuals", np.log1p(tie["mutuals"].astype(np.float32)))
    put("followed_days", np.log1p(tie["followed_days"]))
    put("less", np.log1p(tie["less"]))
    put("age", np.log1p(hours))
    for name, life in (("of_this_hour", 1.0), ("of_this_day", 12.0), ("of_these_days", 72.0)):
        put(name, np.exp(-hours / life))
    put("several", posts["kind"] == 1)
    put("video", posts["kind"] == 2)
    put("caption", np.log1p(posts["caption"].astype(np.float32)))
    put("hashtags", np.log1p(posts["hashtags"].astype(np.float32)))
    put("likes", np.log1p(posts["likes"]))
    put("comments", np.log1p(posts["comments"]))
    # who likes it without having said that they saw it has seen it all the same
    views = np.maximum(posts["views"], posts["likes"]) + PRIOR_VIEWS
    rates = (("like_rate", "likes"), ("comment_rate", "comments"), ("share_rate", "shares"), ("hide_rate", "hides"))
    for name, field in rates:
        put(name, (posts[field] + PRIOR_VIEWS * PRIOR_RATES[field]) / views)
    put("views", np.log1p(posts["views"]))
    content = posts["content"].astype(np.float32)
    visual, topic = slice(0, VISUAL), slice(VISUAL, CONTENT)
    for half, name in ((visual, "visual"), (topic, "topic")):
        put(f"{name}_taste", content[:, half] @ profile.taste[half])
        put(f"{name}_distaste", content[:, half] @ profile.distaste[half])
        put(f"has_{name}", content[:, half].any(axis=1))
    put("posts_a_day", np.log1p(posts["posts_a_day"]))
    put("reach", np.log1p(posts["reach"]))
    seen_before = tie["last_seen"] > 0
    put("since_seen", np.log1p(np.where(seen_before, np.maximum(context.now - tie["last_seen"], 0) / HOUR, 0)))
    put("never_seen", ~seen_before)
    put("sessions_a_day", profile.sessions_a_day)
    put("dwell_share", profile.dwell_share)
    put("like_share", profile.like_share)
    put("session_minutes", np.log1p(context.session_minutes))
    turn = context.now / (24 * HOUR) % 1 * 2 * np.pi
    put("hour_sine", np.sin(turn))
    put("hour_cosine", np.cos(turn))
    put("desktop", context.desktop)
    put("liked_by_friends", source == LIKED)
    put("by_hashtag", source == HASHTAG)
    put("suggested", source == SUGGESTED)
    put("via", np.log1p(candidates.via))
    put("seen", np.log1p(candidates.seen))
    return x


def times(post_ids: Ids) -> npt.NDArray[np.float64]:
    """Unix times at which the posts got their ids, which is when they were published."""
    moments: npt.NDArray[np.float64] = ((post_ids >> ids.TIME_SHIFT) + ids.EPOCH_MS) / 1000
    return moments


class _Columns:
    def __init__(self, x: Floats) -> None:
        self._x = x

    def __call__(self, name: str, values: npt.ArrayLike) -> None:
        self._x[:, AT[name]] = values


def _ties(profile: Profile, authors: Ids) -> np.ndarray:
    """The viewer's tie to each author, zeros where there is none."""
    known = profile.ties
    if not len(known):
        return np.zeros(len(authors), TIE)
    at = np.searchsorted(known["author"], authors)
    at[at == len(known)] = 0
    found = known[at]
    found[known["author"][at] != authors] = np.zeros(1, TIE)
    return found
