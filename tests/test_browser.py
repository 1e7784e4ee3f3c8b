import subprocess
import sys
from pathlib import Path

import pytest

from tests import browser


def test_browser_named_by_its_variable_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chosen = tmp_path / "chromium"
    chosen.touch()
    monkeypatch.setenv("VITRINE_BROWSER", str(chosen))
    assert browser.find() == str(chosen)


def test_browser_named_but_missing_is_none_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_BROWSER", "/nowhere/chromium")
    assert browser.find() is None
    assert browser.ensure() is None


def test_browser_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    edge = tmp_path / "microsoft-edge"
    edge.touch(mode=0o755)
    monkeypatch.delenv("VITRINE_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find() == str(edge)


def test_it_runs_on_the_standard_library_alone() -> None:
    program = "import sys; sys.path.insert(0, 'tests'); import browser; print(browser.find() is not False)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr
