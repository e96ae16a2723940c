"""What a person says about spans, with the mouse and the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.timeline.review_band import REVIEW as REVIEW_BAND
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.timeline import Lane
from tests.app.timeline.mouse import drag, hold, pixel, shown
from tests.app.timeline.snapshots import FIRST, SPANS, watched

REVIEW = Review.of(SPANS)
"""Spans 1 (0:41 to 0:52), 2 (1:20 to 1:37) and 3 (2:10 to 2:40)."""

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    view = shown(qtbot)
    view.set_lanes([lane(REVIEW)])
    view.editor.set_enabled(True)
    view.navigation.zoom_to(FIRST + 20, FIRST + 140)
    QApplication.processEvents()
    return view


def lane(review: Review) -> Lane:
    return Lane("tell me", "stride-nano", watched(160, SPANS), review)


def place(view: TimelineView, second: float) -> QPoint:
    """A second in the band that can be edited."""
    return pixel(view, second, view.picture.stack.lanes[view.picture.active].area(REVIEW_BAND).center().y())


def click(view: TimelineView, second: float) -> None:
    QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place(view, second))


def test_a_click_selects_a_span_and_does_not_seek(view: TimelineView, qtbot: QtBot) -> None:
    with (
        qtbot.waitSignal(view.editor.selection_changed) as chosen,
        qtbot.assertNotEmitted(view.playhead.sought),
    ):
        click(view, 90)
    assert chosen.args == [2]
    assert view.editor.selected == 2
    with qtbot.assertNotEmitted(view.editor.selection_changed):
        view.editor.select(2)


def test_a_click_beside_the_spans_seeks_and_selects_none(view: TimelineView, qtbot: QtBot) -> None:
    view.editor.select(2)
    with (
        qtbot.waitSignal(view.playhead.sought) as clicked,
        qtbot.waitSignal(view.editor.selection_changed) as chosen,
    ):
        click(view, 65)
    assert clicked.args == [pytest.approx(FIRST + 65, abs=0.3)]
    assert chosen.args == [None]


def test_an_edge_is_dragged_to_a_whole_second(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.editor.moved) as moved, qtbot.assertNotEmitted(view.playhead.sought):
        drag(view, place(view, 52), place(view, 60.4))
    assert moved.args == [1, FIRST + 41.0, FIRST + 60.0]
    assert view.editor.selected == 1
    with qtbot.waitSignal(view.editor.moved) as moved:
        drag(view, place(view, 80), place(view, 70.3))
    assert moved.args == [2, FIRST + 70.0, FIRST + 97.0]


def test_with_alt_it_is_dragged_to_any_time(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.editor.moved) as moved:
        drag(view, place(view, 52), place(view, 60.4), ALT)
    assert moved.args[2] == pytest.approx(FIRST + 60.4, abs=0.2)
    assert moved.args[2] != round(moved.args[2])


def test_an_edge_cannot_be_dragged_past_the_other(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.editor.moved) as moved:
        drag(view, place(view, 97), place(view, 40))
    assert moved.args == [2, FIRST + 80.0, FIRST + 81.0]


def test_a_drag_in_the_empty_band_draws_a_span(view: TimelineView, qtbot: QtBot) -> None:
    before = view.navigation.range
    with qtbot.waitSignal(view.editor.added) as added, qtbot.assertNotEmitted(view.playhead.sought):
        drag(view, place(view, 70.2), place(view, 58.1))
    assert added.args == [FIRST + 58.0, FIRST + 70.0]
    assert view.navigation.range == before


def test_the_drag_is_seen_before_the_button_is_let_go(view: TimelineView, qtbot: QtBot) -> None:
    before = view.canvas.viewport().grab().toImage()
    with qtbot.assertNotEmitted(view.editor.moved):
        hold(view, place(view, 52), place(view, 65))
    assert view.canvas.viewport().grab().toImage() != before
    QTest.mouseRelease(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place(view, 65))


def test_escape_gives_up_the_drag_and_then_the_selection(view: TimelineView, qtbot: QtBot) -> None:
    view.editor.select(3)
    before = view.canvas.viewport().grab().toImage()
    with qtbot.assertNotEmitted(view.editor.moved), qtbot.assertNotEmitted(view.playhead.sought):
        hold(view, place(view, 52), place(view, 65))
        QTest.keyClick(view, Qt.Key.Key_Escape)
        assert view.canvas.viewport().grab().toImage() == before
        QTest.mouseRelease(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place(view, 65))
    assert view.editor.selected == 3
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.editor.selected is None


def test_the_pointer_says_where_an_edge_is(view: TimelineView) -> None:
    for second, shape in ((52, Qt.CursorShape.SplitHCursor), (65, Qt.CursorShape.ArrowCursor)):
        QTest.mouseMove(view.canvas.viewport(), place(view, second))
        assert view.canvas.viewport().cursor().shape() == shape


def test_keys_move_the_selected_span(view: TimelineView, qtbot: QtBot) -> None:
    view.editor.select(1)
    view.playhead.show(FIRST + 45)
    keys = [
        (Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.NoModifier, (44.0, 52.0)),
        (Qt.Key.Key_BracketRight, Qt.KeyboardModifier.NoModifier, (41.0, 45.0)),
        (Qt.Key.Key_Left, ALT, (40.0, 51.0)),
        (Qt.Key.Key_Right, ALT, (42.0, 53.0)),
    ]
    for key, modifiers, (start, end) in keys:
        with qtbot.waitSignal(view.editor.moved) as moved:
            QTest.keyClick(view, key, modifiers)
        assert moved.args == [1, FIRST + start, FIRST + end]
    assert view.playhead.second == FIRST + 45


def test_n_and_p_go_through_the_spans_of_the_review(view: TimelineView) -> None:
    view.set_lanes([lane(REVIEW.added(FIRST + 60, FIRST + 70))])
    QTest.keyClick(view, Qt.Key.Key_Home)
    seen = []
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_P):
        QTest.keyClick(view, key)
        seen.append((view.editor.selected, view.playhead.second))
    assert seen == [(1, FIRST + 42), (4, FIRST + 61), (1, FIRST + 42)], "the first frame inside each"


def test_a_span_that_is_gone_is_not_selected(view: TimelineView, qtbot: QtBot) -> None:
    view.editor.select(2)
    view.set_lanes([lane(REVIEW.judged(1, Verdict.RIGHT))])
    assert view.editor.selected == 2
    with qtbot.waitSignal(view.editor.selection_changed) as chosen:
        view.set_lanes([lane(REVIEW.deleted(2))])
    assert chosen.args == [None]


def test_nothing_is_edited_while_it_is_only_read(view: TimelineView, qtbot: QtBot) -> None:
    view.editor.select(1)
    view.editor.set_enabled(False)
    assert view.editor.selected is None
    with qtbot.assertNotEmitted(view.editor.moved), qtbot.assertNotEmitted(view.editor.added):
        drag(view, place(view, 52), place(view, 60))
        drag(view, place(view, 70), place(view, 60))
        QTest.keyClick(view, Qt.Key.Key_BracketLeft)
    view.editor.set_enabled(True)
    view.set_lanes([lane(REVIEW), Lane("other", "", watched(160))], 1)
    other = view.picture.stack.lanes[0].area(REVIEW_BAND).center().y()
    with qtbot.assertNotEmitted(view.editor.moved), qtbot.assertNotEmitted(view.editor.selection_changed):
        drag(view, pixel(view, 52, other), pixel(view, 60, other))
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(view, 90, other))


def test_verdicts_look_different(view: TimelineView) -> None:
    pictures = []
    reviews = [REVIEW, REVIEW.judged(2, Verdict.RIGHT), REVIEW.judged(2, Verdict.WRONG)]
    reviews.append(REVIEW.deleted(2).added(FIRST + 80, FIRST + 97))
    for review in reviews:
        view.set_lanes([lane(review)])
        QApplication.processEvents()
        pictures.append(view.canvas.viewport().grab().toImage())
    assert all(a != b for index, a in enumerate(pictures) for b in pictures[:index])
