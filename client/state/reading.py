"""Where somebody reads in a list of cards, so that coming back shows the same card at the top."""

from collections.abc import Callable

_SOMEWHERE = 1_000.0
"""Pixels that are surely not at the top."""


class Reading:
    """Follows the offset that the client reports and the heights of the rows, each by its name, from the top down."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        """Names of all rows as they are drawn now."""
        self.cards: set[str] = set()
        """Those of them that are cards; the others, such as a title, come before."""
        self.offset = 0.0
        self.viewport = 0.0
        self.exact = True
        """Whether `offset` can be believed."""
        self.on_change: Callable[[], None] | None = None
        """Called when a row has got another height, or the list itself."""
        self._heights: dict[str, float] = {}
        self._top = ""
        self._within = 0.0

    def measured(self, name: str, height: float) -> None:
        self._heights[name] = height
        if self.on_change:
            self.on_change()

    def framed(self, viewport: float) -> None:
        """The list is that high on screen, in pixels."""
        self.viewport = viewport
        if self.on_change:
            self.on_change()

    def scrolled(self, offset: float, viewport: float) -> None:
        self.offset, self.viewport, self.exact = offset, viewport, True
        self._top, self._within = self.top()

    def expect(self, top: str, within: float, offset: float | None) -> None:
        """The reader shall find that card at the upper edge; `offset` is where it was, if it still is."""
        self._top, self._within, self.exact = top, within, offset is not None
        self.offset = offset if offset is not None else within + _SOMEWHERE

    def start(self, name: str) -> float:
        """Pixels above a row, from the top of the list. Cards that were never seen count as the others on average."""
        return sum(self._height(row) for row in self.rows[: self.rows.index(name)])

    def top(self) -> tuple[str, float]:
        """Name of the card at the upper edge, and how many of its pixels are above it; no name without cards."""
        begins = 0.0
        found = ("", 0.0)
        for row in self.rows:
            height = self._height(row)
            if row in self.cards:
                found = (row, max(self.offset - begins, 0.0))
                if begins + height > self.offset:
                    break
            begins += height
        return found

    def shows(self, name: str) -> bool:
        """Whether any of that row is on screen."""
        if name not in self.rows:
            return False
        begins = self.start(name)
        return begins < self.offset + self.viewport and begins + self._height(name) > self.offset

    def in_sight(self) -> set[str]:
        """Cards of which at least half is on screen, or which fill half of it. Those never drawn are not there."""
        ends, begins = self.offset + self.viewport, 0.0
        found = set()
        for row in self.rows:
            if begins >= ends:
                break
            height = self._height(row)
            seen = min(begins + height, ends) - max(begins, self.offset)
            if row in self.cards and row in self._heights and 2 * seen >= min(height, self.viewport) > 0:
                found.add(row)
            begins += height
        return found

    def back(self) -> float:
        """The offset at which the card that was at the top when somebody last scrolled is there again."""
        at = self.rows.index(self._top) if self._top in self.rows else -1
        unseen = any(row not in self._heights for row in self.rows[: max(at, 0)] if row in self.cards)
        if at < 0 or (unseen and self.exact):
            return self.offset
        return self.start(self._top) + self._within

    def _height(self, name: str) -> float:
        known = self._heights.get(name)
        if known is not None:
            return known
        cards = [height for row, height in self._heights.items() if row in self.cards]
        return sum(cards) / len(cards) if cards and name in self.cards else 0.0
