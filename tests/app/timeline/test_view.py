"""The timeline as a person uses it: mouse and wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.events import WITHDRAWN, EventState
from tests.app.timeline import mouse
from tests.app.timeline.mouse import drag
from tests.app.timeline.snapshots import FIRST, event, show_live, watched


def pixel(view: TimelineView, second: float) -> QPoint:
    """Where a second of elapsed time is on the canvas, in the upper half of it."""
    return mouse.pixel(view, second, view.canvas.viewport().height() * 0.3)


def hollow_marker(view: TimelineView, second: float) -> QPoint:
    """The middle of the hollow marker at a second, found by its colour."""
    colour = theme_of(view.palette()).suppressed.rgb()
    picture, x = view.canvas.viewport().grab().toImage(), pixel(view, second).x()
    rows = [
        y for y in range(picture.height()) if any(picture.pixel(x + i, y) == colour for i in range(-8, 9))
    ]
    return QPoint(x, (rows[0] + rows[-1]) // 2)


def button(view: TimelineView, text: str) -> QToolButton:
    return next(item for item in view.findChildren(QToolButton) if item.text() == text)


def turn_wheel(view: TimelineView, at: QPoint, notches: int, shift: bool = False) -> None:
    area = view.canvas.viewport()
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        QPointF(at),
        QPointF(area.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(area, turn)


def hover(view: TimelineView, second: float) -> None:
    QTest.mouseMove(view.canvas.viewport(), pixel(view, second + 5))
    QTest.mouseMove(view.canvas.viewport(), pixel(view, second))


def test_a_click_seeks_and_leaves_live(view: TimelineView, qtbot: QtBot) -> None:
    assert view.navigation.live
    with (
        qtbot.waitSignal(view.playhead.sought) as clicked,
        qtbot.waitSignal(view.navigation.live_changed) as live,
    ):
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(view, 60.3))
    assert clicked.args == [FIRST + 61.0], "the frame at the end of the slot"
    assert live.args == [False]
    assert view.playhead.second == clicked.args[0]
    assert not view.navigation.live


def test_a_click_beyond_the_newest_second_means_the_newest(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.playhead.sought) as blocker:
        QTest.mouseClick(
            view.canvas.viewport(),
            Qt.MouseButton.LeftButton,
            pos=QPoint(view.canvas.viewport().width() - 3, 60),
        )
    assert blocker.args == [FIRST + 160]


def test_dragging_pans_and_does_not_seek(view: TimelineView, qtbot: QtBot) -> None:
    show_live(view, watched(2000))
    start, end = view.navigation.range
    with qtbot.assertNotEmitted(view.playhead.sought):
        drag(view, QPoint(100, 80), QPoint(500, 80))
    moved = 400 / view.canvas.viewport().width() * (end - start)
    assert view.navigation.range[0] == pytest.approx(start - moved, abs=1)
    assert view.navigation.range[1] - view.navigation.range[0] == pytest.approx(end - start)
    assert not view.navigation.live


def test_the_wheel_zooms_around_the_cursor(view: TimelineView) -> None:
    at = pixel(view, 80)
    before = view.navigation.range
    turn_wheel(view, at, 3)
    after = view.navigation.range
    assert after[1] - after[0] < before[1] - before[0]
    assert pixel(view, 80).x() == pytest.approx(at.x(), abs=1)


def test_zoom_stays_between_ten_seconds_and_a_day(view: TimelineView) -> None:
    show_live(view, watched(90_000))
    turn_wheel(view, QPoint(300, 60), -60)
    assert view.navigation.range[1] - view.navigation.range[0] == pytest.approx(86_400)
    turn_wheel(view, QPoint(300, 60), 60)
    assert view.navigation.range[1] - view.navigation.range[0] == pytest.approx(10)


def test_shift_and_wheel_pan(view: TimelineView) -> None:
    show_live(view, watched(2000))
    start, end = view.navigation.range
    turn_wheel(view, QPoint(300, 60), 1, shift=True)
    assert view.navigation.range[0] < start
    assert view.navigation.range[1] - view.navigation.range[0] == pytest.approx(end - start)


def test_live_follows_the_newest_second_until_panned_away(view: TimelineView, qtbot: QtBot) -> None:
    show_live(view, watched(2000))
    assert view.navigation.range[1] > FIRST + 2000 > view.navigation.range[0]
    drag(view, QPoint(100, 80), QPoint(500, 80))
    stayed = view.navigation.range
    show_live(view, watched(2500))
    assert view.navigation.range == stayed
    with qtbot.waitSignal(view.navigation.live_changed) as blocker:
        QTest.mouseClick(button(view, "Live"), Qt.MouseButton.LeftButton)
    assert blocker.args == [True]
    assert view.navigation.range[1] > FIRST + 2500
    assert button(view, "Live").isChecked()


def test_zooming_with_the_buttons_keeps_live(view: TimelineView) -> None:
    show_live(view, watched(2000))
    before = view.navigation.range
    QTest.mouseClick(button(view, "+"), Qt.MouseButton.LeftButton)
    assert view.navigation.live
    assert view.navigation.range[1] - view.navigation.range[0] < before[1] - before[0]
    QTest.mouseClick(button(view, "−"), Qt.MouseButton.LeftButton)
    assert view.navigation.range[1] - view.navigation.range[0] == pytest.approx(before[1] - before[0])


def test_a_double_click_on_a_span_zooms_to_it(view: TimelineView) -> None:
    at = pixel(view, 48)
    QTest.mouseDClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    start, end = view.navigation.range
    assert start < FIRST + 41 < FIRST + 52 < end
    assert end - start < 20


def test_a_click_on_a_hollow_marker_asks_for_an_answer(view: TimelineView, qtbot: QtBot) -> None:
    with (
        qtbot.waitSignal(view.pointer.answer_requested) as blocker,
        qtbot.assertNotEmitted(view.playhead.sought),
    ):
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hollow_marker(view, 84))
    assert blocker.args == [3]


def test_a_held_back_marker_can_be_answered_when_its_span_is_over(view: TimelineView, qtbot: QtBot) -> None:
    show_live(view, watched(160, (event(3, 80, 97, EventState.CLOSED, held=84),)))
    with qtbot.waitSignal(view.pointer.answer_requested) as blocker:
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hollow_marker(view, 84))
    assert blocker.args == [3]


def test_a_marker_that_can_no_longer_be_answered_seeks(view: TimelineView, qtbot: QtBot) -> None:
    show_live(view, watched(160, (event(3, 80, 97, EventState.CLOSED, held=84, reason=WITHDRAWN),)))
    with qtbot.waitSignal(view.playhead.sought), qtbot.assertNotEmitted(view.pointer.answer_requested):
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hollow_marker(view, 84))


def test_hovering_reads_out_what_is_known(view: TimelineView) -> None:
    hover(view, 48)
    words = view.pointer.card.text()
    assert words.startswith(("0:47", "0:48"))
    assert "Active, settled" in words
    assert "Probability 0.90" in words
    assert "Resolved in round 3" in words
    assert "triggered at 0:45, ended" in words


def test_hovering_shows_the_frame_of_that_second(view: TimelineView) -> None:
    asked: list[float] = []
    image = QImage(64, 36, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)

    def source(second: float) -> QImage | None:
        asked.append(second)
        return image

    view.pointer.thumbnail = source
    hover(view, 20)
    assert asked[-1] == pytest.approx(FIRST + 20, abs=0.3)
    pictures = [label for label in view.findChildren(QLabel) if not label.pixmap().isNull()]
    assert pictures == [view.pointer.card.picture]
    assert pictures[0].isVisible()


def test_dragging_hides_the_read_out(view: TimelineView) -> None:
    hover(view, 48)
    assert view.pointer.card.text()
    drag(view, QPoint(400, 80), QPoint(200, 80))
    assert not view.pointer.card.text()


def test_screen_readers_hear_a_summary(view: TimelineView) -> None:
    assert view.accessibleName() == "Timeline"
    assert view.accessibleDescription() == "3 spans, last from 2:10 to 2:40, tentative, not sustained yet."
    view.playhead.show(FIRST + 44)
    assert view.accessibleDescription().startswith("0:44. Active, settled. Probability 0.90.")


def test_times_of_day_follow_the_wall_clock(view: TimelineView) -> None:
    view.set_wall_clock(1_700_000_000.0)
    hover(view, 48)
    assert view.pointer.card.text().count(":") >= 2
    assert not view.pointer.card.text().startswith("0:4")
    view.set_wall_clock(None)
    hover(view, 50)
    assert view.pointer.card.text().startswith(("0:49", "0:50"))


def test_the_empty_timeline_takes_no_clicks_and_says_what_to_do(view: TimelineView, qtbot: QtBot) -> None:
    view.set_lanes(())
    assert "choose a source and press Start" in view.accessibleDescription()
    with qtbot.assertNotEmitted(view.playhead.sought):
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert not view.pointer.card.text()


def test_another_stream_starts_live_without_a_play_head(view: TimelineView) -> None:
    view.playhead.show(FIRST + 44)
    other = watched(30)
    show_live(
        view,
        type(other)(
            **{name: getattr(other, name) for name in other.__slots__} | {"first_second": 4, "newest": 35.0}
        ),
    )
    assert view.playhead.second is None
    assert view.navigation.live
    start, end = view.navigation.range
    assert start <= 5 < 35 < end
