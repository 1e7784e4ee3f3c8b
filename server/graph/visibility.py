"""Who may see what. Every read of every domain asks here.

| the viewer is      | the person | lists of followers | posts          | posts in the feed                |
| ------------------ | ---------- | ------------------ | -------------- | -------------------------------- |
| the owner          | yes        | yes                | yes            | yes                              |
| anonymous          | yes        | of public accounts | of public ones | -                                |
| a stranger, asking | yes        | of public accounts | of public ones | no                               |
| a follower         | yes        | yes                | yes            | unless muted                     |
| blocking them      | yes        | no                 | no             | no                               |
| blocked by them    | no         | no                 | no             | no                               |
| anyone, suspended  | no         | no                 | no             | no                               |
"""

from collections.abc import Collection, Sequence
from itertools import compress

import msgspec

from server.accounts import service as accounts
from server.accounts.rows import AccountRow
from server.graph import ties
from server.kit.pipe import Command
from shared.graph import Tie


class Standing(msgspec.Struct, frozen=True):
    """What a viewer has settled about others, and others about the viewer."""

    hidden: frozenset[int] = frozenset()
    """Blocked either way: neither sees anything of the other."""
    muted: frozenset[int] = frozenset()
    """Kept out of the viewer's feed, and seen everywhere else."""


NOBODY = Standing()


async def standing(viewer_id: int | None) -> Standing:
    """None stands for anonymous people."""
    return NOBODY if viewer_id is None else Standing(*await ties.hidden_and_muted(viewer_id))


def may_see_posts(viewer_id: int | None, author: AccountRow, tie: Tie, standing: Standing) -> bool:
    """`tie` is the viewer's to the author."""
    if author.state != "active" or author.id in standing.hidden:
        return False
    return not author.private or author.id == viewer_id or tie == "following"


def may_see_in_feed(viewer_id: int, author: AccountRow, tie: Tie, standing: Standing) -> bool:
    """Posts come into a feed by following, and by nothing else; one's own are there too."""
    if not may_see_posts(viewer_id, author, tie, standing):
        return False
    return author.id == viewer_id or (tie == "following" and author.id not in standing.muted)


async def visible_authors(viewer_id: int | None, author_ids: Collection[int], *, for_feed: bool = False) -> set[int]:
    """Whose posts among these authors' the viewer may see, or may see in the feed. Three round trips at most."""
    authors = await accounts.by_ids(set(author_ids))
    settled = await standing(viewer_id)
    followed = await ties.followed_among(viewer_id, authors) if viewer_id is not None else set()
    visible = set()
    for author in authors.values():
        tie: Tie = "following" if author.id in followed else "none"
        if for_feed:
            allowed = viewer_id is not None and may_see_in_feed(viewer_id, author, tie, settled)
        else:
            allowed = may_see_posts(viewer_id, author, tie, settled)
        if allowed:
            visible.add(author.id)
    return visible


# `may_see_posts` for a statement about many viewers at once: `w.user_id` looks, `u` is the author's row of users.
MAY_SEE_POSTS = """(u.state = 'active' AND (u.id = w.user_id OR (
    NOT EXISTS (SELECT FROM blocks b WHERE b.user_id = w.user_id AND b.other_id = u.id)
    AND NOT EXISTS (SELECT FROM blocked_by b WHERE b.user_id = w.user_id AND b.other_id = u.id)
    AND (NOT u.private OR (SELECT f.state = 'following' FROM following f
        WHERE f.user_id = w.user_id AND f.other_id = u.id)))))"""


# The same rule for the feed's hot path, which asks Valkey about the authors of a page in the round trip of their posts.
# Posts of suspended authors are not among those: hydration leaves them out.


def tie_commands(viewer_id: int, author_ids: Sequence[int]) -> tuple[Command, Command, Command]:
    """What a page asks Valkey beside its posts; the replies go to `in_feed`."""
    members = [b"%d" % author_id for author_id in author_ids]
    return (
        ("SMISMEMBER", ties.following_key(viewer_id), ties.COMPLETE, *members),
        ("SMISMEMBER", ties.hidden_key(viewer_id), ties.COMPLETE, *members),
        ("SMISMEMBER", ties.muted_key(viewer_id), ties.COMPLETE, *members),
    )


async def in_feed(viewer_id: int, author_ids: Sequence[int], replies: Sequence[Sequence[int]]) -> set[int]:
    """Who of these active authors may stand in the viewer's feed. Asks SQL when a set was not complete."""
    followed, unwanted = await ties_among(viewer_id, author_ids, replies)
    return {a for a in author_ids if (a in followed or a == viewer_id) and a not in unwanted}


async def ties_among(
    viewer_id: int, author_ids: Sequence[int], replies: Sequence[Sequence[int]]
) -> tuple[Collection[int], Collection[int]]:
    """Whom of these the viewer follows, and whose posts are kept out of the viewer's feeds, with others perhaps."""
    followed, hidden, muted = replies
    if followed[0] and hidden[0] and muted[0]:
        unwanted = {*compress(author_ids, hidden[1:]), *compress(author_ids, muted[1:])}
        return {*compress(author_ids, followed[1:])}, unwanted
    found = await ties.load_ties(viewer_id)
    return found.following, found.hidden | found.muted
