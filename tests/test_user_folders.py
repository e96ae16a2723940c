"""Users without a name, a home or a place to write, tried with the real program."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from pathlib import Path

import pytest

from stride_desktop import user_folders
from stride_desktop.core.errors import SettingsError
from stride_desktop.resources import resource
from stride_desktop.sessions.folders import Folders
from tests.nobody import run_nameless, start_nameless

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="users as Linux has them")

CLIP = str(resource("demo", "demo.mp4"))
NO_HOME = "stride-desktop: This user has no home folder"


@pytest.mark.parametrize(
    "arguments", [["paths"], ["models"], ["export"], ["watch", CLIP, "--query", "the light goes off"], []]
)
def test_who_has_no_name_and_no_home_reads_one_sentence(arguments: list[str]) -> None:
    done = run_nameless(*arguments, env={})
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert line.startswith(NO_HOME)
    assert "Set HOME" in line


def test_who_has_no_name_but_a_home_needs_nothing_else(tmp_path: Path) -> None:
    done = run_nameless("paths", "--json", env={"HOME": str(tmp_path)})
    assert done.returncode == 0
    assert json.loads(done.stdout)["data"]["path"] == str(tmp_path / ".local/share/stride-desktop")


def test_the_window_opens_for_a_user_without_a_name(tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    with start_nameless(env={"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(run)}) as window:
        while not (listening := [*run.glob("stride-desktop/*")]):
            assert window.poll() is None
            time.sleep(0.05)
        with socket.socket(socket.AF_UNIX) as call:
            call.connect(str(listening[0]))
            assert call.recv(100) == b"raised\n"  # its event loop runs
        window.terminate()
        assert window.wait(60) == 0


@pytest.mark.parametrize("home", ["", "relative", None])
def test_a_home_that_is_none(home: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    with pytest.raises(SettingsError, match="no home folder"):
        Folders.of_user()


def test_folders_that_are_set_need_no_home(tmp_path: Path) -> None:
    places = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")}
    done = run_nameless("paths", "--json", env=places)
    assert json.loads(done.stdout)["config"]["path"] == str(tmp_path / "CONFIG/stride-desktop")


def test_a_runtime_folder_that_others_can_write_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fallback = tmp_path / f"runtime-{os.geteuid()}"
    for folder in (tmp_path / "open", tmp_path / "link"):
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
        if folder.name == "open":
            folder.mkdir()
            folder.chmod(0o777)
        else:
            folder.symlink_to(tmp_path / "open")
        found = user_folders.runtime_folder()
        assert found is not None
        assert folder not in found.parents
    if found.parent == fallback:  # where there is no /run/user/…
        assert fallback.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to give files away")
def test_a_runtime_folder_of_somebody_else_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    theirs = (tmp_path / "run", tmp_path / f"runtime-{os.geteuid()}")
    for folder in theirs:
        folder.mkdir(mode=0o700)
        os.chown(folder, 12345, 12345)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(theirs[0]))
    found = user_folders.runtime_folder()
    assert found is None or not set(theirs) & set(found.parents)


def test_no_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc/none")
    with pytest.raises(SettingsError) as caught, user_folders.temporary_folder():
        pass
    assert "TMPDIR" in caught.value.remedy
