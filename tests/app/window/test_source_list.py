"""The list of sources is made in the background, and follows what is plugged in and pulled out."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from stride_desktop.app.window import source_list
from stride_desktop.app.window.source_list import SourceList
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import SourceInfo
from tests.fake_camera import FakeCamera

_SHOW_CAMERAS = """
from PySide6.QtGui import QGuiApplication
from stride_desktop.app.window.source_list import SourceList

app = QGuiApplication([])
sources = SourceList()
sources.changed.connect(lambda found, _problems: print(*[info.name for info in found], sep=",", flush=True))
sources.start()
app.exec()
"""


def test_the_window_does_not_wait_for_the_list(qtbot: QtBot, monkeypatch) -> None:
    answered, threads = threading.Event(), []

    def slow_list(_tell: Callable[[SourceError], object]) -> list[SourceInfo]:
        threads.append(threading.current_thread())
        answered.wait(30)
        return []

    monkeypatch.setattr(source_list, "list_sources", slow_list)
    sources = SourceList()
    with qtbot.waitSignal(sources.imported, timeout=60_000):
        sources.start()
    sources.refresh()
    qtbot.waitUntil(lambda: bool(threads))
    assert not sources.ready
    with qtbot.waitSignal(sources.changed):
        answered.set()
    assert sources.ready
    assert threading.main_thread() not in threads
    sources.close()


def test_a_camera_that_is_pulled_out_leaves_the_list(fake_camera: FakeCamera) -> None:
    env = {**fake_camera.env, "QT_QPA_PLATFORM": "offscreen"}
    env.pop("DISPLAY", None)
    with subprocess.Popen(
        [sys.executable, "-c", _SHOW_CAMERAS], env=env, stdout=subprocess.PIPE, text=True
    ) as program:
        lines = iter(program.stdout.readline, "")
        try:
            assert next(lines).strip() == "Fake Camera"
            fake_camera.unplug()
            assert next(lines).strip() == ""
            fake_camera.plug_in()
            assert next(lines).strip() == "Fake Camera"
        finally:
            program.kill()
