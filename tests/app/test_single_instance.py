"""The second launch raises the first window and leaves."""

from __future__ import annotations

import uuid

import pytest
from PySide6.QtCore import QProcess

from stride_desktop.app.single_instance import SingleInstance

SECOND = """
import sys
from PySide6.QtCore import QCoreApplication
from stride_desktop.app.single_instance import SingleInstance
app = QCoreApplication([])
sys.exit(0 if SingleInstance(sys.argv[1]).claim() else 7)
"""


@pytest.fixture
def name():
    return f"stride-desktop-test-{uuid.uuid4().hex[:10]}"


def launch(qtbot, name):
    import sys

    process = QProcess()
    with qtbot.waitSignal(process.finished, timeout=30_000):
        process.start(sys.executable, ["-c", SECOND, name])
    return process.exitCode()


def test_a_second_launch_calls_the_first_one(qtbot, name):
    first = SingleInstance(name)
    assert first.claim()
    with qtbot.waitSignal(first.called, timeout=30_000):
        assert launch(qtbot, name) == 7
    first.release()
    assert launch(qtbot, name) == 0


def test_what_a_crash_left_behind_does_not_block_the_next_launch(qtbot, name):
    import subprocess
    import sys

    script = SECOND.replace("sys.exit(", "_ = (").replace("7)", "7); import os; os._exit(9)")
    assert subprocess.run([sys.executable, "-c", script, name], timeout=60).returncode == 9
    first = SingleInstance(name)
    assert first.claim()
    with qtbot.waitSignal(first.called, timeout=30_000):
        assert launch(qtbot, name) == 7
    first.release()
