"""Where this person has been, so that Back goes there and not to a guess."""

from urllib.parse import parse_qs, urlsplit

import flet as ft

_KEPT = 50


def asked(route: str, name: str) -> str:
    """What an address says after its question mark under that name; nothing when it does not."""
    return parse_qs(urlsplit(route).query).get(name, [""])[0]


class Trail:
    def __init__(self, page: ft.Page) -> None:
        self._page = page
        self._visited: list[str] = []

    async def go(self, path: str) -> None:
        await self._page.push_route(path)

    def visit(self, path: str) -> None:
        """Called on every change of route, whoever made it."""
        if len(self._visited) > 1 and self._visited[-2] == path:
            self._visited.pop()
        elif not self._visited or self._visited[-1] != path:
            self._visited = [*self._visited, path][-_KEPT:]

    async def back(self, fallback: str = "/") -> None:
        """To the screen before this one; to `fallback` when the visit began here."""
        await self.go(self._visited[-2] if len(self._visited) > 1 else fallback)

    async def leave(self, fallback: str = "/") -> None:
        """Back, and this screen cannot be returned to (it no longer exists)."""
        path = self._visited[-2] if len(self._visited) > 1 else fallback
        self._visited = self._visited[:-2]
        await self.go(path)
