"""Work beside the GUI thread."""

from __future__ import annotations

import sys
import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.core.errors import StoreError


@pytest.fixture
def background(qapp: QApplication):  # noqa: ARG001 - signals need one
    made = BackgroundQueue()
    yield made
    made.close()


def refuse(error):
    pytest.fail(str(error))


def test_results_come_in_order_on_the_gui_thread(qtbot, background):
    worked, told = [], []
    for number in range(5):
        background.run(
            lambda number=number: (worked.append(threading.current_thread()), number)[1],
            lambda result: told.append((result, threading.current_thread())),
            refuse,
        )
    assert background.busy
    with qtbot.waitSignal(background.idle):
        pass
    main = threading.main_thread()
    assert told == [(number, main) for number in range(5)]
    assert main not in worked
    assert len(set(worked)) == 1
    assert not background.busy


def test_of_the_same_key_only_the_newest_that_waits_is_done(qtbot, background):
    gate, told = threading.Event(), []
    background.run(gate.wait, told.append, refuse)
    for number in range(4):
        background.run(lambda number=number: number, told.append, refuse, key="same")
    background.run(lambda: "other", told.append, refuse, key="other")
    gate.set()
    with qtbot.waitSignal(background.idle):
        pass
    assert told == [True, 3, "other"]
    assert not background.busy


def test_nothing_is_told_to_somebody_who_is_gone(qtbot, background):
    told = []
    here, gone = QObject(), QObject()
    for owner in (here, gone, None):
        background.run(lambda: 1, lambda _one, owner=owner: told.append(owner), refuse, owner=owner)
    shiboken6.delete(gone)
    with qtbot.waitSignal(background.idle):
        pass
    assert told == [here, None]


def test_errors_are_told_apart(qtbot, background, monkeypatch):
    reported, told = [], []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))

    def fail(error):
        raise error

    background.run(lambda: fail(StoreError("No disk.")), pytest.fail, told.append)
    background.run(lambda: fail(ZeroDivisionError()), pytest.fail, told.append)
    background.run(lambda: 7, told.append, refuse)
    with qtbot.waitSignal(background.idle):
        pass
    assert [str(item) for item in told[:1]] == ["No disk."]
    assert "unexpected" in told[1].what
    assert told[2] == 7
    assert reported == [ZeroDivisionError]


def test_closing_does_what_waits_and_nothing_more(background):
    done = []
    gate = threading.Event()
    background.run(gate.wait, done.append, refuse)
    background.run(lambda: done.append("last"), lambda _result: None, refuse)
    threading.Timer(0.05, gate.set).start()
    background.close()
    assert "last" in done
    background.run(lambda: done.append("too late"), lambda _result: None, refuse)
    assert "too late" not in done


def test_what_is_done_after_closing_is_told_to_nobody(qtbot, background):
    """Whoever was to be told may be gone by then, and this object with it."""
    gate, told = threading.Event(), []
    before = set(threading.enumerate())
    background.run(gate.wait, told.append, refuse)
    (thread,) = set(threading.enumerate()) - before
    background.close(0.0)
    gate.set()
    thread.join(5)
    assert not thread.is_alive()
    qtbot.wait(1)
    assert told == []
