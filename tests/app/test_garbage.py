"""Garbage is collected on the GUI thread, and only there."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget

from stride_desktop.app.system.startup import Garbage


@pytest.fixture
def garbage(qapp):  # noqa: ARG001
    made = Garbage()
    before = gc.isenabled()
    made.start()
    yield made
    made.stop()
    if not before:
        gc.disable()


class Cycle:
    """Something that only the collector can free; notes on which thread that happens."""

    freed: list[threading.Thread] = []  # noqa: RUF012

    def __init__(self):
        self.me = self

    def __del__(self):
        self.freed.append(threading.current_thread())


def test_what_a_worker_leaves_behind_is_freed_on_the_gui_thread(qtbot, garbage):
    Cycle.freed.clear()

    class Worker(QThread):
        def run(self):
            for _ in range(5000):  # many times what makes Python collect
                Cycle()

    worker = Worker()
    worker.start()
    assert worker.wait(20_000)
    assert Cycle.freed == []
    qtbot.waitUntil(lambda: len(Cycle.freed) == 5000)
    assert set(Cycle.freed) == {threading.main_thread()}
    assert garbage


def test_a_widget_in_a_cycle_goes(qtbot, garbage):
    gone = []
    widget = QWidget()
    widget.destroyed.connect(lambda: gone.append(True))
    widget.me = widget
    del widget
    many = [[] for _ in range(5000)]  # so that there is something due
    qtbot.waitUntil(lambda: bool(gone))
    assert many
    assert garbage


def test_what_is_kept_is_not_looked_through(garbage):
    before = gc.get_freeze_count()
    garbage.keep()
    assert gc.get_freeze_count() > before
