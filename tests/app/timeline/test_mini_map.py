"""The map of the whole session, with mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.timeline.mini_map import MiniMap
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.timeline import Gap
from tests.app.timeline.mouse import shown
from tests.app.timeline.snapshots import FIRST, SPANS, show_live, watched, whole_day

HOUR = 3600


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    view = shown(qtbot)
    show_live(view, watched(HOUR, SPANS, (Gap(FIRST + 1000, FIRST + 1600, "paused"),)))
    QApplication.processEvents()
    return view


@pytest.fixture
def overview(view: TimelineView) -> MiniMap:
    return view.findChild(MiniMap)


def place(overview: MiniMap, second: float) -> QPoint:
    """Where a second of elapsed time is."""
    return QPoint(round(overview.scale.x(FIRST + second)), overview.height() // 2)


def middle(view: TimelineView) -> float:
    start, end = view.navigation.range
    return (start + end) / 2 - FIRST


def test_it_is_not_there_before_anything_is_watched(view: TimelineView, overview: MiniMap) -> None:
    assert overview.isVisible()
    height = overview.parentWidget().layout().minimumSize().height()
    view.set_lanes(())
    assert not overview.isVisible()
    assert overview.parentWidget().layout().minimumSize().height() == height


def test_the_frame_is_where_the_view_is(view: TimelineView, overview: MiniMap) -> None:
    view.navigation.zoom_to(FIRST + 1200, FIRST + 1800)
    start, end = (second - FIRST for second in view.navigation.range)
    frame = overview.frame()
    assert frame.left() == pytest.approx(place(overview, start).x(), abs=1)
    assert frame.right() == pytest.approx(place(overview, end).x(), abs=1)


def test_a_frame_of_seconds_in_a_day_can_still_be_seen(view: TimelineView, overview: MiniMap) -> None:
    show_live(view, whole_day())
    for second in (0, 43_200, 86_400):
        view.navigation.zoom_to(second - 5, second + 5)
        frame = overview.frame()
        assert frame.width() >= 8
        assert 0 <= frame.left() < frame.right() <= overview.width()


def test_a_click_moves_the_view_there(view: TimelineView, overview: MiniMap, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.navigation.live_changed) as live, qtbot.assertNotEmitted(view.playhead.sought):
        QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=place(overview, 1800))
    assert live.args == [False]
    assert middle(view) == pytest.approx(1800, abs=10)


def test_the_frame_can_be_dragged(view: TimelineView, overview: MiniMap) -> None:
    view.navigation.zoom_to(FIRST + 600, FIRST + 1200)
    before = middle(view)
    start = place(overview, before + 200)
    QTest.mousePress(overview, Qt.MouseButton.LeftButton, pos=start)
    assert middle(view) == pytest.approx(before, abs=5)  # taking hold does not move it
    QTest.mouseMove(overview, place(overview, before + 1400))
    QTest.mouseRelease(overview, Qt.MouseButton.LeftButton)
    assert middle(view) == pytest.approx(before + 1200, abs=10)
    QTest.mouseMove(overview, place(overview, 300))
    assert middle(view) == pytest.approx(before + 1200, abs=10)


def test_keys_move_and_zoom(view: TimelineView, overview: MiniMap) -> None:
    view.navigation.zoom_to(FIRST + 1500, FIRST + 1700)
    overview.setFocus()
    span = view.navigation.range[1] - view.navigation.range[0]
    before = middle(view)
    QTest.keyClick(overview, Qt.Key.Key_Right)
    assert middle(view) == pytest.approx(before + span / 4)
    QTest.keyClick(overview, Qt.Key.Key_PageUp)
    assert middle(view) == pytest.approx(before - span * 3 / 4)
    QTest.keyClick(overview, Qt.Key.Key_Minus)
    assert view.navigation.range[1] - view.navigation.range[0] == pytest.approx(2 * span)
    QTest.keyClick(overview, Qt.Key.Key_Home)
    assert view.navigation.range[0] <= FIRST
    assert not view.navigation.live
    QTest.keyClick(overview, Qt.Key.Key_End)
    assert view.navigation.live
    assert view.navigation.range[0] <= FIRST + HOUR <= view.navigation.range[1]


def test_screen_readers_hear_what_is_in_view(view: TimelineView, overview: MiniMap) -> None:
    assert overview.accessibleName() == "Whole session"
    view.navigation.zoom_to(FIRST + 600, FIRST + 1200)
    start, end = (round(second - FIRST) for second in view.navigation.range)
    expected = f"Showing {start // 60}:{start % 60:02d} to {end // 60}:{end % 60:02d} of 0:00 to 1:00:00"
    assert overview.accessibleDescription() == expected


def test_spans_triggers_and_gaps_are_drawn(view: TimelineView, overview: MiniMap) -> None:
    show_live(view, watched(400, SPANS, (Gap(FIRST + 200, FIRST + 260, "paused"),)))
    view.navigation.zoom_to(FIRST, FIRST + 400)
    picture = overview.grab().toImage()

    def colours(start: float, end: float) -> set[int]:
        columns = range(place(overview, start).x(), place(overview, end).x())
        return {picture.pixel(x, y) for x in columns for y in range(4, overview.height() - 4)}

    empty = colours(300, 320)
    assert len(empty) == 1
    assert colours(47, 51) > empty  # the second span
    assert colours(210, 250) > empty  # the gap
    assert len(colours(44, 46)) > len(colours(48, 50))  # its trigger
