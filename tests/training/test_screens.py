"""Desktops of real widgets: what they say happens is what can be seen."""

import numpy as np
import pytest

from stride_desktop.core.errors import StrideError
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.photographs import photographs, some_photographs
from stride_desktop.training.recordings import SIZE, play, record
from stride_desktop.training.screen_recording import trace_many
from stride_desktop.training.screens.desktop import FAMILIES, make_desktop
from stride_desktop.training.trace_pool import TracePool

LOCAL = tuple(family for family in FAMILIES if family not in (Family.BLANK, Family.MOTION))


@pytest.fixture(autouse=True)
def _application(qapp):
    """Widgets need it."""


def part(image, box):
    high, wide = image.shape[:2]
    return image[
        int(box.y0 * high) : int(box.y1 * high) + 1, int(box.x0 * wide) : int(box.x1 * wide) + 1
    ].astype(int)


def edge(stream, condition):
    """A second shortly before the condition begins and one after it has, or None."""
    for span in stream.spans(condition):
        before, after = span.start - 0.4, span.start + 0.4
        if before > 0 and stream.label(condition, before) == 0 and stream.label(condition, after) == 1:
            return before, after
    return None


@pytest.mark.parametrize("family", LOCAL)
def test_what_happens_changes_the_picture_where_it_is_said_to_be(family):
    seen = 0
    for seed in range(12):
        stream = make_desktop(seed, 60.0, (family,))
        for item in stream.happenings:
            moments = edge(stream, item.condition)
            if moments is None:
                continue
            before, after = (stream.image(moment, *SIZE) for moment in moments)
            box = stream.place(item.condition, moments[1])
            assert np.abs(part(after, box) - part(before, box)).max() > 12, (seed, item)
            seen += 1
        stream.close()
    assert seen >= 6


def test_the_same_seed_gives_the_same_pictures():
    first, second = (make_desktop(5, 60.0) for _ in range(2))
    assert first.happenings == second.happenings or [h.spans for h in first.happenings] == [
        h.spans for h in second.happenings
    ]
    for time in (3.0, 30.0, 55.0):
        np.testing.assert_array_equal(first.image(time, *SIZE), second.image(time, *SIZE))
    first.close()
    second.close()


def test_a_desktop_without_events_says_so():
    for seed in range(4):
        stream = make_desktop(seed, 60.0, ())
        assert {item.condition.family for item in stream.happenings} <= {Family.BLANK}
        stream.close()


def test_a_blank_screen_is_dark_but_for_something_small():
    something = 0
    for seed in range(8):
        stream = make_desktop(seed, 60.0, (Family.BLANK,))
        for span in stream.spans(Condition(Family.BLANK))[:1]:
            time = max(span.start, 0) + 1
            bright = (stream.image(time, *SIZE).max(2) > 30).mean()
            assert stream.label(Condition(Family.BLANK), time) == 1
            assert bright < 0.03
            something += bright > 0
        stream.close()
    assert 0 < something < 8


def test_a_recording_is_read_back_as_it_was_drawn(tmp_path):
    stream = make_desktop(3, 12.0)
    drawn = make_desktop(3, 12.0)
    record(drawn, tmp_path / "3.npz")
    drawn.close()
    again = play(tmp_path / "3.npz")
    assert [item.condition for item in again.happenings] == [item.condition for item in stream.happenings]
    for second in range(12):  # in order: windows lie above each other in the order in which they came
        np.testing.assert_array_equal(again.image(second, *SIZE), stream.image(second, *SIZE))
        for item in stream.happenings:
            assert again.label(item.condition, second) == stream.label(item.condition, second)
            assert again.place(item.condition, second) == stream.place(item.condition, second)
    stream.close()


def test_tracing_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("stride_desktop.training.screen_recording.SECONDS", 8)
    paths = list(trace_many(tmp_path, None, range(36, 38)))
    written = [path.stat().st_mtime_ns for path in paths]
    assert list(trace_many(tmp_path, None, range(36, 39)))[:2] == paths
    assert [path.stat().st_mtime_ns for path in paths] == written
    assert TracePool(tmp_path).draw(np.random.default_rng(0)).seconds == 8


def test_a_folder_without_traces_is_reported(tmp_path):
    with pytest.raises(StrideError):
        TracePool(tmp_path)


def test_photographs_of_training_and_evaluation_are_different_ones(tmp_path):
    import cv2

    for k in range(20):
        cv2.imwrite(str(tmp_path / f"{k}.png"), np.full((9, 12, 3), k, np.uint8))
    (tmp_path / "20.jpg").write_bytes(b"not a picture")
    seen, held = photographs(tmp_path), photographs(tmp_path, held_out=True)
    assert seen
    assert held
    assert not set(seen) & set(held)
    assert some_photographs(np.random.default_rng(0), None, 3) == []
    assert all(image.shape == (9, 12, 3) for image in some_photographs(np.random.default_rng(0), tmp_path, 9))
