"""Following, asking, blocking, muting: one verb each, all idempotent; and what is said about one person."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

import msgspec
from asyncpg import Record

from server.accounts import service as accounts
from server.accounts.rows import AccountRow
from server.graph import queries, ties
from server.graph.events import (
    Blocked,
    CloseFriendsChanged,
    Followed,
    FollowRequested,
    FollowRequestEnded,
    Muted,
    Unblocked,
    Unfollowed,
    Unmuted,
)
from server.graph.lists import mutuals
from server.graph.visibility import NOBODY, Standing, may_see_posts
from server.graph.visibility import visible_authors as visible_authors
from server.kit import outbox
from server.kit.problems import Conflict, Invalid, NotFound
from server.kit.viewer import Viewer
from shared.graph import Mute, Mutuals, Profile, Relationship
from shared.limits import CLOSE_FRIENDS_MAX

FOLLOWING_MAX = 7_500
"""People whom one person may follow or ask to, the bound known from elsewhere: it keeps each viewer's ties small."""
EXACT_BELOW = 10_000
"""Audiences smaller than this are counted when asked for, larger ones now and then."""
COUNT_SECONDS = 60
"""How old the count of a large audience may become while it changes."""
ACCEPTED_AT_ONCE = 500
FOLLOWS_COMPARED = 2_000
"""Of a viewer's follows, the newest, among which a profile shows mutuals; the list of them knows all."""
MUTE_POSTS = Mute()


async def follow(viewer: Viewer, handle: str) -> Relationship:
    """Follows a public account, asks a private one.

    Raises `NotFound("person")` where either blocks the other, `Conflict("following-limit")` above 7,500.
    """
    other, between = await _meet(viewer, handle)
    if between["blocked"]:
        raise NotFound("person")
    wanted = "requested" if await queries.privacy_held(other.id) else "following"
    if between["tie"] not in ("following", wanted):
        if await queries.ties_made(viewer.user_id, FOLLOWING_MAX) >= FOLLOWING_MAX:
            raise Conflict("following-limit", f"You can follow at most {FOLLOWING_MAX:,} people.")
        await queries.set_tie(viewer.user_id, other.id, wanted)
        happened = Followed if wanted == "following" else FollowRequested
        await outbox.emit(happened(viewer.user_id, other.id))
    return await _relationship(viewer, other.id)


async def unfollow(viewer: Viewer, handle: str) -> Relationship:
    """Takes a request back as well."""
    other, _ = await _meet(viewer, handle)
    await _part(viewer.user_id, other.id)
    return await _relationship(viewer, other.id)


async def accept(viewer: Viewer, handle: str) -> Relationship:
    """Lets somebody follow who asked to. Raises `NotFound("follow-request")` when they did not."""
    other, between = await _meet(viewer, handle)
    if between["their_tie"] == "none":
        raise NotFound("follow-request")
    if between["their_tie"] == "requested":
        await queries.set_tie(other.id, viewer.user_id, "following")
        await outbox.emit(Followed(other.id, viewer.user_id, accepted=True))
    return await _relationship(viewer, other.id)


async def refuse(viewer: Viewer, handle: str) -> Relationship:
    """Turns a request down, unseen by who asked. Who follows already goes on following."""
    other, between = await _meet(viewer, handle)
    if between["their_tie"] == "requested":
        await queries.drop_tie(other.id, viewer.user_id)
        await outbox.emit(FollowRequestEnded(other.id, viewer.user_id))
    return await _relationship(viewer, other.id)


async def accept_waiting(user_id: int) -> int:
    """Lets in up to 500 of those who wait at an account that has gone public. Returns how many those were."""
    accepted = await queries.accept_oldest_requests(user_id, ACCEPTED_AT_ONCE)
    for follower_id in accepted:
        await outbox.emit(Followed(follower_id, user_id, accepted=True))
    return len(accepted)


async def block(viewer: Viewer, handle: str) -> Relationship:
    """Hides each from the other, and ends follows, requests and close friendship both ways."""
    other, between = await _meet(viewer, handle)
    if not between["blocked"]:
        await _part(viewer.user_id, other.id)
        await _part(other.id, viewer.user_id)
        await queries.drop_close_friend(viewer.user_id, other.id)
        await queries.drop_close_friend(other.id, viewer.user_id)
        await queries.add_block(viewer.user_id, other.id)
        await outbox.emit(Blocked(viewer.user_id, other.id))
    return await _relationship(viewer, other.id)


async def unblock(viewer: Viewer, handle: str) -> Relationship:
    """What the block ended stays ended."""
    other, between = await _meet(viewer, handle)
    if between["blocked"]:
        await queries.drop_block(viewer.user_id, other.id)
        await outbox.emit(Unblocked(viewer.user_id, other.id))
    return await _relationship(viewer, other.id)


async def mute(viewer: Viewer, handle: str, wanted: Mute = MUTE_POSTS) -> Relationship:
    """Keeps just what is wanted out of the viewer's sight; they never learn of it."""
    other, between = await _meet(viewer, handle)
    if (between["muted"], between["muted_stories"]) != (wanted.posts, wanted.stories):
        if wanted.posts or wanted.stories:
            await queries.set_mute(viewer.user_id, other.id, wanted.posts, wanted.stories)
            await outbox.emit(Muted(viewer.user_id, other.id))
        else:
            await queries.drop_mute(viewer.user_id, other.id)
            await outbox.emit(Unmuted(viewer.user_id, other.id))
    return await _relationship(viewer, other.id)


async def unmute(viewer: Viewer, handle: str) -> Relationship:
    return await mute(viewer, handle, Mute(posts=False, stories=False))


