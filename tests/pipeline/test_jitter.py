"""Frames of a live source come a little late, each by another amount: events keep their own edges."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.events import EventState
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import EventMoved, Triggered
from stride_desktop.pipeline.watch import Watch
from tests.activation.scripted import PICTURE, ScriptedModel, active_during

LATE = st.floats(0.0, 0.2)
"""Seconds by which a frame comes after its second."""


@st.composite
def streams(draw):
    """Times of the frames, and when the events really are."""
    parts = [(draw(st.floats(5.0, 30.0)), draw(st.floats(4.0, 25.0))) for _ in range(draw(st.integers(2, 4)))]
    edges = list(accumulate(length for part in parts for length in part))
    events = tuple(zip(edges[::2], edges[1::2], strict=True))
    seconds = range(int(edges[-1]) + 8)
    return [second + draw(LATE) for second in seconds], events


def as_pictures_show(times, events, sure):
    """P = `sure` for slots whose end shows a picture that was taken during an event."""
    times = np.array(times)
    shows = np.any([(start < times) & (times <= end) for start, end in events], axis=0)

    def answer(ends, now):  # noqa: ARG001
        shown = shows[np.maximum(0, np.searchsorted(times, ends + 1e-9) - 1)]
        return np.where(shown, sure, 1 - sure)

    return answer


def watched(answer, times, window):
    """The events and triggers that a watch of these frames told."""
    model = ScriptedModel(answer, window_past=window)
    watch = Watch(model, "when?", WatchSettings(detector=DetectorSettings.live(window)))
    told = [item for time in times for item in watch.push(Frame(PICTURE, time))] + [*watch.finish()]
    found = {item.change.event.id: item.change.event for item in told if isinstance(item, EventMoved)}
    standing = [event for event in found.values() if event.state is not EventState.FORGOTTEN]
    return standing, [item.trigger.event_id for item in told if isinstance(item, Triggered)]


@settings(max_examples=25, deadline=None)
@given(streams(), st.sampled_from([16, 32, 64]), st.sampled_from([0.6, 0.9]), st.booleans())
def test_every_event_has_a_span_of_its_own(stream, window, sure, by_pictures):
    times, events = stream
    answer = as_pictures_show(times, events, sure) if by_pictures else active_during(*events, sure=sure)
    found, spoke = watched(answer, times, window)
    assert [event.id for event in found] == spoke == list(range(1, len(events) + 1))
    for event, (start, end) in zip(found, events, strict=True):
        assert (event.onset, event.reach) == pytest.approx((start, end), abs=1.5)
    assert all(earlier.reach < later.onset for earlier, later in pairwise(found))
