"""Programs that some tests need and no requirement brings: found on the machine, else fetched by who may.

`python3 tests/programs.py` fetches what is missing, where root can; needs nothing but the standard library.
"""

import os
import shutil
import subprocess
import sys
from typing import NoReturn

PACKAGES = {"nginx": "nginx", "npm": "npm"}
"""Program -> the package of Debian or Ubuntu that brings it; npm brings node."""
FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
FETCH_SECONDS = 600


def find(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(FOLDERS))


def may_fetch() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def ensure(name: str) -> str | None:
    """As `find`, after fetching it if it is missing and this is root. May take minutes."""
    if find(name) or not may_fetch():
        return find(name)
    print(f"getting {name}", file=sys.stderr, flush=True)
    command = f"apt-get update -q && apt-get install -qy --no-install-recommends {PACKAGES[name]}"
    try:
        subprocess.run(
            ["sh", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            timeout=FETCH_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"no {name} that way: {error}", file=sys.stderr)
    return find(name)


def needed(name: str) -> str:
    """Its path; without it the test does not run."""
    return find(name) or lacking(f"{name} is not installed")


def lacking(reason: str) -> NoReturn:
    """Skips the test, with the reason. Where CI could have got what is lacking, the test fails."""
    import pytest

    if os.environ.get("CI") and may_fetch():
        pytest.fail(reason)
    pytest.skip(reason)


if __name__ == "__main__":
    missing = [name for name in PACKAGES if ensure(name) is None]
    if missing:
        sys.exit(f"cannot be had here: {', '.join(missing)}")
