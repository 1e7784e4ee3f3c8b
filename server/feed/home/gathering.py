"""What a page begins with, read in one round trip: who may be shown what, and what is known of the viewer."""

import asyncio
import time
from collections.abc import Collection
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from server.feed import skeleton, timeline
from server.feed.home import outside, preferences
from server.feed.home.candidates import Candidate
from server.feed.home.snapshot import Snapshot, features_key
from server.feed.ranking import features
from server.feed.ranking.features import AT, FOLLOWED, LIKED, SUGGESTED, Floats, Ids, Profile
from server.feed.signals import profiles
from server.kit import resources
from server.kit.pipe import Command
from server.kit.viewer import Viewer
from shared.feed import Device

VISIT_SECONDS: Final = 30 * 60
"""Without a page; after that another visit begins."""
OWN_MOST: Final = 2
"""Of one's own posts, and none that is older than a day: Home shows what others do."""
OWN_HOURS: Final = 24


class Reading(msgspec.Struct, frozen=True):
    """What ranking knows of the viewer besides the candidates."""

    viewer: Viewer
    profile: Profile
    device: Device
    minutes: float
    """Since the first page of this visit."""


class Pool(msgspec.Struct):
    """Candidates as parallel columns."""

    posts: Ids
    authors: Ids
    sources: npt.NDArray[np.uint8]
    via: Floats
    outside: dict[int, Candidate]
    """Post id -> what a source other than followed people says of it."""

    def __len__(self) -> int:
        return len(self.posts)

    def part(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Pool":
        return Pool(self.posts[chosen], self.authors[chosen], self.sources[chosen], self.via[chosen], self.outside)

    def numbers(self) -> list[bytes]:
        """Ids of 8 bytes."""
        packed = self.posts.astype(">i8").tobytes()
        return [packed[at : at + 8] for at in range(0, len(packed), 8)]


async def gathered(viewer: Viewer, device: Device, up_to: int, *, begins: bool = True) -> tuple[Reading, Pool, int]:
    """Candidates with ids up to that one. Besides, the id from which on all of followed people are there; 0 for all.

    A reading that begins has the viewer's own posts of the last moment as well, whatever their ids.
    """
    count = resources.settings().home_candidates
    asked = skeleton.question(viewer.user_id, None if begins else up_to + 1, count)
    *found, known, brought, chosen, began = await resources.pipe().run(
        *asked.commands,
        profiles.command(viewer.user_id),
        outside.command(viewer.user_id),
        preferences.command(viewer.user_id),
        visit(viewer.user_id),
    )
    stored = await skeleton.answered(asked, found)
    making = profiles.profile(viewer.user_id, known), outside.candidates(viewer, brought)
    if known is None and brought is None:
        # whoever comes back after a while waits for the slower one only
        profile, others = await asyncio.gather(*making)
    else:
        profile, others = await making[0], await making[1]
    wanted = (await preferences.chosen(viewer.user_id, chosen)).suggested
    suggested = wanted and resources.settings().home_suggested_share > 0
    kept = [c for c in others if c.post_id <= up_to and (suggested or c.source != SUGGESTED)]
    floor = 0 if stored.last else timeline.post_of(stored.entries[-1])
    pool = _pool(viewer.user_id, stored.entries, kept, up_to)
    return Reading(viewer, profile, device, minutes(began)), pool, floor


async def unread(viewer: Viewer, device: Device, made: Snapshot, place: int) -> tuple[Reading, Pool, Floats | None]:
    """What stands in the snapshot from that place on. Besides, the features of all of it if they are still there."""
    known, began, stored = await resources.pipe().run(
        profiles.command(viewer.user_id), visit(viewer.user_id), ("GET", features_key(viewer.user_id, made.id))
    )
    profile = await profiles.profile(viewer.user_id, known)
    rows = np.frombuffer(stored, "<f2").reshape(-1, features.WIDTH).astype(np.float32) if stored else None
    posts, authors = made.post_ids()[place:].astype(np.int64), made.author_ids()[place:].astype(np.int64)
    sources = np.frombuffer(made.sources, np.uint8)[place:]
    via = np.expm1(rows[place:, AT["via"]]) if rows is not None else (sources == LIKED).astype(np.float32)
    said = {
        int(post_id): Candidate(
            int(post_id), int(author_id), int(source), 0, made.through.get(at, 0), made.because.get(at, "")
        )
        for at, (post_id, author_id, source) in enumerate(zip(posts, authors, sources, strict=True), place)
        if source != FOLLOWED
    }
    return Reading(viewer, profile, device, minutes(began)), Pool(posts, authors, sources, via, said), rows


def visit(user_id: int) -> Command:
    """Notes the first page of a visit; the reply goes to `minutes`. Every page prolongs the visit by `prolonged`."""
    return ("SET", _visit_key(user_id), str(int(time.time())), "NX", "GET", "EX", VISIT_SECONDS)


def prolonged(user_id: int) -> Command:
    return ("EXPIRE", _visit_key(user_id), VISIT_SECONDS)


def minutes(began: bytes | None) -> float:
    return max(time.time() - int(began), 0.0) / 60 if began else 0.0


def _visit_key(user_id: int) -> bytes:
    return b"home-visit:{%d}" % user_id


def _pool(user_id: int, entries: Collection[bytes], others: Collection[Candidate], up_to: int) -> Pool:
    """Followed people's first; what they also like keeps how many of them do."""
    pairs = np.frombuffer(b"".join(entries), ">i8").astype(np.int64).reshape(-1, 2)
    posts, authors = pairs[:, 0], pairs[:, 1]
    own = authors == user_id
    fresh = features.times(posts) > time.time() - OWN_HOURS * features.HOUR
    wanted = np.where(own, fresh & (np.cumsum(own) <= OWN_MOST), posts <= up_to)
    posts, authors = posts[wanted], authors[wanted]
    said = {c.post_id: c for c in others if c.author_id != user_id}
    friends = np.array([said[p].via if p in said else 0 for p in posts.tolist()], np.float32)
    there = set(posts.tolist())
    new = [c for c in said.values() if c.post_id not in there]
    return Pool(
        np.concatenate([posts, np.array([c.post_id for c in new], np.int64)]),
        np.concatenate([authors, np.array([c.author_id for c in new], np.int64)]),
        np.concatenate([np.full(len(posts), FOLLOWED, np.uint8), np.array([c.source for c in new], np.uint8)]),
        np.concatenate([friends, np.array([c.via for c in new], np.float32)]),
        {c.post_id: c for c in new},
    )
