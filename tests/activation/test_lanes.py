"""Several requests on one stream: each lane finds what it finds alone, and costs what it says."""

from __future__ import annotations

import gc
import math

import numpy as np
import pytest

from stride_desktop.activation import ActivationDetector, DetectorSettings
from stride_desktop.activation.qwen3vl.cache import KeyValueCache
from stride_desktop.core.errors import Cancelled, FrameError, SettingsError
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import Ticked
from tests.activation.golden import CASES, detector_of, read_case, read_frames, settings_of
from tests.activation.scripted import ScriptedModel, active_during, frames

OTHERS = ("tell me when the door opens, and close it again", "rain")


def check_alike(ticks, expected):
    assert len(ticks) == len(expected)
    for tick, other in zip(ticks, expected, strict=True):
        assert (tick.timestamp, tick.segments) == (other.timestamp, other.segments)
        for item, wanted in zip(tick.passes, other.passes, strict=True):
            assert item.labels.tolist() == wanted.labels.tolist()
            assert item.origin.tolist() == wanted.origin.tolist()
            for call, made in zip(item.calls, wanted.calls, strict=True):
                assert call.labels.tolist() == made.labels.tolist()
                np.testing.assert_allclose(call.probabilities, made.probabilities, atol=1e-6, rtol=0)


def lanes_of(model, queries, settings=None, seed=0, max_bytes=None):
    """Lanes with the settings of a detector, whose detection no silence of the source interrupts."""
    detector = DetectorSettings() if settings is None else settings
    return LaneSet(model, queries, WatchSettings(detector, gap_seconds=math.inf), seed, max_bytes)


def ticks_of(updates):
    """The ticks among updates, by lane."""
    return {item.lane: item.update.tick for item in updates if isinstance(item.update, Ticked)}


def pushed(lanes, shown):
    """The ticks of each lane."""
    rows = [ticks_of(lanes.push(frame)) for frame in shown]
    return [[row[lane] for row in rows if lane in row] for lane in lanes.lanes]


def cached_bytes():
    """Memory of all caches of this process."""
    gc.collect()
    return sum(item.bytes for item in gc.get_objects() if type(item) is KeyValueCache)


@pytest.mark.parametrize("name", CASES)
def test_three_lanes_at_once_are_as_each_alone(name, tiny, tiny_single_sequence):
    case = read_case(name)
    model = tiny_single_sequence if case["single_sequence"] else tiny
    shown, queries = read_frames(case, name), (case["query"], *OTHERS)
    lanes = lanes_of(model, queries, settings_of(case), case["seed"])
    together = pushed(lanes, shown)
    for number, query in enumerate(queries):
        alone = detector_of(case | {"query": query, "seed": case["seed"] + number}, model)
        expected = [tick for frame in shown if (tick := alone.push(frame)) is not None]
        check_alike(together[number], expected)
    recorded = [labels for tick in case["ticks"] for labels in tick["labels"]]
    assert [label for tick in together[0] for item in tick.passes for label in item.labels] == recorded


def test_a_run_with_lanes_repeats_bit_by_bit(tiny):
    case = read_case("live_sliding")
    runs = []
    for _ in range(2):
        lanes = lanes_of(tiny, (case["query"], *OTHERS), settings_of(case))
        runs.append(pushed(lanes, read_frames(case, "live_sliding")[:24]))
    first, second = (
        [call.probabilities for lane in run for tick in lane for item in tick.passes for call in item.calls]
        for run in runs
    )
    assert len(first) > 50
    np.testing.assert_array_equal(first, second)


def test_vision_is_encoded_once_and_a_late_lane_has_seen_the_window():
    model = ScriptedModel(active_during((4, 8)))
    lanes = lanes_of(model, ["one"], DetectorSettings(max_window_frames=8, drop_frames=2))
    for frame in frames(range(5)):
        lanes.push(frame)
    (late,) = [item.lane for item in lanes.add("two")]
    first, second = ticks_of(lanes.push(frames([5])[0])).values()
    assert model.encoded == 3
    assert model.seen_groups[-1] == [0.5, 2.5, 4.5]
    assert first.timestamp == second.timestamp == 5
    assert first.passes[0].unseen.tolist() == second.passes[0].unseen.tolist()
    lanes.remove(0)
    assert list(lanes.lanes) == [late]
    (tick,) = [ticks_of(lanes.push(frame)) for frame in frames([6, 7])][-1].values()
    assert tick.timestamp == 7


def test_a_cancelled_tick_leaves_all_lanes_in_step():
    model = ScriptedModel(active_during((2, 90)))
    lanes = lanes_of(model, [f"request {number}" for number in range(3)])
    shown = frames(range(12))
    calls = iter([False] * 9 + [True] * 100)
    with pytest.raises(Cancelled):  # noqa: PT012 - any of the frames may be the one
        for frame in shown[:6]:
            lanes.push(frame, lambda: next(calls))
    assert len({watch.detector.mid_group for watch in lanes.lanes.values()}) == 1
    decided = [row for frame in shown[6:] if (row := ticks_of(lanes.push(frame)))]
    assert decided
    assert all(len(row) == 3 for row in decided)
    assert all(tick.timestamp == row[0].timestamp for row in decided for tick in row.values())


def test_a_picture_that_cannot_be_taken_is_left_out_by_all_lanes():
    model = ScriptedModel(active_during((2, 90)))
    lanes = lanes_of(model, [f"request {number}" for number in range(2)])
    lanes.push(Frame(np.zeros((0, 0, 3), np.uint8), 0.0))
    with pytest.raises(FrameError):
        lanes.push(frames([1])[0])
    ticks = [ticks_of(lanes.push(frame)) for frame in frames([2, 3])][-1]
    assert [tick.timestamp for tick in ticks.values()] == [3, 3]


def test_the_lane_that_would_not_fit_is_refused_with_figures_before_it_is_opened():
    model = ScriptedModel(active_during((2, 90)))
    settings = DetectorSettings(max_window_frames=64)
    lanes = lanes_of(model, ["one", "two"], settings, max_bytes=2 * 32_000)
    opened = model.opened
    with pytest.raises(SettingsError, match=r"3 requests at once need 0\.1 MiB"):
        lanes.add("three")
    assert (model.opened, len(lanes.lanes)) == (opened, 2)


def test_no_lane_takes_more_memory_than_it_said(tiny):
    case = read_case("live_sliding")
    settings = settings_of(case)
    before = cached_bytes()
    lanes = lanes_of(tiny, [case["query"]], settings)
    assert cached_bytes() == before
    for frame in read_frames(case, "live_sliding")[:24]:
        lanes.push(frame)
        assert 0 <= cached_bytes() - before <= tiny.lane_bytes(case["query"], settings)
    assert cached_bytes() - before > 0.5 * tiny.lane_bytes(case["query"], settings)


def test_a_detector_by_itself_and_one_of_one_lane_are_the_same_bits(tiny):
    case = read_case("live")
    lanes = lanes_of(tiny, [case["query"]], settings_of(case), seed=3)
    alone = ActivationDetector(tiny, case["query"], settings_of(case), np.random.RandomState(3))
    for frame in read_frames(case, "live")[:12]:
        tick, expected = ticks_of(lanes.push(frame)).get(0), alone.push(frame)
        assert (tick is None) == (expected is None)
        if tick is not None:
            np.testing.assert_array_equal(tick.passes[0].probabilities, expected.passes[0].probabilities)
