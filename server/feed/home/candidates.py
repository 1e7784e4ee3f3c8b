"""What may stand in Home: posts that sources bring, each with why."""

from typing import Protocol

import msgspec

from server.kit.viewer import Viewer


class Candidate(msgspec.Struct, frozen=True):
    post_id: int
    author_id: int
    source: int
    """Number of the `shared.feed.Source`, see `ranking/features.py`."""
    via: int = 0
    """People whom the viewer follows and who like it, as far as that is known."""
    through: int = 0
    """One of them, for whose sake it is here; 0 for other sources."""
    because: str = ""
    """That person's handle, or the hashtag."""


class Source(Protocol):
    """Where candidates come from besides the people whom the viewer follows; photos today, reels as well one day."""

    async def candidates(self, viewer: Viewer, room: int) -> list[Candidate]:
        """At most `room`, the best first, each post once. None that the viewer may not see or does not want to.

        Looks at so many rows and no more, whoever asks.
        """
        ...
