"""A screen that would show the program's window: asked before it is watched, minimised while it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from stride_desktop.app.live.task import State
from stride_desktop.core.errors import PermissionDenied
from stride_desktop.sources.base import Opening, SourceInfo
from stride_desktop.sources.catalog import SHARED
from tests.app.fakes import LiveSource
from tests.app.rigs.window import rig  # noqa: F401 - a fixture

SCREEN = SourceInfo(SHARED, "shared:screen", "A screen")
WINDOW = SourceInfo(SHARED, "shared:window", "One window")


def open_shared(address: str, _opening: Opening) -> LiveSource:
    shown = address == SCREEN.address
    return LiveSource(
        traits=replace(SHARED.traits, shows_own_windows=shown), info=SCREEN if shown else WINDOW
    )


class Person:
    """Presses Start, and a button of the question; `asked`: what was asked."""

    def __init__(self, rig):
        self.rig, self.asked, self.answer = rig, [], "Minimise"
        rig.show()
        rig.until(lambda: rig.program.controllers.sources.ready)
        rig.window.picker.set_devices([SCREEN, WINDOW])
        rig.window.request.edit.setText("Tell me when it is bright")
        self.timer = QTimer(interval=20)
        self.timer.timeout.connect(self._press)
        self.timer.start()

    def _press(self):
        for box in self.rig.window.findChildren(QMessageBox):
            if box.isVisible():
                self.asked.append(f"{box.text()} {box.informativeText()}")
                next(b for b in box.buttons() if self.answer in b.text().replace("&", "")).click()

    def start(self, info):
        assert self.rig.window.picker.select(info.address)
        self.rig.window.request.start.click()

    def watch(self, info):
        self.start(info)
        self.rig.until(lambda: self.rig.live.state is State.RUNNING)

    def stop(self):
        self.rig.live.stop()
        self.rig.until(lambda: self.rig.live.state is State.IDLE)


@pytest.fixture
def person(rig, monkeypatch):
    monkeypatch.setattr("stride_desktop.sources.catalog.open_source", open_shared)
    person = Person(rig)
    yield person
    person.timer.stop()


def test_the_window_is_minimised_while_the_screen_is_watched(rig, person):
    person.watch(SCREEN)
    assert "cannot be blacked out" in person.asked[0]
    assert "One window" in person.asked[0]
    rig.until(rig.window.isMinimized)
    rig.window.come_forward()
    rig.live.pause()
    rig.until(lambda: rig.live.state is State.PAUSED)
    assert not rig.window.isMinimized()
    rig.live.resume()
    rig.until(rig.window.isMinimized)
    person.stop()
    rig.until(lambda: not rig.window.isMinimized())
    person.watch(SCREEN)
    rig.until(rig.window.isMinimized)
    person.stop()
    assert len(person.asked) == 1, "the answer holds until the program ends"


def test_the_window_comes_back_with_the_reason_why_nothing_is_watched(rig, person):
    person.watch(SCREEN)
    rig.until(rig.window.isMinimized)
    rig.live.task.source.lose(PermissionDenied("Nothing was shared.", "Start again."))
    rig.until(lambda: rig.live.state is State.IDLE)
    rig.until(lambda: not rig.window.isMinimized())
    assert rig.notices[-1].what == "Nothing was shared."


def test_it_may_stay(rig, person):
    person.answer = "with the window"
    person.watch(SCREEN)
    assert len(person.asked) == 1
    assert not rig.window.isMinimized()
    person.stop()


def test_cancelling_starts_nothing_and_asks_again(rig, person):
    person.answer = "Cancel"
    person.start(SCREEN)
    assert rig.live.state is State.IDLE
    person.start(SCREEN)
    assert rig.live.state is State.IDLE
    assert len(person.asked) == 2


def test_one_window_is_watched_without_a_question(rig, person):
    person.watch(WINDOW)
    assert person.asked == []
    assert not rig.window.isMinimized()
    person.answer = "Minimise"
    person.start(SCREEN)  # the run goes on with another source
    rig.until(rig.window.isMinimized)
    assert len(person.asked) == 1
    person.stop()
