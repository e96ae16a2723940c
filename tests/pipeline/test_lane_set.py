"""Several requests on one stream through the pipeline: each watch is as it is alone."""

from __future__ import annotations

import pytest
import torch

from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import SettingsError
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import (
    EventMoved,
    MemoryShort,
    RequestAdded,
    RequestRemoved,
    Ticked,
    Triggered,
)
from stride_desktop.pipeline.watch import Watch
from tests.activation.scripted import ScriptedModel, active_during, frames

REQUESTS = ("the door opens", "it rains", "somebody waves")
SETTINGS = WatchSettings(detector=DetectorSettings.live(16))


def outcome(updates):
    """What there is to compare: when it was decided what, and what became of events."""
    said = []
    for item in updates:
        if isinstance(item, Ticked):
            said.append((item.tick.timestamp, item.tick.labels.tolist(), item.tick.segments))
        elif isinstance(item, EventMoved):
            said.append((item.change.event.id, item.change.event.state, item.change.event.reach))
        elif isinstance(item, Triggered):
            said.append((item.trigger.time, item.request.query, len(item.request.evidence)))
    return said


def test_every_request_finds_what_it_finds_alone_across_a_gap():
    shown = frames([*range(30), *range(50, 80)])
    model = ScriptedModel(active_during((6, 14), (55, 70), sure=0.8))
    lanes = LaneSet(model, REQUESTS, SETTINGS, seed=5)
    together = [item for frame in shown for item in lanes.push(frame)] + list(lanes.finish())
    assert model.encoded == 30, "vision is encoded once"
    assert [watch.query for watch in lanes.lanes.values()] == list(REQUESTS)
    for number, query in enumerate(REQUESTS):
        alone = Watch(ScriptedModel(model.answer), query, SETTINGS, seed=5 + number)
        expected = [item for frame in shown for item in alone.push(frame)] + list(alone.finish())
        mine = [item.update for item in together if item.lane == number]
        assert outcome(mine) == outcome(expected)
        assert any(isinstance(item, Triggered) for item in mine)


def test_a_request_comes_and_goes_while_the_stream_runs():
    model = ScriptedModel(active_during((2, 90)))
    lanes = LaneSet(model, REQUESTS[:1], SETTINGS)
    for frame in frames(range(10)):
        lanes.push(frame)
    (added,) = lanes.add(REQUESTS[1])
    assert (added.lane, added.update) == (1, RequestAdded(REQUESTS[1], 9.0))
    told = [item for frame in frames(range(10, 16)) for item in lanes.push(frame)]
    first = next(item.update for item in told if item.lane == 1 and isinstance(item.update, Ticked))
    assert first.tick.timestamp == 11
    assert (~first.tick.passes[0].unseen).sum() >= 11, "it has seen what the other had"
    ended = lanes.remove(1, "removed")
    assert {item.update.change.event.reason for item in ended if isinstance(item.update, EventMoved)} == {
        "removed"
    }
    assert ended[-1].update == RequestRemoved(REQUESTS[1], "removed")
    assert lanes.remove(1) == ()
    assert [item.query for item in lanes.push(frames([16])[0]) + lanes.push(frames([17])[0])][:1] == [
        REQUESTS[0]
    ]


def test_the_request_too_many_is_refused_before_it_is_opened():
    model = ScriptedModel(active_during((2, 90)))
    lanes = LaneSet(model, REQUESTS[:2], SETTINGS, max_bytes=2 * 8000)
    opened = model.opened
    with pytest.raises(SettingsError, match="3 requests at once need"):
        lanes.add(REQUESTS[2])
    assert (model.opened, len(lanes.lanes), lanes.most_bytes) == (opened, 2, 16000)


def test_a_full_memory_is_told_once_and_watching_goes_on():
    def answer(ends, now):
        if len(model.seen_groups[-1]) > 6:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return active_during((4, 90))(ends, now)

    model = ScriptedModel(answer)
    watch = Watch(model, REQUESTS[0], WatchSettings())
    told = [item for frame in frames(range(40)) for item in watch.push(frame)]
    (short,) = [item for item in told if isinstance(item, MemoryShort)]
    assert not short.starved
    assert 2 <= short.max_frames <= 12
    assert sum(isinstance(item, Ticked) for item in told) == 20
    assert any(isinstance(item, Triggered) for item in told)
