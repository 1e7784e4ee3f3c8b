"""One typed, frozen `Settings`, read from `VITRINE_*` variables and an optional `.env` file."""

import hmac
import os
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

LIVE_PATH = "/api/v1/live"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting of the server. A field `x` is read from `VITRINE_X`; an empty URL means "the embedded engine"."""

    home: Path = Path(".vitrine")
    """Folder of everything that an installation keeps: engines' data, blobs, logs, the generated secret."""

    database_url: str = ""
    """PostgreSQL 15 or newer: `postgresql://user:password@host:port/name`."""
    valkey_url: str = ""
    """Valkey for timelines, caches and rate limits: `valkey://host:port/0`."""
    stories_valkey_url: str = ""
    """Valkey for live stories; the same server as `valkey_url` unless set."""
    queue_url: str = ""
    """A Valkey that is not a cluster, for the job queue; the same server as `valkey_url` unless set."""
    blob_url: str = ""
    """Where media bytes live: `file:///folder` or `s3://bucket/prefix`; `blobs/` under `home` unless set."""
    s3_endpoint: str = ""
    """Address of a server that speaks S3, such as `https://s3.example.org`; Amazon's unless set."""
    s3_region: str = ""
    s3_key_id: str = ""
    """The key's public half. What of these four is not set comes from AWS_* variables or the machine's own role."""
    s3_key: str = ""
    """The key's secret half."""
    media_url: str = ""
    """Address from which people's devices load pictures and videos, best a host of its own without cookies, such as
    the edge cache of `deploy/`; the API's own unless set."""
    media_link_minutes: int = 30
    """A signed address of what is not public works at most so long, and at least a quarter of that."""
    media_edge_seconds: int = 86_400
    """So long an edge cache may keep what is public: what was deleted, or made private, is gone there after that."""

    secret: str = ""
    """Signs access tokens and upload links. `vitrine up` generates one and keeps it under `home` unless set."""

    api_host: str = "127.0.0.1"
    api_port: int = 8000
    live_host: str = "127.0.0.1"
    live_port: int = 8001
    """Where the gateway of the live line listens."""
    web_host: str = "127.0.0.1"
    web_port: int = 8550
    postgres_port: int = 54329
    """Port of the embedded PostgreSQL on 127.0.0.1."""
    valkey_port: int = 63790
    """Port of the embedded Valkey on 127.0.0.1."""
    valkey_memory_mb: int = 512
    """Memory of the embedded Valkey, in MiB; when it is full, the oldest cached entries go."""
    public_api_url: str = ""
    """Address at which people's devices reach the API and the media; `http://api_host:api_port` unless set."""
    public_web_url: str = ""
    """Address at which browsers open the app; `http://web_host:web_port` unless set."""
    public_live_url: str = ""
    """Address at which people's devices open the live line, `wss://api.example.org` for example, without a path;
    `ws://live_host:live_port` unless set."""
    client_api_url: str = ""
    """Address at which the app's own server process calls the API; `up` sets it."""
    client_live_url: str = ""
    """Address at which it opens live lines, with the path; `up` sets it."""
    client_token: str = ""
    """Proves to the API that the app's own server process speaks, so that its word on a visitor's address is believed.
    Derived from the secret unless set."""
    browser: str = ""
    """Chromium, Chrome or Edge for the tests and the screenshots; found on the machine unless set."""
    allowed_origins: str = "*"
    """Comma-separated origins that may call the API from a browser. Tokens travel in a header, never in a cookie."""
    trusted_proxies: int = 0
    """How many reverse proxies stand before the API: that many rightmost `X-Forwarded-For` hops are believed."""
    log_level: str = "INFO"

    database_pool: int = 10
    """PostgreSQL connections per process."""

    access_token_minutes: int = 10
    refresh_token_days: int = 60
    registration_open: bool = True
    deletion_grace: int = 30
    """Days for which somebody who deleted their account can sign in and keep it, hidden from everybody meanwhile; then
    everything of theirs goes. With 0 it goes at the next run of the hourly job."""

    celebrity_threshold: int = 10_000
    """From this many followers on, an author's posts are pulled at read instead of pushed into timelines."""
    celebrity_leave_share: float = 0.8
    """Below this share of the threshold they are pushed again, so that nobody goes to and fro on the line."""
    celebrities_held: int = 10_000
    """Celebrities whose newest 1,000 posts a process holds, those asked for last; 8 bytes each, 80 MB at most."""
    home_candidates: int = 350
    """Posts of followed people that are ranked for one reading of Home, the newest; what is older follows by time."""
    home_suggested_share: float = 0.15
    """Of a page of Home, what may be posts from outside as long as there are others; 0 for none at all."""
    timeline_length: int = 1_000
    """Entries kept in one stored timeline."""
    active_days: int = 30
    """Only people seen within so many days get posts pushed; the timelines of others are rebuilt at their next read."""
    feed_log_days: int = 60
    """So long is kept what was shown to whom in feeds and what they did with it, from which ranking learns; 0 keeps
    nothing, and Home is ranked by what is known without."""

    photo_max_bytes: int = 64_000_000
    photo_max_pixels: int = 120_000_000
    """Width x height above which a picture is refused from its header, before decoding."""
    video_max_bytes: int = 1_000_000_000
    video_max_seconds: float = 600
    video_max_pixels: int = 9_000_000
    """Width x height of one frame above which a video is refused from its header."""
    upload_expiry_hours: int = 24
    uploads_open_max: int = 20
    """Unfinished uploads of one account."""
    quota_bytes: int = 20_000_000_000
    """Stored bytes of one account, its unfinished uploads included."""
    quota_video_minutes: float = 60
    """Minutes of video that one account may bring in 24 hours."""
    archive_days: int = 7
    """So long an archive of somebody's data can be fetched."""
    archive_link_minutes: int = 15
    """So long a signed link to it works for; the settings of the app bring a fresh one."""
    decode_memory_mb: int = 1024
    """Address space of the child process that decodes one picture, in MiB."""
    decode_seconds: int = 30
    """Wall-clock limit of that child process, in seconds."""
    encode_memory_mb: int = 3072
    """Address space of the child process that encodes a video, in MiB."""
    encode_threads: int = 2
    encode_preset: str = "veryfast"
    """x264's trade of speed for size: `ultrafast` to `veryslow`."""

    vision: bool = True
    """Whether machine vision looks at what is uploaded, in the tier `ml`."""
    ml_grace: float = 8.0
    """Seconds after which a post stops waiting for machine vision."""
    nsfw_flag: float = 0.2
    """Score from 0 to 1 from which a post is noted for review."""
    nsfw_hold: float = 0.8
    """Score from which it stays hidden until somebody has looked."""

    rate_limits: bool = True
    not_found_ms: int = 50
    """A 404 leaves after a multiple of so many milliseconds, so that what is hidden from somebody takes as long as what
    does not exist; 0 lets it leave at once."""

    @property
    def api_url(self) -> str:
        return self.public_api_url.rstrip("/") or f"http://{self.api_host}:{self.api_port}"

    @property
    def media_origin(self) -> str:
        return self.media_url.rstrip("/") or self.api_url

    @property
    def live_url(self) -> str:
        """Of the WebSocket."""
        return (self.public_live_url.rstrip("/") or f"ws://{self.live_host}:{self.live_port}") + LIVE_PATH

    @property
    def web_url(self) -> str:
        return self.public_web_url.rstrip("/") or f"http://{self.web_host}:{self.web_port}"

    @property
    def web_proof(self) -> str:
        """What the app's server process shows to the API; empty while there is no secret."""
        if self.client_token or not self.secret:
            return self.client_token
        return hmac.new(self.secret.encode(), b"vitrine web process", "sha256").hexdigest()


