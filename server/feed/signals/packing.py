"""A viewer's profile as bytes, read back without copying."""

import hashlib
from typing import Final

import numpy as np

from server.feed.ranking.features import CONTENT, TIE, Profile

HEAD: Final = np.dtype(
    [
        ("layout", "<u4"),
        ("follows", "<i4"),
        ("sessions_a_day", "<f4"),
        ("dwell_share", "<f4"),
        ("like_share", "<f4"),
        ("taste", "<f4", (CONTENT,)),
        ("distaste", "<f4", (CONTENT,)),
    ]
)
LAYOUT: Final = int.from_bytes(hashlib.blake2b(repr((HEAD.descr, TIE.descr)).encode(), digest_size=4).digest(), "big")


def packed(profile: Profile) -> bytes:
    """A head of 532 bytes, then 56 for each tie."""
    head = np.zeros(1, HEAD)
    head["layout"] = LAYOUT
    for name in HEAD.names[1:]:  # type: ignore[index]
        head[name] = getattr(profile, name)
    return head.tobytes() + profile.ties.tobytes()


def unpacked(stored: bytes) -> Profile | None:
    """None for what another release has packed."""
    if len(stored) < HEAD.itemsize or int.from_bytes(stored[:4], "little") != LAYOUT:
        return None
    head = np.frombuffer(stored, HEAD, 1)[0]
    return Profile(
        ties=np.frombuffer(stored, TIE, offset=HEAD.itemsize),
        taste=head["taste"],
        distaste=head["distaste"],
        sessions_a_day=float(head["sessions_a_day"]),
        dwell_share=float(head["dwell_share"]),
        like_share=float(head["like_share"]),
        follows=int(head["follows"]),
    )
