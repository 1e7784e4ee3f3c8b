"""Signed links to a finished archive: whoever holds one may fetch it, for some minutes."""

from datetime import UTC, datetime, timedelta
from typing import Final

import jwt
from msgspec import Struct

from server.kit import resources
from server.kit.problems import Gone, NotFound

PURPOSE: Final = "vitrine:archive"
"""The audience: a token made for another purpose with the same secret is not taken, nor this one elsewhere."""
ALGORITHM: Final = "HS256"


class Link(Struct, frozen=True):
    user_id: int
    archive_id: int


def sign(link: Link) -> str:
    """The absolute address to GET."""
    expires_at = datetime.now(UTC) + timedelta(minutes=resources.settings().archive_link_minutes)
    claims = {"aud": PURPOSE, "sub": str(link.user_id), "archive": str(link.archive_id), "exp": expires_at}
    token = jwt.encode(claims, resources.settings().secret, ALGORITHM)
    return f"{resources.settings().api_url}/api/v1/archives/{token}"


def read(token: str) -> Link:
    """Raises `Gone` for a link whose time is over and `NotFound` for anything that was never one."""
    try:
        claims = jwt.decode(
            token,
            resources.settings().secret,
            [ALGORITHM],
            audience=PURPOSE,
            options={"require": ["aud", "sub", "exp", "archive"]},
        )
        return Link(int(claims["sub"]), int(claims["archive"]))
    except jwt.ExpiredSignatureError:
        raise Gone("link-expired", "This link has ended. Your settings have a new one.") from None
    except (jwt.InvalidTokenError, ValueError, TypeError):
        raise NotFound("archive") from None
