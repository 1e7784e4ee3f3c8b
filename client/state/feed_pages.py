"""Where the pages of the two feeds come from."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from shared.api import Api
from shared.feed import Device, HomeItem, Ranker, Surface
from shared.posts import Post

PAGE: Final = 12


@dataclass(frozen=True)
class Stretch:
    """A page of either feed."""

    posts: list[Post]
    cursor: str | None
    """None at the end."""
    why: dict[str, HomeItem] = field(default_factory=dict)
    """Id of a post -> how it came into Home."""
    snapshot: str | None = None
    ranker: Ranker | None = None


class FeedPages(Protocol):
    surface: Surface
    lasting: bool
    """Whether an order that was made for a reading stays as it is until the reader asks for another."""

    async def read(self, cursor: str | None = None, snapshot: str | None = None) -> Stretch:
        """The page at the cursor. Without one the first: of that snapshot if it is still there, else a new one.

        Raises `ApiError`.
        """
        ...


class FollowingPages:
    surface: Surface = "following"
    lasting = False

    def __init__(self, api: Api) -> None:
        self._api = api

    async def read(self, cursor: str | None = None, snapshot: str | None = None) -> Stretch:
        page = await self._api.following_feed(cursor, PAGE)
        return Stretch(page.items, page.cursor)


class HomePages:
    surface: Surface = "home"
    lasting = True

    def __init__(self, api: Api) -> None:
        self._api = api
        self.device: Device = "phone"

    async def read(self, cursor: str | None = None, snapshot: str | None = None) -> Stretch:
        page = await self._api.home_feed(cursor, PAGE, self.device, None if cursor else snapshot)
        return Stretch(
            [item.post for item in page.items],
            page.cursor,
            {item.post.id: item for item in page.items},
            page.snapshot,
            page.ranker,
        )
