"""Posts in a row so that neighbours have different authors. Lists hold places; `author` tells whose each is."""

from collections import Counter, deque
from collections.abc import Collection, Sequence

NOBODY = 0


def spaced(order: Sequence[int], author: Sequence[int], before: Sequence[int] = (), *, fixed: int = 0) -> list[int]:
    """`before`, then `order` with as few changes as keep one author's posts from standing in a row.

    Whoever would stand next to a post of their own waits for the next place behind somebody else's. Who waits to the
    end is put, from the end upwards, between others, but not into the first `fixed` places.
    """
    row = list(before)
    waiting: deque[int] = deque()  # all by one author: the last in the row
    last = author[row[-1]] if row else NOBODY
    for one in order:
        if author[one] == last:
            waiting.append(one)
            continue
        row.append(one)
        last = author[one]
        if waiting and author[waiting[0]] != last:
            row.append(waiting.popleft())
            last = author[row[-1]]
    return _filled_in(row, waiting, author, fixed) if waiting else row


def _filled_in(row: list[int], waiting: deque[int], author: Sequence[int], fixed: int) -> list[int]:
    whose = author[waiting[0]]
    upwards: list[int] = []
    for at in range(len(row), 0, -1):
        above, below = row[at - 1], upwards[-1] if upwards else None
        if waiting and at >= fixed and author[above] != whose and (below is None or author[below] != whose):
            upwards.append(waiting.pop())
        upwards.append(above)
    if waiting and fixed == 0 and upwards and author[upwards[-1]] != whose:
        upwards.append(waiting.pop())
    upwards.reverse()
    return upwards + list(waiting)


def led(order: Sequence[int], author: Sequence[int], first: Collection[int], places: int, of_one: int) -> list[int]:
    """The first `places` of a row: the best of `order`, and by the last of them all of `first` that find room.

    At most `of_one` of one author count among `first`. As long as there is room for those that still have to come, the
    best comes next; then they come, whose author has the most before others, so that nobody is left to stand in a row.
    """
    due = _due(order, author, first, places, of_one)
    rest = list(order)
    row: list[int] = []
    while rest and len(row) < places:
        left, last = places - len(row), author[row[-1]] if row else NOBODY
        counts = Counter(author[one] for one in due)
        # n posts of one author take 2n - 1 places, and one more behind a post of theirs
        needed = max((2 * n - 1 + (whose == last) for whose, n in counts.items()), default=0)
        allowed = [one for one in due if author[one] != last]
        if allowed and needed >= left:
            one = max(allowed, key=lambda one: counts[author[one]])
        elif allowed and len(due) >= left:
            one = allowed[0]
        else:
            one = next((one for one in rest if author[one] != last), rest[0])
        row.append(one)
        rest.remove(one)
        if one in due:
            due.remove(one)
    return row


def _due(order: Sequence[int], author: Sequence[int], first: Collection[int], places: int, of_one: int) -> list[int]:
    counts: Counter[int] = Counter()
    due: list[int] = []
    for one in order:
        if one in first and counts[author[one]] < of_one and len(due) < places:
            counts[author[one]] += 1
            due.append(one)
    return due
