"""The browser of the tests: one that the machine has, else one fetched for it. Needs nothing but the standard library.

`python3 tests/browser.py` gets one and prints its path; exit code 1 when none can be had.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
FOLDERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FETCH_SECONDS = 600


def find() -> str | None:
    """Path of a Chromium, Chrome or Edge: VITRINE_BROWSER, one of the system, Playwright's own; None without any."""
    if named := os.environ.get("VITRINE_BROWSER"):
        return named if Path(named).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((path for path in (*FOLDERS, _playwrights()) if path and Path(path).exists()), None)


def ensure() -> str | None:
    """As `find`, after fetching a browser if there is none; None when none can be had. May take minutes."""
    if found := find():
        return found
    if os.environ.get("VITRINE_BROWSER"):
        return None
    for command in _fetchers():
        print(f"getting a browser: {' '.join(command)}", file=sys.stderr, flush=True)
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                timeout=FETCH_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"no browser that way: {error}", file=sys.stderr)
        if found := find():
            return found
    return None


def _fetchers() -> list[list[str]]:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        return [["sh", "-c", "apt-get update -q && apt-get install -qy --no-install-recommends chromium"]]
    return [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _playwrights() -> str | None:
    """Where Playwright keeps the Chromium that it installs; None without Playwright."""
    program = "from playwright.sync_api import sync_playwright as p\nwith p() as it: print(it.chromium.executable_path)"
    try:
        return subprocess.check_output([sys.executable, "-c", program], text=True, stderr=subprocess.DEVNULL).strip()
    except (OSError, subprocess.CalledProcessError):
        return None


if __name__ == "__main__":
    if path := ensure():
        print(path)
    else:
        sys.exit("no Chromium, Chrome or Edge, and none can be had: set VITRINE_BROWSER")
