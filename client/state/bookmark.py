"""Whether the viewer has saved one post."""

from collections.abc import Callable

from client.state.wish import Refused, Wish
from shared.api import Api


class Bookmark(Wish[bool]):
    """Saving is undone without loss: it remembers the collections out of which the post went."""

    def __init__(self, saved: bool, api: Api, post_id: str, refused: Refused, done: Callable[[], None]) -> None:
        """`done` is called once the server has saved it."""
        super().__init__(saved, self._tell, bool, refused)
        self._api = api
        self.done = done
        self._post_id = post_id
        self._left: list[str] = []

    @property
    def saved(self) -> bool:
        return self.on

    async def back(self) -> bool:
        """Saved again, and in the collections as before. Raises `ApiError` when a collection refuses it."""
        await self.wish(True)
        left, self._left = self._left, []
        for collection_id in left if self.on else []:
            await self._api.collect(collection_id, self._post_id)
        return self.on

    async def _tell(self, wished: bool) -> bool:
        if wished:
            saved = (await self._api.save(self._post_id)).saved
            self.done()
            return saved
        left = (await self._api.saved_in(self._post_id)).collections
        answer = await self._api.unsave(self._post_id)
        self._left = left
        return answer.saved
