"""The blob store: a local folder, or S3 by URL."""

from urllib.parse import urlparse

from obstore.store import LocalStore, ObjectStore, from_url

from server.settings import Settings


def open_store(settings: Settings) -> ObjectStore:
    """The store that `blob_url` names; a folder under `home` unless set. Raises `ValueError` for another scheme."""
    url = settings.blob_url or (settings.home / "blobs").as_uri()
    parts = urlparse(url)
    if parts.scheme == "file":
        return LocalStore(parts.path, mkdir=True, automatic_cleanup=True)
    if parts.scheme in ("s3", "http", "https"):
        return from_url(url)
    raise ValueError(f"VITRINE_BLOB_URL: {parts.scheme or url}: only file:// and s3:// are known")
