"""`./just` in a folder of its own, with packages from a local folder: nothing here reaches a network."""

import base64
import hashlib
import importlib.metadata
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
JUSTFILE = """\
# Say where the python of the recipe is
test:
    @command -v python
doctor:
    @echo healthy
"""


def pack(name: str, wheels: Path) -> str:
    """Packs an installed distribution into a wheel again; returns the hashed requirement for it."""
    dist = importlib.metadata.distribution(name)
    stem = f"{name.replace('-', '_')}-{dist.version}"
    tag = next(line.split()[1] for line in (dist.read_text("WHEEL") or "").splitlines() if line.startswith("Tag:"))
    wheel = wheels / f"{stem}-{tag}.whl"
    lines: list[tuple[str, str, str]] = []
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in dist.files or ():
            inside = f"{stem}.data/scripts/{file.name}" if ".." in file.parts else str(file)
            if inside.endswith((".pyc", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")):
                continue
            content = file.locate().read_bytes()
            entry = zipfile.ZipInfo(inside)
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append((inside, f"sha256={digest}", str(len(content))))
        record = archive.open(f"{stem}.dist-info/RECORD", "w")
        with record:
            for line in (*lines, (f"{stem}.dist-info/RECORD", "", "")):
                record.write((",".join(line) + "\n").encode())
    return f"{name}=={dist.version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Clone:
    """A folder with the launcher, a justfile, and requirements of two packages."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        self.wheels = wheels
        (folder / "requirements").mkdir(parents=True)
        (folder / "justfile").write_text(JUSTFILE)
        shutil.copy(ROOT / "just", folder / "just")
        (folder / "requirements" / "uv.txt").write_text((wheels / "uv").read_text())
        (folder / "requirements" / "run.txt").write_text((wheels / "rust-just").read_text())
        (folder / "requirements" / "dev.txt").write_text(
            (wheels / "rust-just").read_text() + (wheels / "iniconfig").read_text()
        )

    def command(self, *words: str, python: str = sys.executable) -> list[str]:
        return [python, str(self.folder / "just"), *words]

    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
        sources = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}
        uv = {"UV_NO_INDEX": "1", "UV_FIND_LINKS": str(self.wheels), "UV_OFFLINE": "1", "UV_NO_CACHE": "1"}
        return kept | sources | uv | {"HOME": str(self.wheels / "empty")}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*words), env=self.environ(), capture_output=True, text=True, timeout=120)

    def holds(self, package: str) -> bool:
        return any((self.folder / ".venv").glob(f"lib/python3*/site-packages/{package}"))


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    for name in ("uv", "rust-just", "iniconfig"):
        (folder / name).write_text(pack(name, folder))
    (folder / "empty").mkdir()
    return folder


@pytest.fixture(scope="module")
def clone(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone in which a running recipe ran once."""
    made = Clone(tmp_path_factory.mktemp("clone") / "a folder", wheels)
    done = made.run("doctor")
    assert (done.returncode, done.stdout) == (0, "healthy\n"), done.stderr
    assert "making .venv" in done.stderr
    return made


def test_second_start_does_nothing_and_costs_nothing(clone: Clone) -> None:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        done = clone.run("doctor")
        took.append(time.perf_counter() - start)
        assert (done.returncode, done.stdout, done.stderr) == (0, "healthy\n", "")
    assert min(took) < 0.5  # 0.1 s on an idle machine


def test_alone_it_lists_the_recipes(clone: Clone) -> None:
    assert "# Say where the python of the recipe is" in clone.run("--list").stdout


def test_other_recipes_get_the_larger_set_which_then_serves_all(clone: Clone) -> None:
    assert not clone.holds("iniconfig")
    done = clone.run("test")
    assert done.stdout.strip() == str(clone.folder / ".venv" / "bin" / "python"), done.stderr
    assert clone.holds("iniconfig")
    assert clone.run("doctor").stderr == ""
    assert clone.holds("iniconfig")


def test_changed_requirements_are_installed_and_the_larger_set_stays(clone: Clone) -> None:
    for name in ("run", "dev"):
        path = clone.folder / "requirements" / f"{name}.txt"
        path.write_text(path.read_text() + "# changed\n")
    done = clone.run("doctor")
    assert "installing requirements/dev.txt" in done.stderr
    assert "making .venv" not in done.stderr
    assert clone.holds("iniconfig")
    assert clone.run("doctor").stderr == ""


def test_requirement_whose_hash_is_wrong_is_refused_and_the_old_venv_lives(clone: Clone) -> None:
    path = clone.folder / "requirements" / "dev.txt"
    right = path.read_text()
    path.write_text(right.replace("--hash=sha256:", "--hash=sha256:00"))
    done = clone.run("test")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("vitrine: requirements/dev.txt could not be installed")
    path.write_text(right)
    assert clone.run("test").returncode == 0


def test_two_first_starts_at_once_install_once(wheels: Path, tmp_path: Path) -> None:
    clone = Clone(tmp_path / "clone", wheels)
    both = [
        subprocess.Popen(
            clone.command("doctor"), env=clone.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("making .venv" in errors for _, errors in said) == 1


def test_venv_whose_making_was_cut_short_is_made_anew(wheels: Path, tmp_path: Path) -> None:
    clone = Clone(tmp_path / "clone", wheels)
    first = subprocess.Popen(
        clone.command("doctor"), env=clone.environ(), stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not list((clone.folder / ".venv").glob("lib/python3*/site-packages")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    done = clone.run("doctor")
    assert (done.returncode, done.stdout) == (0, "healthy\n"), done.stderr
    assert "making .venv" in done.stderr


def test_what_serves_gets_the_signals_itself_and_its_exit_code_counts(clone: Clone) -> None:
    package = clone.folder / "server"
    package.mkdir()
    (package / "__main__.py").write_text(
        "import signal, sys, time\nsignal.signal(signal.SIGINT, lambda *_: sys.exit(0))\n"
        "print(sys.argv[1:], flush=True)\ntime.sleep(60)\n"
    )
    up = subprocess.Popen(clone.command("up"), env=clone.environ(), stdout=subprocess.PIPE, text=True)
    assert up.stdout is not None
    assert up.stdout.readline() == "['up']\n"
    up.send_signal(signal.SIGINT)
    assert up.wait(10) == 0
    up.stdout.close()


def test_old_python_is_refused_in_one_line(clone: Clone, tmp_path: Path) -> None:
    program = tmp_path / "old.py"
    program.write_text(
        "import runpy, sys\nsys.version_info = (3, 9, 18)\n"
        f"sys.argv = ['just', 'up']\nrunpy.run_path({str(clone.folder / 'just')!r}, run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "Python 3.11 or newer is needed" in done.stderr


def test_python_without_venv_is_refused_in_one_line(clone: Clone, tmp_path: Path) -> None:
    program = tmp_path / "bare.py"
    program.write_text(
        "import runpy, sys\nsys.modules['ensurepip'] = None\n"
        f"sys.argv = ['just', 'up']\nrunpy.run_path({str(clone.folder / 'just')!r}, run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "lacks its venv module" in done.stderr
