"""Who is looking."""

from typing import Literal

from msgspec import Struct


class Viewer(Struct, frozen=True):
    user_id: int
    handle: str
    role: Literal["person", "moderator"]
    session_id: int
