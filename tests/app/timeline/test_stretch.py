"""Choosing a stretch of time with the mouse and the keys, and asking about it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.timeline.review_band import REVIEW
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.review import Review
from stride_desktop.core.timeline import Lane
from tests.app.timeline.mouse import drag, pixel, shown
from tests.app.timeline.snapshots import FIRST, SPANS, show_live, watched

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
RIGHT, LEFT = Qt.Key.Key_Right, Qt.Key.Key_Left


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    view = shown(qtbot)
    show_live(view, watched(160, SPANS))
    view.navigation.zoom_to(FIRST + 20, FIRST + 140)
    QApplication.processEvents()
    return view


def at(view: TimelineView, second: float) -> QPoint:
    return pixel(view, second, 60)


def bounds(view: TimelineView) -> tuple[float, float] | None:
    chosen = view.stretch.bounds
    return None if chosen is None else (chosen[0] - FIRST, chosen[1] - FIRST)


def test_dragging_with_shift_chooses_whole_seconds_and_does_not_move_the_view(
    view: TimelineView, qtbot: QtBot
) -> None:
    before = view.navigation.range
    with qtbot.assertNotEmitted(view.playhead.sought), qtbot.waitSignal(view.stretch.changed):
        drag(view, at(view, 40.3), at(view, 99.6), SHIFT)
    assert bounds(view) == (40.0, 100.0)
    assert view.navigation.range == before
    drag(view, at(view, 90.5), at(view, 70.2), SHIFT)  # backwards
    assert bounds(view) == (70.0, 91.0)


def test_a_drag_without_shift_still_pans(view: TimelineView) -> None:
    before = view.navigation.range
    drag(view, at(view, 60), at(view, 80))
    assert bounds(view) is None
    assert view.navigation.range != before


def test_it_ends_where_watching_did(view: TimelineView) -> None:
    view.navigation.zoom_to(FIRST + 100, FIRST + 200)
    QApplication.processEvents()
    drag(view, at(view, 140.5), at(view, 190), SHIFT)
    assert bounds(view) == (140.0, 160.0)


def test_the_button_says_how_long_it_is_and_asks(view: TimelineView, qtbot: QtBot) -> None:
    assert not view.stretch.button.isVisible()
    drag(view, at(view, 30.2), at(view, 105.6), SHIFT)
    assert view.stretch.button.isVisible()
    assert view.stretch.button.text() == "1 min 16 s · Ask about this"
    assert view.canvas.viewport().rect().contains(view.stretch.button.geometry())
    with qtbot.waitSignal(view.stretch.asked) as asked:
        QTest.mouseClick(view.stretch.button, Qt.MouseButton.LeftButton)
    assert asked.args == [FIRST + 30.0, FIRST + 106.0]


def test_the_button_goes_with_the_stretch(view: TimelineView) -> None:
    view.stretch.select((FIRST + 60.0, FIRST + 70.0))
    before = view.stretch.button.pos()
    view.navigation.pan(100)
    assert view.stretch.button.x() - before.x() == pytest.approx(100, abs=2)
    view.navigation.zoom_to(FIRST + 120, FIRST + 150)
    assert not view.stretch.button.isVisible()


def test_shift_and_arrows_choose_from_the_play_head(view: TimelineView) -> None:
    view.playhead.show(FIRST + 50)
    QTest.keyClick(view, RIGHT, SHIFT)
    QTest.keyClick(view, RIGHT, SHIFT)
    assert bounds(view) == (50.0, 52.0)
    assert view.playhead.second == FIRST + 52
    QTest.keyClick(view, LEFT, SHIFT | CONTROL)
    assert bounds(view) == (42.0, 50.0)
    for _ in range(8):
        QTest.keyClick(view, RIGHT, SHIFT)
    assert bounds(view) is None  # back where it began
    QTest.keyClick(view, RIGHT, SHIFT)
    assert bounds(view) == (50.0, 51.0)


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_Return])
def test_keys_ask_about_it_instead_of_the_span(view: TimelineView, qtbot: QtBot, key: Qt.Key) -> None:
    view.playhead.show(FIRST + 44)
    view.stretch.select((FIRST + 40.0, FIRST + 50.0))
    before = view.navigation.range
    with qtbot.waitSignal(view.stretch.asked) as asked:
        QTest.keyClick(view, key)
    assert view.navigation.range == before
    assert asked.args == [FIRST + 40.0, FIRST + 50.0]


def test_escape_chooses_nothing(view: TimelineView, qtbot: QtBot) -> None:
    view.stretch.select((FIRST + 40.0, FIRST + 50.0))
    with qtbot.waitSignal(view.stretch.changed) as changed:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert changed.args == [None]
    assert bounds(view) is None


def test_shift_and_click_reach_from_the_play_head(view: TimelineView, qtbot: QtBot) -> None:
    view.playhead.show(FIRST + 50)
    with qtbot.assertNotEmitted(view.playhead.sought):
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, SHIFT, at(view, 79.5))
    assert bounds(view) == (50.0, 80.0)


def test_another_stream_has_none(view: TimelineView) -> None:
    view.stretch.select((FIRST + 40.0, FIRST + 50.0))
    view.set_lanes(())
    assert bounds(view) is None
    drag(view, at(view, 40), at(view, 80), SHIFT)
    assert bounds(view) is None
    assert not view.stretch.button.isVisible()


def test_screen_readers_hear_of_it(view: TimelineView) -> None:
    view.stretch.select((FIRST + 40.0, FIRST + 50.0))
    assert view.accessibleDescription().startswith("0:40 to 0:50 chosen, 10 s.")


def test_it_is_seen_and_taken_away(view: TimelineView) -> None:
    before = view.canvas.viewport().grab().toImage()
    view.stretch.select((FIRST + 60.0, FIRST + 80.0))
    shown_now = view.canvas.viewport().grab().toImage()
    inside, outside = pixel(view, 65, 90), pixel(view, 55, 90)
    assert shown_now.pixel(inside) != before.pixel(inside)
    assert shown_now.pixel(outside) == before.pixel(outside)
    view.stretch.select(None)
    assert view.canvas.viewport().grab().toImage() == before


def test_in_a_review_shift_does_not_edit(view: TimelineView, qtbot: QtBot) -> None:
    view.set_lanes([Lane("tell me", "stride-nano", watched(160, SPANS), Review.of(SPANS))])
    view.editor.set_enabled(True)
    view.navigation.zoom_to(FIRST + 20, FIRST + 140)
    QApplication.processEvents()
    band = view.picture.stack.lanes[0].area(REVIEW).center().y()
    with qtbot.assertNotEmitted(view.editor.moved), qtbot.assertNotEmitted(view.editor.added):
        drag(view, pixel(view, 52, band), pixel(view, 70.4, band), SHIFT)
    assert bounds(view) == (51.0, 71.0) or bounds(view) == (52.0, 71.0)
    with qtbot.waitSignal(view.editor.moved):
        drag(view, pixel(view, 52, band), pixel(view, 60.4, band))
