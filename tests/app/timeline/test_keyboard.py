"""The timeline as a person uses it by its keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from stride_desktop.app.timeline.view import TimelineView
from tests.app.timeline.snapshots import FIRST, show_live, watched


def test_arrows_step_the_play_head(view: TimelineView, qtbot: QtBot) -> None:
    view.setFocus()
    view.playhead.show(FIRST + 50)
    with qtbot.waitSignal(view.playhead.sought) as blocker:
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert blocker.args == [FIRST + 49]
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.playhead.second == FIRST + 59
    assert "0:59" in view.pointer.card.text()


def test_home_and_end_go_to_the_ends(view: TimelineView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.playhead.second == FIRST
    assert not view.navigation.live
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.playhead.second is None
    assert view.navigation.live


def test_the_play_head_stays_in_view(view: TimelineView) -> None:
    show_live(view, watched(5000))
    QTest.keyClick(view, Qt.Key.Key_Home)
    start, end = view.navigation.range
    assert start <= FIRST < end


def test_n_and_p_go_from_span_to_span_over_forgotten_ones(view: TimelineView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Home)
    seen = []
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_P):
        QTest.keyClick(view, key)
        seen.append(view.playhead.second)
    assert seen == [FIRST + 42, FIRST + 81, FIRST + 131, FIRST + 131, FIRST + 81]


def test_plus_and_minus_zoom_around_the_play_head(view: TimelineView) -> None:
    view.playhead.show(FIRST + 40)
    before = view.navigation.range
    QTest.keyClick(view, Qt.Key.Key_Plus)
    middle = view.navigation.range
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert middle[1] - middle[0] < before[1] - before[0]
    assert view.navigation.range == pytest.approx(before)


def test_return_zooms_to_the_span_under_the_play_head(view: TimelineView) -> None:
    view.playhead.show(FIRST + 44)
    QTest.keyClick(view, Qt.Key.Key_Return)
    start, end = view.navigation.range
    assert start < FIRST + 41 < FIRST + 52 < end
    assert end - start < 20


def test_a_answers_the_held_back_span_under_the_play_head(view: TimelineView, qtbot: QtBot) -> None:
    view.playhead.show(FIRST + 85)
    with qtbot.waitSignal(view.pointer.answer_requested) as blocker:
        QTest.keyClick(view, Qt.Key.Key_A)
    assert blocker.args == [3]
    view.playhead.show(FIRST + 44)
    with qtbot.assertNotEmitted(view.pointer.answer_requested):
        QTest.keyClick(view, Qt.Key.Key_A)


def test_tab_reaches_the_timeline_and_its_buttons(view: TimelineView) -> None:
    view.setFocus()
    assert view.hasFocus()
    names = [item.accessibleName() for item in view.findChildren(QToolButton)]
    assert all(names)
    assert len(names) == 4  # one of them is for a chosen stretch


def go_to(view: TimelineView, text: str) -> QLineEdit:
    """Press G, type a time, press Enter."""
    QTest.keyClick(view, Qt.Key.Key_G)
    edit = next(item for item in view.findChildren(QLineEdit) if item.isVisible())
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QApplication.processEvents()
    return edit


def test_g_goes_to_a_time(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.playhead.sought) as clicked:
        go_to(view, "1:05")
    assert clicked.args == [FIRST + 65]
    assert view.playhead.second == FIRST + 65


def test_g_does_not_take_what_is_no_time(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.playhead.sought):
        edit = go_to(view, "1:99")
    assert edit.isVisible()
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    QApplication.processEvents()
