"""Pausing and slowing down through the real window, with a probe that says what the test wants."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt

from stride_desktop.app import wiring
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.power.base import PowerState
from stride_desktop.app.power.rule import USUAL, Effort, effort
from stride_desktop.app.power.watcher import PowerWatcher
from stride_desktop.app.program import Program
from stride_desktop.app.settings.dialog import SettingsDialog
from stride_desktop.app.timeline import words
from stride_desktop.core.events import EventState
from stride_desktop.core.settings import PowerSettings, Settings
from stride_desktop.sources import catalog
from tests.app.fakes import LiveSource, ScriptedSource
from tests.app.rigs import recording
from tests.app.rigs.breaks import CAMERA, QUERY, SCREEN, Rig

PLUGGED, BATTERY = PowerState(False, False), PowerState(True, False)
LOCKED = PowerState(False, True)


class Probe:
    """Says what it was told last; `threads` are those that asked."""

    def __init__(self):
        self.state = PLUGGED
        self.threads = set()
        self.closed = False

    def read(self):
        self.threads.add(threading.current_thread())
        return self.state

    def close(self):
        self.closed = True


@pytest.fixture
def probe():
    return Probe()


@pytest.fixture
def rig(qtbot, tmp_path, probe, monkeypatch):
    def with_power(*arguments, **keywords):
        return Program(*arguments, power=probe, **keywords)

    monkeypatch.setattr(recording, "Program", with_power)
    monkeypatch.setattr(wiring, "PowerWatcher", partial(PowerWatcher, close_ms=10))
    rig = Rig(qtbot, tmp_path, "spans")
    rig.probe = probe
    rig.show()
    yield rig
    rig.close()
    rig.until(lambda: probe.closed)
    assert threading.main_thread() not in probe.threads


def use(rig, **power):
    rig.program.settings.use(replace(rig.live.settings, power=PowerSettings(**power)))


def become(rig, state):
    rig.probe.state = state
    rig.until(lambda: rig.program.controllers.power_watcher.state == state)


def resume(rig):
    rig.qtbot.mouseClick(rig.window.request.pause, Qt.MouseButton.LeftButton)


# -- the rule --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("battery", "locked", "state", "kind", "expected"),
    [
        ("usual", "screens", PowerState(True, True), catalog.CAMERA, USUAL),
        ("usual", "screens", PowerState(True, True), catalog.SCREEN, Effort("pause", "locked")),
        ("usual", "screens", PowerState(), catalog.SCREEN, USUAL),
        ("slower", "pause", PowerState(True, False), catalog.CAMERA, Effort("slower", "battery")),
        ("slower", "pause", PowerState(True, True), catalog.CAMERA, Effort("pause", "locked")),
        ("pause", "slower", PowerState(True, True), catalog.CAMERA, Effort("pause", "battery")),
        ("slower", "usual", PowerState(True, False), catalog.VIDEO, USUAL),
        ("pause", "usual", PowerState(True, False), catalog.VIDEO, Effort("pause", "battery")),
    ],
)
def test_the_rule(battery, locked, state, kind, expected):
    assert effort(PowerSettings(battery, locked), state, kind.traits) == expected


# -- pausing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "reason", "in_words", "line"),
    [
        (BATTERY, "battery", "On battery", "Paused on battery – no frames are processed"),
        (LOCKED, "locked", "Screen locked", "Paused, screen locked – no frames are processed"),
    ],
)
def test_pausing_and_going_on_by_itself(rig, state, reason, in_words, line):
    use(rig, battery="pause", locked="screens")
    source = LiveSource(info=SCREEN, traits=SCREEN.kind.traits)
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    become(rig, state)
    assert rig.live.state is State.PAUSED
    assert rig.window.health.state.text() == line
    assert "goes on by itself" in rig.window.preview.accessibleDescription()
    rig.until(lambda: source.closed == 1)
    rig.until(lambda: rig.snapshot.events[0].state is EventState.CLOSED)
    source.second += 4
    become(rig, PLUGGED)
    assert rig.live.state is State.RUNNING
    source.give("....")
    rig.until(lambda: rig.newest == 1020.0)
    assert words.second(rig.snapshot, 1014.0) == [f"Not watched: {in_words}"]
    rig.check_break(reason, in_words, 1012.0, 1017.0)


def test_a_camera_goes_on_behind_a_locked_screen(rig):
    source = LiveSource(info=CAMERA)
    rig.live.start(Task(source, QUERY))
    become(rig, LOCKED)
    source.give("....")
    rig.until(lambda: rig.newest == 1004.0)
    assert rig.live.state is State.RUNNING
    rig.live.start(Task(LiveSource(info=SCREEN, traits=SCREEN.kind.traits, second=1010.0), QUERY))
    assert rig.live.state is State.PAUSED, "the other source is a screen"
    assert rig.live.pause_reason == "locked"


def test_a_pause_of_ones_own_is_never_ended(rig):
    use(rig, battery="pause")
    rig.live.start(Task(LiveSource(), QUERY))
    rig.until(lambda: rig.live.state is State.RUNNING)
    rig.qtbot.mouseClick(rig.window.request.pause, Qt.MouseButton.LeftButton)
    for state in (BATTERY, PLUGGED, BATTERY, PLUGGED):
        become(rig, state)
        assert (rig.live.state, rig.live.pause_reason) == (State.PAUSED, "paused")
    assert rig.window.health.state.text() == "Paused – no frames are processed"


def test_resuming_oneself_counts_until_things_stand_otherwise(rig):
    use(rig, battery="pause")
    rig.live.start(Task(LiveSource(info=CAMERA), QUERY))
    become(rig, BATTERY)
    assert rig.live.state is State.PAUSED
    resume(rig)
    assert rig.live.state is State.RUNNING
    rig.program.settings.use(replace(rig.live.settings))
    become(rig, PowerState(True, True))
    assert rig.live.state is State.RUNNING, "the lock does not matter to a camera"
    become(rig, PLUGGED)
    become(rig, BATTERY)
    assert rig.live.state is State.PAUSED


def test_what_begins_on_battery_does_not_even_open_its_source(rig):
    use(rig, battery="pause")
    source = LiveSource()
    rig.live.start(Task(ScriptedSource("." * 4), QUERY))
    rig.until(lambda: rig.runs and rig.live.state is State.IDLE)
    become_idle(rig, BATTERY)
    rig.live.start(Task(source, QUERY))
    assert rig.live.state is State.PAUSED
    assert source.opened == 0
    resume(rig)
    source.give("..")
    rig.until(lambda: rig.newest == 1002.0)
    assert rig.snapshot.gaps == ()


def become_idle(rig, state):
    """While nothing is watched the state is read seldom: read it now."""
    rig.probe.state = state
    rig.program.controllers.power_watcher.look()
    rig.until(lambda: rig.program.controllers.power_watcher.state == state)


def test_other_settings_count_at_once(rig):
    rig.live.start(Task(LiveSource(), QUERY))
    become(rig, BATTERY)
    assert rig.live.state is State.RUNNING
    use(rig, battery="pause")
    assert rig.live.state is State.PAUSED
    use(rig, battery="usual")
    assert rig.live.state is State.RUNNING


def test_a_file_waits_on_battery_and_loses_nothing(rig):
    use(rig, battery="pause")
    rig.live.start(Task(ScriptedSource("." * 60), QUERY, interval=0.005))
    become(rig, BATTERY)
    assert rig.live.state is State.PAUSED
    become(rig, PLUGGED)
    rig.until(lambda: rig.live.state is State.IDLE)
    assert (rig.snapshot.labels[1:] == 0).all()
    assert rig.snapshot.gaps == ()


# -- slower ----------------------------------------------------------------------------------------


def test_deciding_less_often(rig):
    use(rig, battery="slower")
    source = LiveSource()
    rig.live.start(Task(source, QUERY))
    become(rig, BATTERY)
    assert rig.window.health.saving.text() == "deciding less often (on battery)"
    source.give("." * 16 + "#" * 16)
    rig.until(lambda: rig.newest == 1032.0)
    assert [tick.timestamp for tick in rig.ticks] == [1008.0, 1016.0, 1024.0, 1032.0]
    with rig.qtbot.waitSignal(rig.live.health_changed) as reported:
        pass
    assert (reported.args[0].behind, reported.args[0].skipped) == (0, 0)
    assert (rig.snapshot.labels != -1).all(), "no second is left out"
    assert np.count_nonzero(rig.snapshot.labels == 1) == 16
    rig.until(lambda: len(rig.responder.asked) == 1)
    become(rig, PLUGGED)
    assert rig.window.health.saving.text() == ""
    source.give("..")
    rig.until(lambda: rig.newest == 1034.0)
    source.give("....")
    rig.until(lambda: rig.newest == 1038.0)
    assert [tick.timestamp for tick in rig.ticks][4:] == [1034.0, 1036.0, 1038.0]


# -- the settings page -----------------------------------------------------------------------------


def test_what_this_computer_does_not_tell_cannot_be_chosen(qtbot):
    from stride_desktop.app.power.words import unavailable

    settings = replace(Settings(), power=PowerSettings("pause", "slower"))
    page = SettingsDialog(settings, None, unavailable(PowerState(None, False)))
    qtbot.addWidget(page)
    battery, locked = (page.entries[f"power.{name}"].field.widget for name in ("battery", "locked"))
    assert not battery.isEnabled()
    assert "no battery was found" in battery.accessibleDescription()
    assert locked.isEnabled()
    assert page.settings() == settings, "what was chosen elsewhere stays"
    other = SettingsDialog(settings, None, unavailable(PowerState(True, None)))
    qtbot.addWidget(other)
    assert "does not tell" in other.entries["power.locked"].field.widget.accessibleDescription()
