"""What the end-to-end tests share: the driven window, driven with the mouse and the keyboard."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.xserver import REPOSITORY, XDisplay

_PATIENCE = 90.0


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "what watches in end-to-end tests: built-in, a checkpoint's folder, or brightness (a stand-in)"
    parser.addoption("--model", default="built-in", help=words)


class DrivenWindow:
    """The window in its own process. `reports` collects everything that it said."""

    def __init__(
        self, display: XDisplay, folder: Path, model: str, extra: dict[str, str], keep: str = "nothing"
    ) -> None:
        self.display = display
        self.sessions = folder / "data" / "stride-desktop" / "sessions"
        for name in ("config", "data", "state", "tmp"):
            (folder / name).mkdir(exist_ok=True)
        settings = folder / "config" / "stride-desktop" / "settings.json"
        if not settings.exists():  # else the first start asks what to keep
            settings.parent.mkdir()
            settings.write_text(json.dumps({"keeping": {"what": keep, "asked": True}}))
        self.env = display.env | {
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_STATE_HOME": str(folder / "state"),
            "TMPDIR": str(folder / "tmp"),
            "OMP_NUM_THREADS": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **extra,
        }
        self.command = [sys.executable, "-m", "tests.end_to_end.driven_window", model]
        self.log = folder / "stderr.txt"
        self.reports: list[dict[str, Any]] = []
        self._queue: Queue[dict[str, Any]] = Queue()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                cwd=REPOSITORY,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._queue.put(json.loads(line))

    def until(self, wanted: Callable[[dict[str, Any]], bool], patience: float = _PATIENCE) -> dict[str, Any]:
        """Wait for a report that fits; fails with everything that was said instead."""
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            try:
                report = self._queue.get(timeout=min(left, 0.5))
            except Empty:
                if self.process.poll() is not None:
                    break
                continue
            self.reports.append(report)
            if wanted(report):
                return report
        raise AssertionError(f"it never came; {self.reports[-20:]}\n{self.log.read_text()[-3000:]}")

    def said(self, key: str) -> list[dict[str, Any]]:
        """All reports so far that have this key."""
        while not self._queue.empty():
            self.reports.append(self._queue.get())
        return [report for report in self.reports if key in report]

    def tell(self, *words: object) -> None:
        """Send a command."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def click(self, name: str) -> None:
        """Click the middle of a widget with the real pointer."""
        self.tell("where", name)
        x, y = self.until(lambda report: "where" in report)["where"]
        self.display.run("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")

    def type(self, text: str) -> None:
        """Type on the real keyboard."""
        self.display.run("xdotool", "type", "--delay", "15", text)

    def press(self, *keys: str) -> None:
        """Press keys, such as "Return" or "ctrl+o"."""
        self.display.run("xdotool", "key", "--delay", "40", *keys)

    def request(self, text: str) -> None:
        """Write a request and press Start."""
        self.click("request")
        self.press("ctrl+a")
        self.type(text)
        self.click("start")

    def ready(self) -> None:
        """Wait until the window is there, the sources are known and the model is loaded."""
        missing = {"shown", "sources", "model"}
        while missing:
            report = self.until(lambda _report: True)
            missing -= {"shown", "sources"} & report.keys()
            if report.get("model"):
                missing.discard("model")
            assert not report.get("error"), report

    def kept_words(self) -> str:
        """Everything that the program wrote: settings, logs, standard error."""
        folder = self.log.parent
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert any(path.suffix == ".log" for path in files)
        return "".join(path.read_text(errors="replace") for path in files)

    def close(self) -> int:
        """Close the window as its close button does; returns the exit status."""
        if self.process.poll() is None:
            self.press("alt+F4")
        try:
            status = self.process.wait(timeout=40)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.process.stdin.close()
            self._reader.join(10)
            self.process.stdout.close()
        return status


@pytest.fixture
def driven_window(
    x_display: XDisplay, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., DrivenWindow]]:
    """Opens driven windows on the X server, and ends those that a failed test left open.

    model: instead of the one that the command line of pytest chose. keep: as in the settings.
    """
    opened: list[DrivenWindow] = []

    def open_window(model: str = "", keep: str = "nothing", **extra: str) -> DrivenWindow:
        model = model or request.config.getoption("--model")
        window = DrivenWindow(x_display, tmp_path, model, {"XDG_RUNTIME_DIR": runtime} | extra, keep)
        opened.append(window)
        return window

    with TemporaryDirectory() as runtime:  # a short path, since it holds sockets
        yield open_window
        _end(opened)


def _end(opened: list[DrivenWindow]) -> None:
    for window in opened:
        if window.process.poll() is None:
            window.process.kill()
        if not window.process.stdout.closed:
            window.close()
