"""Numbers and times the way people say them."""

from collections.abc import Sequence
from datetime import UTC, datetime

THIN: str = "\u2009"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count(number: int) -> str:
    """950, 4 206 with a thin space, 18.4k, 1.2M."""
    if number < 10_000:
        return f"{number:,}".replace(",", THIN)
    if number < 1_000_000:
        return f"{number / 1000:.1f}".removesuffix(".0") + "k"
    return f"{number / 1_000_000:.1f}".removesuffix(".0") + "M"


def counted(number: int, one: str, many: str) -> str:
    return f"{count(number)} {one if number == 1 else many}"


def ago(then: datetime, now: datetime | None = None) -> str:
    """now, 3 min, 2 h, 4 d, then the date; with the year when it is another one."""
    now = now or datetime.now(UTC)
    seconds = max((now - then).total_seconds(), 0)
    if seconds < 60:
        return "now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    if seconds < 86_400:
        return f"{int(seconds // 3600)} h"
    if seconds < 7 * 86_400:
        return f"{int(seconds // 86_400)} d"
    return day(then, now)


def day(then: datetime, now: datetime | None = None) -> str:
    """4 Nov; with the year when it is another one."""
    now = now or datetime.now(UTC)
    words = f"{then.day} {_MONTHS[then.month - 1]}"
    return words if then.year == now.year else f"{words} {then.year}"


def since(then: datetime, now: datetime | None = None) -> str:
    """For a sentence: just now, 3 min ago, on 4 Nov."""
    words = ago(then, now)
    if words == "now":
        return "just now"
    return f"{words} ago" if words[-1] in "nhd" and words[0].isdigit() and len(words) < 7 else f"on {words}"


def size(number: int) -> str:
    """Bytes, as 900 KB, 20 MB or 4.2 GB."""
    if number < 1_000_000:
        return f"{round(number / 1000)} KB"
    if number < 1_000_000_000:
        return f"{number / 1_000_000:.1f}".removesuffix(".0") + " MB"
    return f"{number / 1_000_000_000:.1f}".removesuffix(".0") + " GB"


def calendar_day(moment: datetime) -> str:
    """23 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def lasting(seconds: float) -> str:
    """A duration: 40 s, 12 min, 3 h."""
    if seconds < 1:
        return "under 1 s"
    if seconds < 60:
        return f"{round(seconds)} s"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h"


def clock(seconds: float) -> str:
    """A place in a video: 0:07, 12:40, 1:02:03."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    end = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{end}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