async def remove_follower(viewer: Viewer, handle: str) -> Relationship:
    """They follow no longer and are not told. Who only asks to follow goes on waiting."""
    other, between = await _meet(viewer, handle)
    if between["their_tie"] == "following":
        await _part(other.id, viewer.user_id)
    return await _relationship(viewer, other.id)


async def add_close_friend(viewer: Viewer, handle: str) -> Relationship:
    """Told to nobody. Raises `NotFound("person")` for whom the viewer blocks, `Conflict("close-friends-limit")`."""
    other, between = await _meet(viewer, handle)
    if between["blocked"]:
        raise NotFound("person")
    if not between["close_friend"]:
        if not await queries.add_close_friend(viewer.user_id, other.id, CLOSE_FRIENDS_MAX):
            raise Conflict("close-friends-limit", f"You can have at most {CLOSE_FRIENDS_MAX} close friends.")
        await outbox.emit(CloseFriendsChanged(viewer.user_id))
    return await _relationship(viewer, other.id)


async def drop_close_friend(viewer: Viewer, handle: str) -> Relationship:
    other, between = await _meet(viewer, handle)
    if between["close_friend"]:
        await queries.drop_close_friend(viewer.user_id, other.id)
        await outbox.emit(CloseFriendsChanged(viewer.user_id))
    return await _relationship(viewer, other.id)


async def _meet(viewer: Viewer, handle: str) -> tuple[AccountRow, Record]:
    """The other person and what is between the two, which nobody else changes until the transaction ends.

    Who blocks the viewer does not exist, unless the viewer blocks them too and so has them in a list.
    """
    other = await accounts.by_handle(handle)
    if other.id == viewer.user_id:
        raise Invalid("oneself", "That is you.")
    await queries.lock_pair(viewer.user_id, other.id)
    between = await queries.between(viewer.user_id, other.id)
    if between["blocks_you"] and not between["blocked"]:
        raise NotFound("person")
    return other, between


async def _part(user_id: int, other_id: int) -> None:
    state = await queries.drop_tie(user_id, other_id)
    if state == "following":
        await outbox.emit(Unfollowed(user_id, other_id))
    elif state == "requested":
        await outbox.emit(FollowRequestEnded(user_id, other_id))


async def _relationship(viewer: Viewer, other_id: int) -> Relationship:
    return relationship(await queries.between(viewer.user_id, other_id))


def relationship(row: Record) -> Relationship:
    """From a row that has `queries.RELATION_COLUMNS`."""
    return Relationship(
        tie=row["tie"],
        follows_you=row["their_tie"] == "following",
        asked_you=row["their_tie"] == "requested",
        blocked=row["blocked"],
        muted=row["muted"],
        muted_stories=row["muted_stories"],
        close_friend=row["close_friend"],
    )


class Regard(msgspec.Struct, frozen=True):
    """How a viewer stands to a person: all that a list of theirs has to know."""

    person: AccountRow
    relationship: Relationship
    you: bool
    visible: bool
    """Whether the viewer may see the posts."""


async def regard(viewer: Viewer | None, handle: str) -> Regard:
    """Raises `NotFound("person")` for whom nobody knows and for whoever blocks the viewer."""
    person = await accounts.by_handle(handle)
    viewer_id = viewer.user_id if viewer else None
    settled, known = NOBODY, Relationship()
    if viewer_id is not None and viewer_id != person.id:
        between = await queries.between(viewer_id, person.id)
        if between["blocks_you"]:
            raise NotFound("person")
        known = relationship(between)
        settled = Standing(hidden=frozenset({person.id} if known.blocked else ()))
    return Regard(person, known, viewer_id == person.id, may_see_posts(viewer_id, person, known.tie, settled))


async def profile(viewer: Viewer | None, handle: str) -> Profile:
    """A person as the viewer sees them, with `posts` 0 for the domain above to fill. Raises `NotFound("person")`."""
    regarded = await regard(viewer, handle)
    person, known, shared = regarded.person, regarded.relationship, Mutuals()
    if viewer and not regarded.you and not known.blocked:
        hidden, _ = await ties.hidden_and_muted(viewer.user_id)
        among = await mutuals.of(viewer.user_id, [person.id], hidden, follows=FOLLOWS_COMPARED)
        shared = among.get(person.id, shared)
    counts = await queries.counts(person.id, EXACT_BELOW)
    return Profile(
        id=str(person.id),
        handle=person.handle,
        name=person.name,
        bio=person.bio,
        private=person.private,
        picture=person.picture,
        posts=0,
        followers=counts["followers"],
        following=counts["following"],
        you=regarded.you,
        relationship=known,
        visible=regarded.visible,
        mutuals=shared,
    )


async def count_reach(user_ids: Sequence[int]) -> None:
    """Brings the counts that search ranks by up to date; those of large audiences once a minute while they change."""
    await queries.count_reach(sorted(set(user_ids)), EXACT_BELOW, COUNT_SECONDS)


async def followers_among(author_id: int, user_ids: Sequence[int]) -> list[int]:
    return await queries.followers_among(author_id, user_ids)


def active_followers(author_id: int, active_since: datetime, at_a_time: int) -> AsyncGenerator[list[int], None]:
    """Followers to push to: those seen since then, whoever was seen last first. Close it when not read to its end."""
    return queries.active_followers(author_id, active_since, at_a_time)


async def followed_ids(user_id: int) -> list[int]:
    return await queries.followed_ids(user_id)


async def follower_count(user_id: int, at_most: int) -> int:
    """How many follow, counted no further than `at_most`."""
    return await queries.follower_count(user_id, at_most)
