import os
import stat
from pathlib import Path

import pytest

from server.engines import Refusal, home
from server.settings import Settings


def test_missing_home_is_made(tmp_path: Path) -> None:
    home.prepare(tmp_path / "new")
    assert (tmp_path / "new").is_dir()


def test_home_whose_parent_is_missing_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"is not there.*VITRINE_HOME"):
        home.prepare(tmp_path / "disk" / "home")
    assert not (tmp_path / "disk").exists()


def test_file_in_place_of_the_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(Refusal, match="is no folder"):
        home.prepare(tmp_path / "home")


def test_read_only_home_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        folder = Path("/sys/kernel")  # permissions do not bind root, but this file system takes no files from anyone
        if not folder.is_dir():
            pytest.skip("root, and no /sys")
    else:
        folder = tmp_path / "home"
        folder.mkdir(mode=0o500)
    with pytest.raises(Refusal, match=r"cannot be written to .*VITRINE_HOME"):
        home.prepare(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_home_of_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    os.chown(tmp_path / "home", 12345, -1)
    with pytest.raises(Refusal, match="user 12345"):
        home.prepare(tmp_path / "home")


def test_held_home_refuses_a_second_holder_and_names_the_first(tmp_path: Path) -> None:
    with home.held(tmp_path):
        assert home.is_held(tmp_path)
        with pytest.raises(Refusal, match=rf"in use by process {os.getpid()}"), home.held(tmp_path):
            pass
    assert not home.is_held(tmp_path)
    with home.held(tmp_path):
        pass


def test_running_up_is_found_only_while_it_holds_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="postgresql://x", valkey_url="valkey://y", secret="s")
    with home.held(tmp_path):
        assert home.read_running(tmp_path) is None
        with home.announced(settings):
            found = home.read_running(tmp_path)
            assert found is not None
            assert (found.pid, found.database_url, found.secret) == (os.getpid(), "postgresql://x", "s")
            left_behind = (tmp_path / "run.json").read_bytes()
    (tmp_path / "run.json").write_bytes(left_behind)
    assert home.read_running(tmp_path) is None
    with home.held(tmp_path):
        assert home.read_running(tmp_path) is None


def test_secret_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    secret = home.keep_secret(tmp_path / "secret")
    assert len(secret) >= 43
    assert home.keep_secret(tmp_path / "secret") == secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
