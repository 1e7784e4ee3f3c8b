"""The one exception of this package."""


class Refusal(Exception):
    """Something that the person at the terminal can mend. Its text is one line: what is wrong, then what helps."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what = what
        self.remedy = remedy
