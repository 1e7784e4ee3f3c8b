"""Numbers by which the log knows the words of the wire. They are stored: never to change, new ones join at the end."""

from typing import Final

from shared.feed import Device, FeedEventKind, Surface

SURFACES: Final[dict[Surface, int]] = {"home": 0, "following": 1}
DEVICES: Final[dict[Device, int]] = {"phone": 0, "desktop": 1}
OUTCOMES: Final[dict[FeedEventKind, int]] = {
    "dwell": 1,
    "like": 2,
    "comment": 3,
    "share": 4,
    "save": 5,
    "profile": 6,
    "hide": 7,
}
"""Of `outcomes.kind`; `amount` is seconds for `dwell`, 1 for the others. `seen` makes an impression."""
VIEW, DWELL, SHARE, HIDE = range(4)
"""Of `exposure_news.kind`: columns of `exposure`, in their order."""
EXPOSURE: Final[dict[FeedEventKind, int]] = {"dwell": DWELL, "share": SHARE, "save": SHARE, "hide": HIDE}
"""Outcomes that are counted of each post."""
NO_POSITION: Final = -1
"""Of an impression in Following, which has no order but time."""
