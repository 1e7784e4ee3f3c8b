"""Uploads and pictures on the wire."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

MediaState = Literal["processing", "ready", "failed"]
VariantName = Literal["square", "w640", "w1080", "w1440"]
UploadState = Literal["open", "complete"]


class Variant(Struct, kw_only=True):
    name: VariantName
    width: int
    height: int
    url: str


class Picture(Struct, kw_only=True):
    """A photo ready to show: its variants, from the square thumbnail to the widest."""

    id: str
    width: int
    height: int
    blurhash: str
    alt: str = ""
    variants: list[Variant]

    def url(self, name: VariantName) -> str:
        """The variant of that name, or the widest there is below it."""
        by_name = {variant.name: variant.url for variant in self.variants}
        return by_name.get(name) or self.variants[-1].url

    def fitting(self, pixels: int) -> str:
        """The narrowest uncropped variant at least so many pixels wide, or the widest."""
        wide = [variant for variant in self.variants if variant.name != "square"]
        return next((variant.url for variant in wide if variant.width >= pixels), wide[-1].url)


class Media(Struct, kw_only=True):
    id: str
    state: MediaState
    reason: str = ""
    """Why it failed, in words for people."""
    problem: str = ""
    """The stable problem type of the failure."""
    picture: Picture | None = None
    created_at: datetime


class NewDirectUpload(Struct, kw_only=True, forbid_unknown_fields=True):
    """Asks for a signed link to which a browser's picker sends the bytes in one PUT."""

    size: int
    filename: str = ""


class DirectUpload(Struct, kw_only=True):
    media_id: str
    url: str
    """Absolute; `PUT` the raw bytes here, no header needed."""
    expires_at: datetime


class Limits(Struct, kw_only=True):
    """What the server accepts, shown before anyone picks a file."""

    photo_max_bytes: int
    photo_max_pixels: int
    photo_types: list[str]
    """Media types."""
    caption_max: int
    alt_max: int
    chunk_bytes: int
    """A good size for one resumable PATCH."""
