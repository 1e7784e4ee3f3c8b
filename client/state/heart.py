"""Whether the viewer likes one post or comment, and how many do."""

from collections.abc import Awaitable, Callable

from client.state.wish import Refused, Wish
from shared.engagement import Like

Verb = Callable[[], Awaitable[Like]]


class Heart(Wish[Like]):
    def __init__(self, now: Like, like: Verb, unlike: Verb, refused: Refused) -> None:
        super().__init__(now, lambda wished: (like if wished else unlike)(), lambda answer: answer.liked, refused)

    @property
    def liked(self) -> bool:
        return self.on

    @property
    def likes(self) -> int:
        """As the server counts them, with the viewer's wish. Its count may be older than a like of a moment ago."""
        return max(self._confirmed.likes + self.on - self._confirmed.liked, int(self.on))
