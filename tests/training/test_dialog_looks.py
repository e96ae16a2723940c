"""Dialogs and notifications of every look, and what looks like them."""

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Condition, Family, Request, Span, merged, truth
from stride_desktop.training.screens import message_windows
from stride_desktop.training.screens.desktop import grab, make_desktop
from stride_desktop.training.screens.look_alikes import add_look_alikes
from stride_desktop.training.screens.looks import draw_look
from stride_desktop.training.screens.popups import draw_dialog
from stride_desktop.training.screens.stage import Stage
from stride_desktop.training.screens.toasts import draw_second, draw_toast
from stride_desktop.training.trace_labels import frame_labels
from stride_desktop.training.traces import trace


@pytest.fixture(autouse=True)
def _application(qapp):
    """Widgets need it."""


def empty(seed):
    """A desktop without anything on it."""
    rng = np.random.default_rng(seed)
    look, root = draw_look(rng), QWidget()
    root.resize(*look.logical)
    return Stage(Cast(rng, 60.0, False, "desktop"), look, root, [])


def changed(stage, widget):
    """Where showing a widget changes the picture: x0, y0, x1, y1, relative."""
    stage.look.dress(stage.root)
    stage.root.ensurePolished()
    widget.setVisible(False)
    before = grab(stage.root, stage.look).astype(int)
    widget.setVisible(True)
    rows, columns = np.nonzero(np.abs(grab(stage.root, stage.look) - before).max(2) > 24)
    high, wide = before.shape[:2]
    return columns.min() / wide, rows.min() / high, (columns.max() + 1) / wide, (rows.max() + 1) / high


def place(stage, widget):
    stage.happens(Condition(Family.DIALOG), (Span(0, 9),), widget)
    box = stage.cast.happenings[-1].element.place
    return box.x0, box.y0, box.x1, box.y1


@pytest.mark.parametrize(
    "kind", ["bare_message", "header_dialog", "banded_dialog", "sheet", "tiny_dialog", "large_dialog"]
)
def test_each_look_is_seen_where_it_is_said_to_be(kind):
    for seed in range(3):
        stage = empty(seed)
        stage.root.setStyleSheet("background: rgb(90, 120, 40)")
        made = getattr(message_windows, kind)(stage.rng, stage.look, stage.root)
        made.adjustSize()
        made.move(30, 30)
        seen, said = changed(stage, made), place(stage, made)
        size = said[2] - said[0], said[3] - said[1]
        if kind == "tiny_dialog":
            assert size[0] < 0.35
            assert size[1] < 0.35
        for found, wanted in zip(seen, said, strict=True):
            assert abs(found - wanted) < 0.05, (seed, seen, said)  # a shadow lies around it
        stage.root.deleteLater()


def test_dialogs_and_notifications_lie_on_the_screen():
    sizes = []
    for seed in range(60):
        stage = empty(seed)
        rng, look, root = stage.rng, stage.look, stage.root
        made = draw_dialog(rng, look, root)[0] if seed % 2 else draw_toast(rng, root)
        x0, y0, x1, y1 = place(stage, made)
        assert min(x0, y0) >= 0
        assert x1 - x0 <= 1
        if seed % 2 == 0:
            assert max(x1, y1) <= 1.001
        sizes.append((x1 - x0) * (y1 - y0))
        stage.root.deleteLater()
    assert min(sizes) < 0.02
    assert max(sizes) > 0.25


def test_a_second_notification_does_not_cover_the_first():
    for seed in range(12):
        stage = empty(seed)
        first = draw_toast(stage.rng, stage.root)
        second = draw_second(stage.rng, stage.root, first)
        assert not first.geometry().intersects(second.geometry())
        stage.root.deleteLater()


def test_what_overlaps_is_one_span():
    spans = (Span(30.0, 40.0), Span(10.0, 20.0), Span(12.0, 18.0), Span(19.0, 25.0))
    assert merged(spans) == (Span(10.0, 25.0), Span(30.0, 40.0))
    assert truth(spans, True, 100.0) == (Span(25.0, 30.0), Span(40.0, 80.0))


def test_a_stack_of_notifications_ends_with_the_last_one(monkeypatch):
    monkeypatch.setattr("stride_desktop.training.screens.events._STACKS", 1.0)
    seen = 0
    for seed in range(20):
        stream = make_desktop(seed, 40.0, (Family.DIALOG,))
        if len(stream.happenings) > 1 and stream.happenings[-1].condition.shape == "toast":
            found = trace(stream)
            outer = stream.happenings[-2].spans
            inner = stream.happenings[-1].spans
            ended = frame_labels(found, Request("", found.conditions[-1], ends=True))
            for span in inner:
                assert any(item.start < span.start and span.end < item.end for item in outer)
                if span.end < 38:
                    assert ended[int(span.end) + 1] != 1 or span.end + 1 > max(item.end for item in outer)
            seen += len(inner)
        stream.close()
    assert seen


def test_look_alikes_come_and_go_without_being_an_event():
    moved = 0
    for seed in range(12):
        stage = empty(seed)
        add_look_alikes(stage)
        stage.look.dress(stage.root)
        states = {str([act.show(float(time)) for act in stage.acts]) for time in range(60)}
        moved += len(states) > 1
        assert not stage.cast.happenings
        stage.root.deleteLater()
    assert moved >= 3
