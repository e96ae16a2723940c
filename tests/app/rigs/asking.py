"""Asking in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stride_desktop.app.live.task import Task
from tests.app.fakes import LiveSource
from tests.app.rigs.recording import Rig


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, "spans")
    rig.show()
    yield rig
    rig.close()


def ask(rig, question):
    rig.window.chat.ask_box.edit.setFocus()
    QTest.keyClicks(rig.window.chat.ask_box.edit, question)
    QTest.keyClick(rig.window.chat.ask_box.edit, Qt.Key.Key_Return)


def card(rig, number=-1):
    chat = rig.window.chat
    return tuple(chat.cards.values())[number]


def watch(rig, script):
    source = LiveSource()
    rig.live.start(Task(source, "Tell me when it is bright"))
    source.give(script)
    ticks = rig.program.controllers.inspector.ticks
    rig.until(lambda: ticks.newest is not None and ticks.newest.timestamp == 1000.0 + len(script))
    return source
