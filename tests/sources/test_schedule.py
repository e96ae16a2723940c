"""The schedule of live sources, on a clock that the test moves."""

from __future__ import annotations

import pytest

from stride_desktop.core.clock import stream_time
from stride_desktop.sources import schedule
from stride_desktop.sources.schedule import Schedule


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(1000.25)
    monkeypatch.setattr(schedule, "stream_time", clock)
    return clock


def test_lateness_does_not_add_up(clock: Clock) -> None:
    moments = Schedule()
    seen = []
    for _ in range(100):
        seen.append(moments.next())
        clock.now = max(clock.now, seen[-1]) + 0.3  # every frame takes a while
    assert seen == [1000.25 + second for second in range(100)]


def test_missed_moments_are_skipped_not_caught_up_on(clock: Clock) -> None:
    moments = Schedule()
    assert moments.next() == 1000.25
    clock.now = 1003.9
    assert moments.next() == 1004.25
    clock.now = 1004.3
    assert moments.next() == 1005.25
    clock.now += 8 * 3600  # the machine slept
    assert moments.next() == 1005.25 + 8 * 3600


def test_stream_time_moves_forward() -> None:
    times = [stream_time() for _ in range(1000)]
    assert times == sorted(times)
    assert times[-1] > times[0]
