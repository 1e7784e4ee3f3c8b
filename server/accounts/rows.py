"""An account as the domains above read it."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from asyncpg import Record

from server.kit import resources
from shared.accounts import Author, Me, Role
from shared.media import Picture

AUTHOR_COLUMNS = "u.id, u.handle, u.name, u.picture"
"""What `author` needs, in a statement that calls the table of users `u`."""


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    handle: str
    name: str
    bio: str
    private: bool
    role: Role
    state: Literal["active", "suspended", "leaving", "erasing"]
    picture: Picture | None
    created_at: datetime

    @property
    def author(self) -> Author:
        return Author(id=str(self.id), handle=self.handle, name=self.name, avatar=_avatar(self.picture))

    @property
    def me(self) -> Me:
        return Me(
            id=str(self.id),
            handle=self.handle,
            name=self.name,
            bio=self.bio,
            private=self.private,
            role=self.role,
            picture=self.picture,
            created_at=self.created_at,
        )


def account(row: Record) -> AccountRow:
    return AccountRow(
        id=row["id"],
        handle=row["handle"],
        name=row["name"],
        bio=row["bio"],
        private=row["private"],
        role=row["role"],
        state=row["state"],
        picture=picture(row["picture"]),
        created_at=row["created_at"],
    )


def author(row: Record) -> Author:
    """From a row that has `AUTHOR_COLUMNS`."""
    return Author(id=str(row["id"]), handle=row["handle"], name=row["name"], avatar=_avatar(picture(row["picture"])))


def _avatar(shown: Picture | None) -> str | None:
    return shown.url("square") if shown else None


def picture(stored: Any) -> Picture | None:
    """The stored picture with the addresses that hold today."""
    if stored is None:
        return None
    shown = msgspec.convert(stored, Picture)
    for variant in shown.variants:
        if variant.url.startswith("/"):
            variant.url = resources.settings().media_origin + variant.url
    return shown


def storable_picture(shown: Picture | None) -> Any:
    """The picture without this installation's own address, so that it may move; None stays None."""
    if shown is None:
        return None
    stored = msgspec.to_builtins(shown)
    for variant in stored["variants"]:
        variant["url"] = variant["url"].removeprefix(resources.settings().media_origin)
    return stored
