"""A source that is lost and comes back, by script; real ones are tried in test_going_on."""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest

from stride_desktop.core.errors import PermissionDenied, SourceCovered, SourceError, SourceLost
from stride_desktop.core.frames import Frame
from stride_desktop.sources import persistent
from stride_desktop.sources.base import SourceInfo, SourceState, Traits
from stride_desktop.sources.catalog import CAMERA
from stride_desktop.sources.persistent import LONGEST_WAIT, UNCHANGED_SECONDS, Persistent

STARTING, LIVE, COVERED = SourceState.STARTING, SourceState.LIVE, SourceState.COVERED
LOST, RECONNECTING, UNCHANGED = SourceState.LOST, SourceState.RECONNECTING, SourceState.UNCHANGED
ENDED = SourceState.ENDED
OVER = (ENDED, "It came to its end.")
UNPLUGGED = SourceLost("It was unplugged.", "Plug it in.")
ABSENT = SourceError("There is none.", "Connect one.")


class Scripted:
    """Each time it is opened it gives the next attempt's items, of which errors are raised."""

    info = SourceInfo(CAMERA, "camera:", "the camera")

    def __init__(self, *attempts, noisy=False):
        self.traits = Traits(live=True, noisy=noisy)
        self.attempts = list(attempts)
        self.closed = 0

    def frames(self, _stop):
        try:
            for item in self.attempts.pop(0):
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self.closed += 1


class Waits:
    """An event that is never set and that nobody waits for: the waits are taken down."""

    def __init__(self):
        self.seconds = []

    def wait(self, seconds):
        self.seconds.append(seconds)
        return False

    def is_set(self):
        return False


def frame(second, value=0):
    return Frame(np.full((40, 4, 3), value, np.uint8), float(second))


def run(source, stop=None):
    """What it told and gave, in order: (state, reason) or a second."""
    heard = []
    watched = Persistent(source, lambda health: heard.append((health.state, health.reason)))
    try:
        heard.extend(item.timestamp for item in watched.frames(stop or Waits()))
    except SourceError as error:
        heard.append(error)
    return heard


def test_it_goes_on_when_it_is_back():
    source = Scripted([frame(0), UNPLUGGED], [ABSENT], [ABSENT], [frame(9)])
    assert run(source) == [
        (STARTING, ""),
        (LIVE, ""),
        0.0,
        (LOST, UNPLUGGED.what),
        (RECONNECTING, ABSENT.what),
        (LIVE, ""),
        9.0,
        OVER,
    ]
    assert source.closed == 4


@pytest.mark.parametrize("error", [ABSENT, UNPLUGGED, PermissionDenied("No.", "Allow it.")])
def test_what_cannot_be_opened_the_first_time_is_refused(error):
    assert run(Scripted([error])) == [(STARTING, ""), (ENDED, error.what), error]


def test_what_is_covered_is_waited_for_from_the_start_and_told_once():
    covered = SourceCovered("Windows cover it.", "Move them.")
    source = Scripted([covered], [covered], [frame(3), covered], [UNPLUGGED], [frame(9)])
    assert run(source) == [
        (STARTING, ""),
        (COVERED, covered.what),
        (LIVE, ""),
        3.0,
        (COVERED, covered.what),
        (LOST, UNPLUGGED.what),
        (LIVE, ""),
        9.0,
        OVER,
    ]


@pytest.mark.parametrize("error", [SourceError("No format."), PermissionDenied("No.", "Allow it.")])
def test_what_is_no_loss_ends_it(error):
    assert run(Scripted([frame(0), error]))[-1] is error


def test_a_permission_that_was_taken_away_ends_it():
    denied = PermissionDenied("No.", "Allow it.")
    assert run(Scripted([frame(0), UNPLUGGED], [denied]))[-1] is denied


def test_an_end_is_no_loss():
    assert run(Scripted([frame(0), frame(1)])) == [(STARTING, ""), (LIVE, ""), 0.0, 1.0, OVER]