class SettingsError(Exception):
    """A `VITRINE_*` variable that does not fit its field. The message names the variable."""


def load(environ: dict[str, str] | None = None) -> Settings:
    """Settings from the environment over `.env` over the defaults.

    Raises `SettingsError` for a value of the wrong type and for an unknown `VITRINE_*` name.
    """
    values = _dotenv(Path(".env")) | dict(os.environ if environ is None else environ)
    types = get_type_hints(Settings)
    found: dict[str, Any] = {}
    for name, raw in values.items():
        if not name.startswith("VITRINE_"):
            continue
        field = name.removeprefix("VITRINE_").lower()
        if field not in types or isinstance(getattr(Settings, field, None), property):
            raise SettingsError(f"{name} is not a setting of Vitrine")
        try:
            found[field] = Path(raw) if types[field] is Path else msgspec.convert(raw, types[field], strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(f"{name}: {error}") from None
    settings = Settings(**found)
    return msgspec.structs.replace(settings, home=settings.home.absolute())


def environ(settings: Settings) -> dict[str, str]:
    """The `VITRINE_*` variables from which a child process loads the very same settings."""
    fields = msgspec.structs.asdict(settings)
    return {
        f"VITRINE_{name.upper()}": str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in fields.items()
    }


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key.strip().removeprefix("export "): value.strip().strip("\"'") for key, _, value in pairs}
