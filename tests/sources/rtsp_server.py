"""GStreamer's RTSP server on the loopback, in a process of the system's Python."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import TracebackType

import pytest

_PYTHON = "/usr/bin/python3"
_PROGRAM = Path(__file__).with_name("rtsp_program.py")
_CHECK = """
import gi
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
assert all(map(Gst.ElementFactory.find, ("appsrc", "videoconvert", "x264enc", "rtph264pay")))
"""


def _has_gstreamer() -> bool:
    if not Path(_PYTHON).exists():
        return False
    return subprocess.run([_PYTHON, "-c", _CHECK], capture_output=True, check=False).returncode == 0


needs_gstreamer = pytest.mark.skipif(not _has_gstreamer(), reason="needs GStreamer and its RTSP server")


class RtspServer:
    """A stream of pictures that show a clock. It keeps its port while it is switched off."""

    def __init__(self, *credentials: str, side: int = 64) -> None:
        """credentials: a user name and a password that are asked for. side: of the pictures, pixels."""
        self._arguments = (str(side), *credentials)
        self._port = "0"
        self.on = False
        self.switch_on()

    def __enter__(self) -> RtspServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.switch_off()

    @property
    def address(self) -> str:
        return f"rtsp://127.0.0.1:{self._port}/video"

    def switch_on(self) -> None:
        if self.on:
            return
        command = [_PYTHON, str(_PROGRAM), self._port, *self._arguments]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._port = self._process.stdout.readline().strip()
        self.on = True

    def switch_off(self) -> None:
        self._process.kill()
        self._process.communicate()
        self.on = False

    def stall(self) -> None:
        self._say("stall")

    def go_on(self) -> None:
        self._say("go on")

    def _say(self, command: str) -> None:
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
