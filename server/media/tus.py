"""The headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload), read and written."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import format_datetime
from typing import Final

from server.kit.problems import Invalid, PreconditionFailed, Problem, Unsupported
from server.media.uploads import Checksum, Digest, Upload, upload_max_bytes

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,checksum,termination,expiration"
BODY_TYPE: Final = "application/offset+octet-stream"
METADATA_MAX: Final = 4096
ALGORITHMS: Final[dict[str, Callable[[], Digest]]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}
EXPOSED_HEADERS: Final = [
    "Location",
    "Tus-Checksum-Algorithm",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Resumable",
    "Tus-Version",
    "Upload-Expires",
    "Upload-Length",
    "Upload-Metadata",
    "Upload-Offset",
    "Vitrine-Media-Id",
]
"""What a browser's script may read of the answers."""


@contextmanager
def spoken(headers: Mapping[str, str]) -> Iterator[None]:
    """The block answers a request in this version of tus; refusals raised in it carry the protocol's headers."""
    try:
        asked = headers.get("Tus-Resumable")
        if asked is None:
            raise Invalid("tus-resumable", "The header Tus-Resumable is missing.")
        if asked != VERSION:
            raise PreconditionFailed("tus-version", f"Only tus {VERSION} is spoken here.")
        yield
    except Problem as problem:
        problem.headers["Tus-Resumable"] = VERSION
        problem.headers["Cache-Control"] = "no-store"
        if isinstance(problem, PreconditionFailed):
            problem.headers["Tus-Version"] = VERSION
        raise


def capabilities() -> dict[str, str]:
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(upload_max_bytes()),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def state(upload: Upload, offset: int | None = None) -> dict[str, str]:
    """Headers that tell how far an upload is; `offset` when it has moved since `upload` was read."""
    return {
        "Tus-Resumable": VERSION,
        "Cache-Control": "no-store",
        "Upload-Offset": str(upload.offset if offset is None else offset),
        "Upload-Expires": format_datetime(upload.expires_at, usegmt=True),
    }


def size(headers: Mapping[str, str], name: str) -> int:
    """The number of bytes in `Upload-Length` or `Upload-Offset`."""
    number = optional_size(headers, name)
    if number is None:
        raise Invalid(name.lower(), f"The header {name} is missing.")
    return number


def optional_size(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Invalid(name.lower(), f"The header {name} must be a number of bytes.")
    return int(text)


def metadata(headers: Mapping[str, str]) -> str:
    """`Upload-Metadata` as it came, once it is known to be well formed. Nothing here believes what it says."""
    text = headers.get("Upload-Metadata", "")
    problem = Invalid("upload-metadata", "The header Upload-Metadata must be pairs of a key and Base64.")
    if len(text) > METADATA_MAX:
        raise problem
    seen: set[str] = set()
    for pair in text.split(",") if text else []:
        key, _, value = pair.strip().partition(" ")
        if not key or not key.isascii() or not key.isprintable() or key in seen:
            raise problem
        seen.add(key)
        _decode(value, problem)
    return text


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    text = headers.get("Upload-Checksum")
    if text is None:
        return None
    problem = Invalid(
        "upload-checksum", f"The header Upload-Checksum must be one of {', '.join(ALGORITHMS)} and Base64."
    )
    algorithm, _, value = text.strip().partition(" ")
    if algorithm not in ALGORITHMS or not value:
        raise problem
    return Checksum(ALGORITHMS[algorithm], _decode(value, problem))


def body_announced(headers: Mapping[str, str]) -> bool:
    """Whether a request brings bytes of an upload. Raises `Unsupported` for a body of another type."""
    brings = headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != BODY_TYPE and brings:
        raise Unsupported("upload-body-type", f"The bytes of an upload are sent as {BODY_TYPE}.")
    return kind == BODY_TYPE


def _decode(text: str, problem: Problem) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise problem from None
