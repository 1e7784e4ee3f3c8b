"""Uploads, pictures and videos on the wire."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from shared.looks import Box

MediaKind = Literal["picture", "video"]
MediaState = Literal["processing", "ready", "failed"]
VariantName = Literal["square", "w640", "w1080", "w1440"]
RenditionState = Literal["waiting", "making", "ready", "failed"]


class Variant(Struct, kw_only=True):
    name: VariantName
    width: int
    height: int
    url: str


class Strip(Struct, kw_only=True):
    """Small stills of a video side by side in one picture, for scrubbing."""

    url: str
    count: int
    width: int
    """Of one still, in pixels."""
    height: int
    every: float
    """Seconds from one still to the next."""


class Video(Struct, kw_only=True, omit_defaults=True):
    seconds: float
    sound: bool
    hls: str
    """Address of the master playlist. It grows while higher renditions are being made."""
    mp4: str = ""
    """Address of the whole as one file; empty until it is made."""
    strip: Strip | None = None


class Tag(Struct, kw_only=True, forbid_unknown_fields=True):
    """A person at a point of a picture, in shares of its width and height from the upper left corner."""

    handle: str
    x: float
    y: float


class Picture(Struct, kw_only=True, omit_defaults=True):
    """A photo ready to show, or the poster of a video: its variants, from the square thumbnail to the widest."""

    id: str
    width: int
    height: int
    blurhash: str
    alt: str = ""
    variants: list[Variant]
    video: Video | None = None
    tags: list[Tag] = []

    def url(self, name: VariantName) -> str:
        """The variant of that name, or the widest there is below it."""
        by_name = {variant.name: variant.url for variant in self.variants}
        return by_name.get(name) or self.variants[-1].url

    def fitting(self, pixels: int) -> str:
        """The narrowest uncropped variant at least so many pixels wide, or the widest."""
        wide = [variant for variant in self.variants if variant.name != "square"]
        return next((variant.url for variant in wide if variant.width >= pixels), wide[-1].url)


class Rendition(Struct, kw_only=True):
    """One of the qualities of a video, by its short side, or `mp4`."""

    name: str
    state: RenditionState
    percent: int


class Label(Struct, kw_only=True):
    """What is seen in a picture, with a confidence from 0 to 1."""

    name: str
    confidence: float


class Suggestions(Struct, kw_only=True):
    """What machine vision proposes to the author, who decides."""

    alt: str = ""
    labels: list[Label] = []
    faces: list[Box] = []
    """Where to tag people; whose they are is never guessed."""


class Media(Struct, kw_only=True):
    id: str
    kind: MediaKind
    state: MediaState
    reason: str = ""
    """Why it failed, in words for people."""
    problem: str = ""
    """The stable problem type of the failure."""
    picture: Picture | None = None
    ahead: int = 0
    """How many others are prepared before this one."""
    renditions: list[Rendition] = []
    suggestions: Suggestions | None = None
    """None while nobody has looked yet."""
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
    video_max_bytes: int
    video_max_seconds: float
    video_min_seconds: float
    video_max_pixels: int
    """Width x height of one frame."""
    video_types: list[str]
    """Media types."""
    reel_min_seconds: float
    reel_max_seconds: float
    post_items_max: int
    caption_max: int
    alt_max: int
    chunk_bytes: int
    """A good size for one resumable PATCH."""
    vision: bool
    """Whether alt texts and faces are suggested."""


class Quota(Struct, kw_only=True):
    """What one account may still bring."""

    bytes_used: int
    bytes_max: int
    uploads_open: int
    uploads_max: int
    video_seconds_today: float
    video_seconds_max: float
