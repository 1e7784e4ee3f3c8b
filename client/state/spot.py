"""Where a card stands, and why there."""

from dataclasses import dataclass

from client.state.reading import Reading
from shared.feed import Source, Surface


@dataclass(frozen=True)
class Spot:
    """A value: a card that stands where it stood needs not be drawn anew."""

    reading: Reading
    surface: Surface
    snapshot: str | None = None
    """The order of Home that it belongs to; None in Following, and where time alone orders."""
    source: Source = "followed"
    because: str = ""

    @property
    def of_stranger(self) -> bool:
        """Whether it is shown though nobody follows its author."""
        return self.source != "followed"
