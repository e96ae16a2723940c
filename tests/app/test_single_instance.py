"""The second launch raises the first window and leaves; nobody else can keep the program from starting."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from stride_desktop.app.system import single_instance
from stride_desktop.app.system.single_instance import SingleInstance, default_address

LAUNCH = """
import os, sys
from PySide6.QtCore import QCoreApplication
from stride_desktop.app.system.single_instance import SingleInstance
app = QCoreApplication([])
instance = SingleInstance(sys.argv[1])
first = instance.claim()
"""
SECOND = LAUNCH + "sys.exit(0 if first else 7)"


def test_a_folder_that_is_too_long_for_a_socket_is_not_used(monkeypatch, tmp_path):
    folder = tmp_path / ("x" * 100)
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(single_instance, "runtime_folder", lambda: folder)
    assert default_address() is None


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "instance")


@pytest.fixture
def start(address: str) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts an instance in a process of its own, which then does as the code says."""
    started = []

    def start_instance(then: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", LAUNCH + then, address]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start_instance
    for process in started:
        process.kill()
        process.communicate()


def launch(qtbot: QtBot, address: str) -> int:
    process = QProcess()
    with qtbot.waitSignal(process.finished, timeout=30_000):
        process.start(sys.executable, ["-c", SECOND, address])
    return process.exitCode()


def test_a_second_launch_calls_the_first_one(qtbot: QtBot, address: str) -> None:
    first = SingleInstance(address)
    assert first.claim()
    with qtbot.waitSignal(first.called, timeout=30_000):
        assert launch(qtbot, address) == 7
    first.release()
    assert launch(qtbot, address) == 0


def test_what_a_crash_left_behind_does_not_block_the_next_launch(
    qtbot: QtBot, address: str, start: Callable[[str], subprocess.Popen[str]]
) -> None:
    assert start("os._exit(9)").wait(60) == 9
    first = SingleInstance(address)
    assert first.claim()
    with qtbot.waitSignal(first.called, timeout=30_000):
        assert launch(qtbot, address) == 7
    first.release()


def test_an_instance_that_hangs_does_not_block_the_next_launch(
    qtbot: QtBot, address: str, start: Callable[[str], subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "_PATIENCE_MS", 200)
    hung = start("print('there', flush=True); app.exec()")
    assert hung.stdout is not None
    assert hung.stdout.readline() == "there\n"
    hung.send_signal(signal.SIGSTOP)
    first = SingleInstance(address)
    assert first.claim()
    with qtbot.waitSignal(first.called, timeout=30_000):
        assert launch(qtbot, address) == 7
    first.release()


@pytest.mark.parametrize("says", [b"", b"something else\n"])
def test_a_listener_that_is_no_instance_does_not_block_the_launch(
    qapp: object,  # noqa: ARG001
    address: str,
    says: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(single_instance, "_PATIENCE_MS", 200)
    with socket.socket(socket.AF_UNIX) as listener, ThreadPoolExecutor() as pool:
        listener.bind(address)
        listener.listen()
        accepted = pool.submit(listener.accept)
        pool.submit(lambda: accepted.result()[0].sendall(says))
        first = SingleInstance(address)
        assert first.claim()
        first.release()
        accepted.result()[0].close()


def test_without_an_address_every_launch_is_the_first(qapp: object) -> None:  # noqa: ARG001
    assert SingleInstance(None).claim()


def test_each_display_and_data_folder_has_an_instance_of_its_own(
    qapp: object,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    monkeypatch.setattr(single_instance.QGuiApplication, "platformName", lambda: "xcb")
    found = []
    for display, data in ((":1", "a"), (":1.0", "a"), (":2", "a"), (":1", "b")):
        monkeypatch.setenv("DISPLAY", display)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / data))
        found.append(default_address())
    assert found[0] == found[1]
    assert len(set(found)) == 3
    assert found[0] is not None
    folder = Path(found[0]).parent
    assert run in (folder, *folder.parents)
    assert folder.stat().st_uid == os.geteuid()
    assert folder.stat().st_mode & 0o777 == 0o700
