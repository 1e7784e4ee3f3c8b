"""What stands behind `/media/` in an address. Whatever is not written exactly so was never an address of ours."""

import hashlib
import re
from pathlib import PurePath
from typing import Final, Literal

from msgspec import Struct

from server.media import store
from server.media.addresses import MASTER

TOKEN: Final = r"(?:/signed/(?P<token>[0-9]{1,11}-[0-9a-f]{32}))?"
PICTURE: Final = re.compile(TOKEN + r"/(?P<digest>[0-9a-f]{64})\.webp", re.ASCII)
VIDEO: Final = re.compile(
    TOKEN + r"/video/(?P<folder>[0-9a-f]{32})/(?P<path>"
    r"master\.m3u8|video\.mp4|strip\.webp|(?:240|480|720|1080)/(?:init\.mp4|index\.m3u8|[0-9]{5}\.m4s))",
    re.ASCII,
)


class Asked(Struct, frozen=True, kw_only=True):
    """`subject` is what a signature covers: the hex digest of a picture or the folder of a video."""

    kind: Literal["picture", "video"]
    subject: str
    path: str
    token: str | None

    @property
    def is_master(self) -> bool:
        return self.kind == "video" and self.path == MASTER

    @property
    def media_type(self) -> str:
        return store.TYPES[PurePath(self.path).suffix]

    @property
    def key(self) -> str:
        """Where the bytes are. A master playlist has none."""
        if self.kind == "picture":
            return store.variant_key(bytes.fromhex(self.subject))
        return store.video_key(self.subject, self.path)

    @property
    def etag(self) -> str:
        """Of a file, which never changes under its name."""
        if self.kind == "picture":
            return f'"{self.subject}"'
        return f'"{hashlib.sha256(self.key.encode()).hexdigest()[:32]}"'


def read(name: str) -> Asked | None:
    """`name` begins with a slash. None for anything that was never an address."""
    if match := PICTURE.fullmatch(name):
        path = f"{match['digest']}.webp"
        return Asked(kind="picture", subject=match["digest"], path=path, token=match["token"])
    if match := VIDEO.fullmatch(name):
        return Asked(kind="video", subject=match["folder"], path=match["path"], token=match["token"])
    return None
