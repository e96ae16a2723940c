"""What is left out when a live source is faster than the model."""

from __future__ import annotations

from itertools import pairwise

import pytest

from stride_desktop.core.detection import DetectorSettings
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.pacing import Pace, Pacer
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import GapSeen, Ticked
from tests.pipeline.pictures import BrightModel, pattern, stream


@pytest.mark.parametrize(
    ("lag", "waiting", "pace"),
    [
        (0.0, 0, Pace.DENOISE),
        (2.0, 9, Pace.DENOISE),
        (3.0, 9, Pace.APPEND),
        (7.9, 9, Pace.APPEND),
        (8.0, 9, Pace.SKIP),
        (60.0, 2, Pace.DENOISE),  # only the rest of this group waits: there is nothing to hurry on to
        (60.0, 3, Pace.SKIP),
    ],
)
def test_first_denoising_goes_then_whole_groups(lag, waiting, pace):
    assert Pacer().decide(lag, waiting, mid_group=False) is pace


def test_groups_are_never_torn_apart():
    pacer = Pacer()
    assert pacer.decide(9.0, 9, mid_group=False) is Pace.SKIP
    assert pacer.decide(0.0, 0, mid_group=False) is Pace.SKIP
    assert pacer.decide(0.0, 0, mid_group=False) is Pace.DENOISE
    assert pacer.decide(99.0, 9, mid_group=True) is Pace.DENOISE
    assert pacer.decide(5.0, 9, mid_group=False) is Pace.APPEND
    assert pacer.decide(0.0, 0, mid_group=True) is Pace.APPEND
    assert (pacer.behind, pacer.skipped) == (1, 1)


def updates_of(found):
    """What the only lane found."""
    return [item.update for item in found]


def simulate(cost, seconds=240, **settings):
    """A source of one frame a second, and a model for which `cost(pace)` seconds pass per group.

    Returns the pacer, the lanes, the updates and the lag of every frame.
    """
    lanes, pacer = LaneSet(BrightModel(), ["bright"], WatchSettings.live()), Pacer(**settings)
    updates, lags, clock = [], [], 0.0
    for index, frame in enumerate(frames := stream(pattern("." * seconds))):
        clock = max(clock, frame.timestamp)
        waiting = sum(clock >= later.timestamp for later in frames[index + 1 :])
        lag = clock - frame.timestamp
        completes_group = lanes.mid_group
        found = updates_of(pacer.feed(lanes, frame, lag, waiting))
        updates += found
        lags.append(lag)
        if completes_group:
            clock += cost(Pace.DENOISE if any(isinstance(item, Ticked) for item in found) else Pace.APPEND)
    return pacer, lanes, updates, lags


def test_a_fast_model_leaves_nothing_out():
    pacer, _, updates, lags = simulate(lambda _: 1.5)
    assert (pacer.behind, pacer.skipped) == (0, 0)
    assert len([item for item in updates if isinstance(item, Ticked)]) == 120
    assert max(lags) < 2


def test_slow_denoising_is_left_out_but_no_frame_is():
    pacer, _, updates, lags = simulate(lambda pace: 5.0 if pace is Pace.DENOISE else 0.2)
    assert pacer.behind > 20
    assert pacer.skipped == 0
    assert len([item for item in updates if isinstance(item, Ticked)]) + pacer.behind == 120
    assert max(lags) < 8


def test_slow_encoding_leaves_out_whole_groups_and_shows_it():
    pacer, lanes, updates, lags = simulate(lambda _: 6.0)
    assert pacer.skipped > 20
    assert max(lags) < 20, "the lag does not pile up"
    gaps = lanes.lanes[0].snapshot().gaps
    assert gaps
    assert {gap.reason for gap in gaps} == {"overload"}
    assert [item.gap for item in updates if isinstance(item, GapSeen)] == list(gaps)
    assert len([item for item in updates if isinstance(item, Ticked)]) > 20, "it still decides"


@pytest.mark.parametrize("seconds", [1.9, 2.0, 2.1, 2.5, 3.0, 4.0, 9.0])
def test_however_slow_appending_is_decisions_go_on(seconds):
    _, _, updates, lags = simulate(lambda pace: 4.0 if pace is Pace.DENOISE else seconds)
    ticks = [item.tick.timestamp for item in updates if isinstance(item, Ticked)]
    assert max(after - before for before, after in pairwise(ticks)) <= 30
    assert max(lags) < 20


def test_deciding_less_often_leaves_nothing_out_and_counts_nothing():
    lanes, pacer = LaneSet(BrightModel(), ["bright"], WatchSettings.live()), Pacer()
    pacer.every = 4
    frames = stream(pattern("." * 40))
    ticks = [
        item.tick.timestamp
        for frame in frames
        for item in updates_of(pacer.feed(lanes, frame, 0.0, 0))
        if isinstance(item, Ticked)
    ]
    assert ticks == [7.0, 15.0, 23.0, 31.0, 39.0]
    assert (pacer.behind, pacer.skipped) == (0, 0)
    assert (lanes.lanes[0].snapshot().labels != -1).all()


def test_deciding_less_often_does_so_for_rare_decisions_too():
    settings = WatchSettings(detector=DetectorSettings(frames_per_tick=6))
    lanes, pacer = LaneSet(BrightModel(), ["bright"], settings), Pacer()
    pacer.every = 4
    updates = [
        item for frame in stream(pattern("." * 48)) for item in updates_of(pacer.feed(lanes, frame, 0.0, 0))
    ]
    ticks = [item.tick.timestamp for item in updates if isinstance(item, Ticked)]
    assert ticks == [11.0, 23.0, 35.0, 47.0]


def test_what_cannot_be_kept_up_with_is_left_out_and_counted_all_the_same():
    pacer = Pacer()
    pacer.every = 4
    assert pacer.decide(3.0, 9, mid_group=False) is Pace.REST
    assert pacer.behind == 0, "it would not have been decided anyway"
    assert pacer.decide(9.0, 9, mid_group=False) is Pace.SKIP
    assert pacer.skipped == 1
