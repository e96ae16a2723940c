"""The notification that watching itself failed, with a real notification service on a private bus."""

from __future__ import annotations

from datetime import datetime

import pytest

from stride_desktop.app.live.task import State
from stride_desktop.core.errors import SourceError
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth, SourceState
from tests.app.rigs.alerts import Told, about_moments, settle, told  # noqa: F401 - a fixture

LOST = SourceHealth(SourceState.LOST, "The camera was unplugged.", "Plug it in again.")
TRIED = SourceHealth(SourceState.RECONNECTING, "There is no camera.", "Plug it in again.")
LIVE = SourceHealth(SourceState.LIVE)


@pytest.fixture
def alarmed(told):
    told.use(failure_seconds=0.05)
    told.begin()
    return told


def report(told, *healths):
    for health in healths:
        told.live.health_changed.emit(Health(source=health))


def test_a_source_that_stays_lost_is_told_once_and_taken_away_when_it_is_back(desktop, alarmed):
    report(alarmed, LIVE, LOST)
    assert not desktop.notified
    alarmed.until(lambda: desktop.notified)
    report(alarmed, TRIED, TRIED)
    settle(alarmed, desktop)
    (call,) = about_moments(desktop)
    assert call["title"] == "Nothing is being watched"
    assert call["text"] == "The camera was unplugged. It is tried again."
    report(alarmed, LIVE)
    alarmed.until(lambda: desktop.closed == [1])
    report(alarmed, LOST)
    alarmed.until(lambda: len(about_moments(desktop)) == 2)


def test_a_source_that_comes_back_in_time_is_not_told(desktop, alarmed, qtbot):
    alarmed.use(failure_seconds=0.3)
    report(alarmed, LOST, TRIED, LIVE)
    qtbot.wait(500)
    settle(alarmed, desktop)
    assert not about_moments(desktop)


def test_an_error_that_ends_watching_is_told_at_once(desktop, alarmed):
    alarmed.use(failure_seconds=3600.0)
    alarmed.live.ended.emit(SourceError("The file vanished.", "Put it back."))
    alarmed.until(lambda: desktop.notified)
    assert desktop.notified[0]["text"] == "The file vanished. Watching has ended."
    alarmed.live.state_changed.emit(State.QUEUED)
    alarmed.until(lambda: desktop.closed == [1])


@pytest.mark.parametrize(
    "changes",
    [
        {"enabled": False},
        {"failure_seconds": None},
        {"quiet": True, "quiet_from": "08:00", "quiet_to": "12:00"},
    ],
)
def test_it_can_be_switched_off_and_is_quiet_in_quiet_hours(desktop, alarmed, qtbot, changes):
    alarmed.use(**changes)
    alarmed.alerts.now = lambda: datetime(2026, 5, 5, 9).astimezone()
    report(alarmed, LOST)
    alarmed.live.ended.emit(SourceError("The file vanished."))
    qtbot.wait(200)
    settle(alarmed, desktop)
    assert not about_moments(desktop)


def test_nothing_is_told_while_the_window_is_in_front_or_after_a_stop(desktop, alarmed, qtbot):
    alarmed.front = True
    report(alarmed, LOST)
    qtbot.wait(200)
    alarmed.live.ended.emit(SourceError("The file vanished."))
    alarmed.front = False
    report(alarmed, LIVE, LOST)
    alarmed.live.state_changed.emit(State.STOPPING)
    qtbot.wait(200)
    settle(alarmed, desktop)
    assert not about_moments(desktop)


def test_contents_can_be_hidden(desktop, alarmed):
    alarmed.use(hide_content=True)
    report(alarmed, LOST)
    alarmed.until(lambda: desktop.notified)
    assert desktop.notified[0]["text"] == "It is tried again."
