"""When everything was posted: the sixty days before the town was founded, more of it lately, at each person's hours."""

import random
from datetime import datetime, timedelta
from typing import Final

from server.kit import ids
from server.seed.people import Resident

DAYS: Final = 60
RECENCY: Final = 1.35
"""Above 1 the last days are fuller than the first."""
LATEST: Final = timedelta(minutes=4)
"""Nothing is younger than this when the town is founded."""
WORKER: Final = 1023
"""The worker number in the seeded ids."""


def post_times(resident: Resident, founded: datetime) -> list[datetime]:
    """One moment per post, oldest first, all in the sixty days before `founded`."""
    dice = random.Random(resident.seed)
    habit, count = dice.uniform(6, 21), len(resident.posts)
    moments = []
    for number in range(count):
        ago = DAYS * (1 - (number + dice.random()) / count) ** RECENCY
        moment = founded - timedelta(days=max(ago, 0.02))
        if ago > 1.5:
            # on an earlier day: at about the usual hour
            moment = moment.replace(hour=0, minute=0) + timedelta(hours=(habit + dice.gauss(0, 2)) % 24)
        earliest, latest = founded - timedelta(days=DAYS), founded - LATEST - timedelta(seconds=dice.uniform(0, 600))
        moments.append(min(max(moment, earliest), latest))
    return sorted(moments)


def post_id(moment: datetime, number: int) -> int:
    """The id of the town's post `number` (below 4,096): it sorts by its moment and is the same in every run."""
    return ids.at(moment) | WORKER << ids.SEQUENCE_BITS | number
