"""The blob store: a local folder, or S3 by URL."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlparse

from obstore.store import LocalStore, ObjectStore, S3Store

from server.settings import Settings

if TYPE_CHECKING:
    from obstore.store import RetryConfig, S3Config

PATIENCE: "RetryConfig" = {"max_retries": 4, "retry_timeout": timedelta(seconds=15)}
"""A request that waits for a store that is away is answered after so long; jobs come again by themselves."""


def open_store(settings: Settings) -> ObjectStore:
    """The store that `blob_url` names; a folder under `home` unless set. Raises `ValueError` for another scheme."""
    url = settings.blob_url or (settings.home / "blobs").as_uri()
    parts = urlparse(url)
    if parts.scheme == "file":
        return LocalStore(parts.path, mkdir=True, automatic_cleanup=True)
    if parts.scheme == "s3" and parts.netloc:
        return _s3(settings, parts.netloc, parts.path.strip("/"))
    raise ValueError(f"VITRINE_BLOB_URL: {parts.scheme or url}: only file:// and s3://bucket are known")


def _s3(settings: Settings, bucket: str, prefix: str) -> S3Store:
    # Each blob is deleted by its own request: not every server that speaks S3 deletes many by one.
    config: S3Config = {"disable_bulk_delete": True}
    if settings.s3_endpoint:
        config["endpoint"] = settings.s3_endpoint
    if settings.s3_region:
        config["region"] = settings.s3_region
    if settings.s3_key_id:
        config["access_key_id"] = settings.s3_key_id
        config["secret_access_key"] = settings.s3_key
    plain = settings.s3_endpoint.startswith("http://")
    return S3Store(
        bucket, prefix=prefix or None, config=config, client_options={"allow_http": plain}, retry_config=PATIENCE
    )
