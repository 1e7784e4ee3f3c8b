"""Lists kept as plain text beside the code: words apart by white space, lines from # on are remarks."""

from pathlib import Path


def words(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
