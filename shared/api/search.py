"""Finding."""

from shared.api.transport import Transport
from shared.graph import People


class Search(Transport):
    async def search_people(self, prefix: str, cursor: str | None = None) -> People:
        return await self._call("GET", "/search/people", People, query={"prefix": prefix, "cursor": cursor})
