"""What the operator of the desk may set."""

import os
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).resolve().parent.parent / "shared" / "assets"


def api_url() -> str:
    """Where this process reaches the API, `VITRINE_CLIENT_API_URL`; the web process serves both apps."""
    return os.environ.get("VITRINE_CLIENT_API_URL", "http://127.0.0.1:8000").rstrip("/")
