"""Real X servers for tests that need real windows and real screen pixels.

The test process itself runs Qt on the "offscreen" platform and never changes it: Qt takes one
platform per process. So a test that needs a real X11 window starts a program or a script in a
subprocess with `x_display.env`; what only needs the X connection (mss, python-xlib) can run in
the test process after `monkeypatch.setenv` with the same variables (`x_display.enter(monkeypatch)`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1280, 800


@dataclass
class XDisplay:
    """A running X server with a window manager. `name` is such as ":99"."""

    name: str
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        env = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
        self.env = env | {
            "DISPLAY": self.name,
            "XDG_SESSION_TYPE": "x11",
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": "1",
            "PYTHONPATH": str(REPOSITORY),
        }

    def enter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Point this process's X clients (not its Qt) at the display, until the test ends."""
        monkeypatch.setenv("DISPLAY", self.name)
        monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def run(self, *command: str, check: bool = True) -> str:
        """Run an X tool such as xdotool or xrandr; returns what it printed."""
        done = subprocess.run(command, env=self.env, check=check, capture_output=True, text=True, timeout=30)
        return done.stdout

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program on the display; the caller ends it. Lines go in and out through pipes."""
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.env, stdin=pipe, stdout=pipe, text=True, cwd=REPOSITORY)

    def set_monitors(self, *geometries: str) -> None:
        """Replace the monitors by these, such as "640x800+0+0"; none: the whole screen again."""
        for line in self.run("xrandr", "--listmonitors").splitlines()[1:]:
            name = line.split()[1].lstrip("+*")
            if name.startswith("part"):
                self.run("xrandr", "--delmonitor", name)
        for index, geometry in enumerate(geometries):
            size, left, top = geometry.split("+")
            width, height = size.split("x")
            # The first takes over the server's only output, so that the whole-screen monitor disappears.
            output = "screen" if index == 0 else "none"
            place = f"{width}/{width}x{height}/{height}+{left}+{top}"
            self.run("xrandr", "--setmonitor", f"part{index}", place, output)


def wait_for_window_manager(display: XDisplay) -> None:
    """Block until the window manager has claimed the root window."""
    from Xlib.display import Display

    connection = Display(display.name)
    try:
        supporting = connection.intern_atom("_NET_SUPPORTING_WM_CHECK")
        deadline = time.monotonic() + 20
        while connection.screen().root.get_full_property(supporting, 0) is None:
            if time.monotonic() > deadline:
                raise RuntimeError("openbox did not start")
            time.sleep(0.02)
    finally:
        connection.close()


def start_server(
    *options: str, screen: str = f"{WIDTH}x{HEIGHT}x24", name: str = ""
) -> tuple[subprocess.Popen[bytes], str]:
    """Start Xvfb, on a free display number if none is named; returns the process and the display's name."""
    reading, writing = os.pipe()
    named = [name] if name else []
    command = ["Xvfb", *named, "-displayfd", str(writing), "-screen", "0", screen, "-noreset"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp", *options], pass_fds=[writing], stdin=quiet, stdout=quiet, stderr=quiet
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    if not number:
        raise RuntimeError(f"Xvfb did not start (exit code {server.wait(10)})")
    return server, f":{number}"


@pytest.fixture(scope="session")
def x_display() -> Iterator[XDisplay]:
    """An Xvfb of 1280×800×24 with openbox, shared by the whole run."""
    missing = [tool for tool in ("Xvfb", "openbox", "xdotool", "xrandr") if shutil.which(tool) is None]
    if not sys.platform.startswith("linux") or missing:
        pytest.skip(f"needs an X server: {', '.join(missing) or sys.platform}")
    with running_display() as display:
        yield display


@contextmanager
def running_display() -> Iterator[XDisplay]:
    """An Xvfb of 1280×800×24 with openbox, which both end with the block."""
    server, name = start_server()
    display = XDisplay(name)
    quiet = subprocess.DEVNULL
    manager = subprocess.Popen(["openbox"], env=display.env, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        wait_for_window_manager(display)
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(timeout=10)


@pytest.fixture
def two_monitors(x_display: XDisplay) -> Iterator[XDisplay]:
    """The same display cut into two monitors of 640×800 side by side, for one test."""
    half = WIDTH // 2
    x_display.set_monitors(f"{half}x{HEIGHT}+0+0", f"{half}x{HEIGHT}+{half}+0")
    try:
        yield x_display
    finally:
        x_display.set_monitors()