def test_a_stop_is_no_end():
    stop = threading.Event()
    heard = []
    frames = Persistent(Scripted([frame(0)]), lambda health: heard.append(health.state)).frames(stop)
    next(frames)
    stop.set()
    assert list(frames) == []
    assert heard == [STARTING, LIVE]


def test_the_waits_grow_up_to_a_bound_and_start_again_after_a_good_while():
    waits = Waits()
    good = [frame(second) for second in range(20, 30)]
    source = Scripted([frame(0), UNPLUGGED], *[[ABSENT]] * 5, [*good, UNPLUGGED], [])
    run(source, waits)
    assert waits.seconds == [0.25, 0.5, 1.0, 1.0, 1.0, LONGEST_WAIT, 0.25]


def test_what_gives_one_frame_at_a_time_is_not_opened_in_haste():
    waits = Waits()
    run(Scripted(*[[frame(second), UNPLUGGED] for second in range(5)], []), waits)
    assert waits.seconds == [0.25, 0.5, 1.0, LONGEST_WAIT, LONGEST_WAIT]


def test_stop_ends_the_waiting_at_once(monkeypatch):
    monkeypatch.setattr(persistent, "FIRST_WAIT", 3600.0)
    stop = threading.Event()
    watched = Persistent(Scripted([frame(0), UNPLUGGED]), lambda health: health.lost and stop.set())
    assert [item.timestamp for item in watched.frames(stop)] == [0.0]


def test_opened_anew_after_a_pause_it_may_be_away():
    source = Scripted([frame(0)], [ABSENT], [frame(5)])
    watched = Persistent(source, lambda _health: None)
    assert [item.timestamp for item in watched.frames(Waits())] == [0.0]
    assert [item.timestamp for item in watched.frames(Waits())] == [5.0]


def pictures(*values):
    return [frame(second, value) for second, value in enumerate(values)]


def test_a_camera_whose_picture_stays_the_same_to_the_bit_is_reported():
    still = int(UNCHANGED_SECONDS)
    told = run(Scripted(pictures(1, *[2] * (still + 5), 3), noisy=True))
    states = [(index, item[0]) for index, item in enumerate(told) if isinstance(item, tuple)]
    assert [state for _, state in states] == [STARTING, LIVE, UNCHANGED, LIVE, ENDED]
    assert told[states[2][0] + 1] == 1 + still
    assert "the camera has not changed" in told[states[2][0]][1]
    assert told[states[3][0] + 1] == still + 6


def test_the_time_that_a_camera_was_away_does_not_count():
    away = [frame(0), UNPLUGGED], [frame(UNCHANGED_SECONDS + 1), frame(UNCHANGED_SECONDS + 2)]
    told = run(Scripted(*away, noisy=True))
    assert [item[0] for item in told if isinstance(item, tuple)] == [STARTING, LIVE, LOST, LIVE, ENDED]


def test_a_still_screen_is_nothing_to_report():
    told = run(Scripted(pictures(*[2] * 100)))
    assert [item[0] for item in told if isinstance(item, tuple)] == [STARTING, LIVE, ENDED]


def test_nearly_the_same_pictures_are_those_of_a_camera():
    noise = pictures(*[2] * 100)
    for number, item in enumerate(noise):
        item.image[number % 40, 0, 0] += 1
    told = run(Scripted(noise, noisy=True))
    assert UNCHANGED not in [item[0] for item in told if isinstance(item, tuple)]


def test_an_unchanged_picture_is_the_same_array():
    source = Scripted([frame(1), frame(2), frame(3, 7), frame(4, 7), frame(5)])
    given = list(Persistent(source, lambda _: None).frames(threading.Event()))
    assert [item.timestamp for item in given] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert [item.image[0, 0, 0] for item in given] == [0, 0, 7, 7, 0]
    shared = [later.image is earlier.image for earlier, later in pairwise(given)]
    assert shared == [True, False, True, False]
