"""Traces: which changes show what happens, and when requests are active."""

import numpy as np
import pytest

from stride_desktop.training.casting import make_stream
from stride_desktop.training.conditions import Condition, Family, Request
from stride_desktop.training.streams import IGNORE, slot_labels
from stride_desktop.training.trace_labels import (
    active_spans,
    ambiguous,
    frame_labels,
    telling_changes,
)
from stride_desktop.training.traces import read_trace, trace, write_trace


@pytest.fixture(scope="module")
def dialogs():
    stream = make_stream(4, 60.0, (Family.DIALOG,), "desktop")
    return stream, trace(stream)


def about(found, ends=False):
    return Request("", found.conditions[0], ends)


def test_a_trace_is_read_back_as_it_was_written(dialogs, tmp_path):
    _, found = dialogs
    write_trace(found, tmp_path / "a.npz")
    again = read_trace(tmp_path / "a.npz")
    assert (again.conditions, again.spans, again.world) == (found.conditions, found.spans, found.world)
    for name in ("pictures", "places", "index", "status", "overall", "opens", "closes", "labels"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))


def test_a_dialog_is_opened_and_closed_by_changes(dialogs):
    _, found = dialogs
    inside = [span for span in found.spans[0] if 1 < span.start < 55]
    assert inside
    assert found.opens[0].any()
    span = inside[0]
    telling = telling_changes(found, about(found), frame_labels(found, about(found)))
    second = int(span.start) + 2
    assert telling[second].any()
    assert not telling[int(span.start) - 1].any()
    shown = found.index[second][telling[second]]
    assert found.opens[0][shown].all()


def test_frames_and_slots_are_labelled_by_what_holds(dialogs):
    stream, found = dialogs
    labels = frame_labels(found, about(found))
    for second in range(found.seconds):
        assert labels[second] == stream.label(found.conditions[0], float(second))
    spans = active_spans(found, about(found))
    for span in spans:
        assert slot_labels(spans, range(found.seconds))[int(span.start) + 1] == 1


def test_the_end_is_active_once_the_condition_is_over(dialogs):
    _, found = dialogs
    over = next(span for span in found.spans[0] if span.end < found.seconds - 4)
    labels = frame_labels(found, about(found, ends=True))
    assert labels[int(over.end) + 2] == 1
    assert labels[int(over.start) + 1] == 0
    telling = telling_changes(found, about(found, ends=True), labels)
    assert telling[int(over.end) + 2].any()


def test_what_looks_alike_is_not_counted(dialogs):
    _, found = dialogs
    shape = "toast" if found.conditions[0].shape == "dialog" else "dialog"
    other = Request("", Condition(Family.DIALOG, "", shape), ends=False)
    assert ambiguous(found, other.condition)
    held = np.array([any(t in span for span in found.spans[0]) for t in range(found.seconds)])
    assert (frame_labels(found, other)[held] == IGNORE).all()
    nothing = Request("", Condition(Family.PROGRESS), ends=False)
    assert not ambiguous(found, nothing.condition)
    assert not frame_labels(found, nothing).any()
    assert not telling_changes(found, nothing, frame_labels(found, nothing)).any()
