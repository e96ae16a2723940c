"""Several lanes over one time axis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar
from pytestqt.qtbot import QtBot

from stride_desktop.app.timeline.curve import CURVE
from stride_desktop.app.timeline.header import HEADER
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.span_table import SpanTable
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.events import EventState
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.timeline import Lane
from tests.app.timeline.mouse import pixel, shown
from tests.app.timeline.snapshots import FIRST, SPANS, event, show_live, watched

DARK = Lane("tell me when it is dark", "stride-nano", watched(160, SPANS), answers={2: "It is dark.\nBye."})
BALL = Lane("a ball enters", "STRIDE-2B", watched(200, (event(7, 20, 30, EventState.CLOSED, 24),)))


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    view = shown(qtbot)
    view.set_lanes([DARK, BALL])
    QApplication.processEvents()
    return view


def middle(view: TimelineView, lane: int, second: float) -> QPoint:
    """A pixel in the curve of a lane."""
    bands = view.picture.stack.lanes[lane]
    return pixel(view, second, bands.area(CURVE).center().y())


def click(view: TimelineView, at: QPoint) -> None:
    QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_axis_reaches_over_all_lanes(view: TimelineView) -> None:
    view.playhead.go_live()
    start, end = view.navigation.range
    assert start <= FIRST + 160 < FIRST + 200 <= end
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.playhead.second == FIRST


def test_a_click_into_another_lane_asks_for_it(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.pointer.lane_chosen) as chosen, qtbot.waitSignal(view.playhead.sought):
        click(view, middle(view, 1, 60))
    assert chosen.args == [1]
    with qtbot.assertNotEmitted(view.pointer.lane_chosen):
        click(view, middle(view, 0, 60))
    view.set_lanes([DARK, BALL], 1)
    with qtbot.waitSignal(view.pointer.lane_chosen) as chosen, qtbot.assertNotEmitted(view.playhead.sought):
        click(view, pixel(view, 60, view.picture.stack.lanes[0].area(HEADER).center().y()))
    assert chosen.args == [0]


def test_keys_choose_the_lane_below_and_above(view: TimelineView, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(view.pointer.lane_chosen) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Down, control)
    assert chosen.args == [1]
    with qtbot.assertNotEmitted(view.pointer.lane_chosen):
        QTest.keyClick(view, Qt.Key.Key_Up, control)
    view.set_lanes([DARK, BALL], 1)
    with qtbot.assertNotEmitted(view.pointer.lane_chosen):
        QTest.keyClick(view, Qt.Key.Key_Down, control)


def test_keys_are_about_the_active_lane(view: TimelineView) -> None:
    view.set_lanes([DARK, BALL], 1)
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_N)
    assert view.playhead.second == FIRST + 21, "the first frame inside the span"
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.navigation.range == pytest.approx((FIRST + 18, FIRST + 32))


def test_a_double_click_zooms_to_a_span_of_any_lane(view: TimelineView) -> None:
    QTest.mouseDClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 1, 25))
    assert view.navigation.range == pytest.approx((FIRST + 18, FIRST + 32))


def test_the_card_is_about_the_lane_below_the_mouse(view: TimelineView) -> None:
    for lane, words in ((0, "Lane 1 of 2: tell me when it is dark"), (1, "Lane 2 of 2: a ball enters")):
        QTest.mouseMove(view.canvas.viewport(), middle(view, lane, 40))
        QTest.mouseMove(view.canvas.viewport(), middle(view, lane, 45))
        assert words in view.pointer.card.text()
        assert ("Answer: It is dark." in view.pointer.card.text()) is (lane == 0)
    assert "Bye" not in view.pointer.card.text()


def test_screen_readers_hear_which_lane_it_is(view: TimelineView) -> None:
    view.set_lanes([DARK, BALL], 1)
    view.playhead.show(FIRST + 25)
    words = view.accessibleDescription()
    assert words.startswith("Lane 2 of 2: a ball enters. 0:25. Active")
    assert words.endswith("1 span, last from 0:20 to 0:30, triggered at 0:24, ended.")


def test_one_lane_has_a_header_but_needs_no_number(view: TimelineView) -> None:
    view.set_lanes([DARK])
    assert view.picture.stack.lanes[0].area(HEADER).height() > 0
    assert view.accessibleDescription().startswith("3 spans")
    show_live(view, DARK.snapshot)
    assert view.picture.stack.lanes[0].area(HEADER).height() == 0


def test_what_a_person_said_is_on_the_card(view: TimelineView) -> None:
    review = Review.of(SPANS).judged(1, Verdict.WRONG).added(FIRST + 60, FIRST + 70)
    view.set_lanes([replace(DARK, review=review), BALL])
    for second, words in ((48, "0:41 to 0:52: marked wrong"), (65, "1:00 to 1:10: added by hand")):
        QTest.mouseMove(view.canvas.viewport(), middle(view, 0, second + 5))
        QTest.mouseMove(view.canvas.viewport(), middle(view, 0, second))
        assert words in view.pointer.card.text()


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_lanes_stay_legible_and_scroll_where_there_is_no_room(qtbot: QtBot, count: int) -> None:
    view = shown(qtbot, 250)
    view.set_lanes([DARK] * count, count - 1)
    QApplication.processEvents()
    bar = view.findChild(QScrollBar)
    stack, unit = view.picture.stack, view.fontMetrics().height()
    assert all(bands.whole.height() >= 4 * unit for bands in stack.lanes)
    assert all(bands.area(CURVE).height() >= unit for bands in stack.lanes)
    assert bar.isVisible() is (stack.height > view.picture.boundingRect().height())
    assert bar.isVisible() is (count > 2)
    area = view.picture.boundingRect()
    assert stack.lanes[-1].whole.bottom() <= area.bottom() + 1  # the active lane is in view
    view.set_lanes([DARK] * count)
    assert view.picture.stack.lanes[0].whole.top() == 0


def test_the_scroll_bar_moves_the_lanes(qtbot: QtBot) -> None:
    view = shown(qtbot)
    view.set_lanes([DARK] * 6)
    QApplication.processEvents()
    before = view.canvas.viewport().grab().toImage()
    view.findChild(QScrollBar).setValue(40)
    QApplication.processEvents()
    assert view.picture.stack.lanes[0].whole.top() == -40
    assert view.canvas.viewport().grab().toImage() != before


def test_an_answer_is_marked(view: TimelineView) -> None:
    show_live(view, DARK.snapshot)
    QApplication.processEvents()
    silent = view.canvas.viewport().grab().toImage()
    show_live(view, DARK.snapshot, {2: "It is dark."})
    QApplication.processEvents()
    assert view.canvas.viewport().grab().toImage() != silent
    show_live(view, watched(170, SPANS), {2: "It is dark."})
    assert view.picture.rows[0].answers == {2: "It is dark."}
    view.set_lanes(())
    show_live(view, watched(170, SPANS))
    assert view.picture.rows[0].answers == {}


def test_only_what_changed_is_drawn_again(view: TimelineView) -> None:
    view.playhead.show(FIRST + 60)
    view.grab()
    pixmaps = [pixmap.cacheKey() for *_, pixmap in view.picture.drawn]
    view.set_lanes([DARK, replace(BALL, snapshot=watched(201))])
    view.playhead.show(FIRST + 44)
    view.grab()
    again = [pixmap.cacheKey() for *_, pixmap in view.picture.drawn]
    assert len(again) == 2
    assert again[0] == pixmaps[0]
    assert again[1] != pixmaps[1]


def test_a_table_is_the_same_when_most_of_it_is_known() -> None:
    before = SpanTable.of(SPANS)
    assert SpanTable.of(SPANS, before) is before
    changed = (SPANS[0], replace(SPANS[1], onset=FIRST + 99.0), *SPANS[2:], event(5, 5, 8, EventState.CLOSED))
    for events in (changed, SPANS[:2], ()):
        fresh, derived = SpanTable.of(events), SpanTable.of(events, before)
        assert derived.events == fresh.events
        for name in ("onset", "reach", "look", "ended"):
            assert (getattr(derived, name) == getattr(fresh, name)).all()
        assert SpanTable.of(SPANS, derived).events == before.events


def test_a_row_is_drawn_again_when_what_is_said_of_it_changes() -> None:
    review = Review.of(SPANS)
    row = Row.of(replace(DARK, review=review))
    assert Row.of(replace(DARK, review=review), row) is row
    assert Row.of(replace(DARK, review=review.judged(1, Verdict.RIGHT)), row) is not row
    assert Row.of(replace(DARK, review=review, answers={}), row) is not row


def test_pinching_zooms_around_the_fingers(view: TimelineView) -> None:
    show_live(view, watched(2000))
    area, at = view.canvas.viewport(), pixel(view, 1900, 60)
    before = view.navigation.range
    for value in (0.1, 0.1):
        pinch = QNativeGestureEvent(
            Qt.NativeGestureType.ZoomNativeGesture,
            QPointingDevice.primaryPointingDevice(),
            2,
            QPointF(at),
            QPointF(at),
            QPointF(area.mapToGlobal(at)),
            value,
            QPointF(),
        )
        assert pinch.type() == QEvent.Type.NativeGesture
        QApplication.sendEvent(area, pinch)
    start, end = view.navigation.range
    assert end - start == pytest.approx((before[1] - before[0]) / 1.21, rel=1e-3)
    assert pixel(view, 1900, 60).x() == pytest.approx(at.x(), abs=1)
