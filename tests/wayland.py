"""A Wayland desktop for tests: a real compositor (mutter) without hardware, real PipeWire, and a portal.

The portals of desktops need a person who presses the buttons of their dialogs, so the tests have one of their
own (`portal_service`), which gets the pixels from the compositor as those do.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.xserver import REPOSITORY

WIDTH, HEIGHT = 800, 600
_TOOLS = ("dbus-daemon", "pipewire", "wireplumber", "mutter")

_BUS = """<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""A bus that starts no services of this machine, such as its portal."""


class Portal:
    """The portal of the tests, told what a person does with its dialogs.

    It is told to "allow", "refuse", "ponder" or "fail" what is asked from now on, to "revoke" what is shared
    (or to "revoke late", the news following), to "forget" tokens, to "forbid screens", and to "be old".
    """

    def __init__(self, env: dict[str, str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.portal_service"],
            env=env,
            stdin=pipe,
            stdout=pipe,
            text=True,
            cwd=REPOSITORY,
        )
        self._told: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self.next() == {"said": "ready"}

    def say(self, word: str) -> None:
        """Do it, and return when it is done."""
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        self.until(said=word)

    def next(self) -> dict[str, Any]:
        """What it tells next."""
        return self._told.get(timeout=30)

    def until(self, **wanted: object) -> dict[str, Any]:
        """The next of its news that has these values, others skipped."""
        while True:
            news = self.next()
            if wanted.items() <= news.items():
                return news

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join(10)
        self._process.stdin.close()
        self._process.stdout.close()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._told.put(json.loads(line))


class WaylandWindow:
    """A window of another program; see `tests.wayland_window` for what it is told."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.wayland_window", *arguments]
        self._process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True, cwd=REPOSITORY)

    def say(self, line: str) -> None:
        """Change it, and return when it has painted itself."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == line

    def close(self) -> None:
        _end(self._process)


class WaylandDesktop:
    """A running desktop. env: the variables of its programs."""

    def __init__(self, folder: Path, started: ExitStack) -> None:
        self._started = started
        kept = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        self.env = kept | {
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
            "GSETTINGS_BACKEND": "memory",
            "XDG_SESSION_TYPE": "wayland",
            "WAYLAND_DISPLAY": "wayland-0",
            "QT_QPA_PLATFORM": "wayland",
            "PYTHONPATH": str(REPOSITORY),
        }
        configuration = folder / "bus.conf"
        configuration.write_text(_BUS)
        bus = self.start("dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.start("pipewire")
        _wait_until((folder / "pipewire-0").exists)
        self.start("wireplumber")
        monitor = f"{WIDTH}x{HEIGHT}"
        self.compositor = self.start(
            "mutter", "--headless", "--wayland", "--no-x11", "--virtual-monitor", monitor
        )
        _wait_until((folder / "wayland-0").exists)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program, which ends with the desktop. Lines go in and out through pipes."""
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command,
            env=self.env,
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=REPOSITORY,
        )
        self._started.callback(_end, process)
        return process

    def portal(self) -> Portal:
        """A portal, which ends with the desktop."""
        portal = Portal(self.env)
        self._started.callback(portal.close)
        return portal

    def enter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let this process (not its Qt) belong to the desktop until the test ends."""
        for name in ("XDG_RUNTIME_DIR", "XDG_SESSION_TYPE", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.setenv(name, self.env[name])


@contextmanager
def running_desktop(folder: Path) -> Iterator[WaylandDesktop]:
    """A desktop whose sockets and settings lie in `folder`; all of it ends with the block."""
    with ExitStack() as started:
        yield WaylandDesktop(folder, started)


@pytest.fixture(scope="module")
def wayland_desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WaylandDesktop]:
    """A desktop with a monitor of 800×600, shared by the tests of a module."""
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs a Wayland desktop: {', '.join(missing)}")
    with running_desktop(tmp_path_factory.mktemp("wayland")) as desktop:
        yield desktop


@pytest.fixture
def portal(wayland_desktop: WaylandDesktop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """The portal of a desktop that this process belongs to, for one test."""
    wayland_desktop.enter(monkeypatch)
    portal = Portal(wayland_desktop.env)
    yield portal
    portal.close()


def _wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("the Wayland desktop did not start")
        time.sleep(0.02)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
