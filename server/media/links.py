"""Signed links for one PUT: whoever holds the link may send exactly the announced bytes, once, for a while."""

from datetime import datetime
from typing import Final

import jwt
from msgspec import Struct

from server.kit import resources
from server.kit.problems import Gone, NotFound
from server.media.refusals import SENTENCES

PURPOSE: Final = "vitrine:direct-upload"
"""The audience: a token made for another purpose with the same secret is not taken, nor this one elsewhere."""
ALGORITHM: Final = "HS256"


class Link(Struct, frozen=True):
    media_id: int
    owner_id: int
    size: int


def sign(link: Link, expires_at: datetime) -> str:
    """The absolute address to PUT to."""
    claims = {
        "aud": PURPOSE,
        "sub": str(link.owner_id),
        "media": str(link.media_id),
        "size": link.size,
        "exp": expires_at,
    }
    token = jwt.encode(claims, resources.settings().secret, ALGORITHM)
    return f"{resources.settings().api_url}/api/v1/uploads/direct/{token}"


def read(token: str) -> Link:
    """Raises `Gone` for a link whose time is over and `NotFound` for anything that was never one."""
    try:
        claims = jwt.decode(
            token,
            resources.settings().secret,
            [ALGORITHM],
            audience=PURPOSE,
            options={"require": ["aud", "sub", "exp", "media", "size"]},
        )
        return Link(int(claims["media"]), int(claims["sub"]), int(claims["size"]))
    except jwt.ExpiredSignatureError:
        raise Gone("upload-expired", SENTENCES["upload-expired"]) from None
    except (jwt.InvalidTokenError, ValueError, TypeError):
        raise NotFound("upload") from None
