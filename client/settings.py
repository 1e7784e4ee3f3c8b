"""What the operator of the web client, or the packager of an app, may set."""

import os
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).resolve().parent.parent / "shared" / "assets"


def live_url() -> str:
    """Where this process reaches the live line, `VITRINE_CLIENT_LIVE_URL`; the server says where unless set."""
    return os.environ.get("VITRINE_CLIENT_LIVE_URL", "")


def api_url() -> str:
    """Where this process reaches the API, `VITRINE_CLIENT_API_URL`."""
    return os.environ.get("VITRINE_CLIENT_API_URL", "http://127.0.0.1:8000").rstrip("/")
