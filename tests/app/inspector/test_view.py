"""The inspector as a person uses it: mouse and keys, on ticks of the real detector."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from stride_desktop.app.inspector.matrix import DECIDED
from stride_desktop.app.inspector.view import InspectorView
from stride_desktop.app.look.theme import dark_palette
from stride_desktop.app.timeline.clock import DisplayClock
from tests.app.inspector.ticks import undecided
from tests.core.detected import detected, kept

SECOND = 40.5


@pytest.fixture
def view(qtbot: QtBot) -> InspectorView:
    view = InspectorView()
    qtbot.addWidget(view)
    view.resize(1000, 260)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    show(view, kept(undecided(threshold=0.9)).at(SECOND), 3)
    QApplication.processEvents()
    return view


def show(view: InspectorView, ticks, index: int, second: float = SECOND) -> None:
    view.show_ticks(ticks, index, second, DisplayClock())
    QApplication.processEvents()


def place(view: InspectorView, row: int, column: int) -> QPoint:
    return view.matrix.layout_of(view.matrix.matrix).cell(row, column).center().toPoint()


def card(view: InspectorView) -> str:
    return view.matrix.read_out.text()


def press(view: InspectorView, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(view.matrix, key, modifier)


def test_the_selected_column_is_the_second(view: InspectorView) -> None:
    matrix = view.matrix.matrix
    row, column = view.matrix.cell
    assert row == matrix.calls
    assert matrix.edges[column] <= SECOND < matrix.edges[column + 1]


def test_hovering_tells_how_a_slot_was_resolved(view: InspectorView) -> None:
    matrix = view.matrix.matrix
    row, column = (int(at[-1]) for at in np.nonzero((matrix.cells == DECIDED) & (matrix.origin > 0)))
    QTest.mouseMove(view.matrix, place(view, 0, column))
    QTest.mouseMove(view.matrix, place(view, row, column))
    assert DisplayClock().text(matrix.middle(column)) in card(view)
    assert f"Resolved in round {matrix.origin[column]}" in card(view)
    assert f"probability {matrix.probabilities[row, column]:.2f}" in card(view)
    QTest.mouseMove(view.matrix, QPoint(2, 2))
    assert card(view) == ""


def test_a_click_chooses_a_second(view: InspectorView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.matrix.second_chosen) as chosen:
        QTest.mouseClick(view.matrix, Qt.MouseButton.LeftButton, pos=place(view, 1, 20))
    assert chosen.args == [view.matrix.matrix.middle(20)]
    assert view.matrix.cell == (1, 20)


def test_arrows_move_between_cells(view: InspectorView, qtbot: QtBot) -> None:
    view.matrix.setFocus()
    row, column = view.matrix.cell
    with qtbot.waitSignal(view.matrix.second_chosen) as chosen:
        press(view, Qt.Key.Key_Left)
    assert chosen.args == [view.matrix.matrix.middle(column - 1)]
    with qtbot.assertNotEmitted(view.matrix.second_chosen):
        press(view, Qt.Key.Key_Up)
        press(view, Qt.Key.Key_Up)
    assert view.matrix.cell == (row - 2, column - 1)
    assert f"Round {view.matrix.matrix.round_of(row - 2)} of" in card(view)
    assert f"Round {view.matrix.matrix.round_of(row - 2)} of" in view.matrix.accessibleDescription()
    press(view, Qt.Key.Key_Home)
    assert view.matrix.cell == (row - 2, view.matrix.matrix.first_seen)
    press(view, Qt.Key.Key_End)
    press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.matrix.cell == (row - 2, view.matrix.matrix.slots - 11)
    for _ in range(20):
        press(view, Qt.Key.Key_Up)
    assert view.matrix.cell[0] == 0


def test_an_unseen_slot_cannot_be_chosen(view: InspectorView) -> None:
    ticks = kept(undecided()[:4]).at(1.5)
    show(view, ticks, 0, 1.5)
    first = view.matrix.matrix.first_seen
    assert first > 0
    QTest.mouseClick(view.matrix, Qt.MouseButton.LeftButton, pos=place(view, 0, 0))
    assert view.matrix.cell == (0, first)


def test_page_keys_and_buttons_ask_for_the_tick_beside(view: InspectorView, qtbot: QtBot) -> None:
    view.matrix.setFocus()
    for key, step in ((Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
        with qtbot.waitSignal(view.matrix.stepped) as stepped:
            press(view, key)
        assert stepped.args == [step]
    for name, step in (("Tick before (Page Up)", -1), ("Tick after (Page Down)", 1)):
        button = next(item for item in view.findChildren(QToolButton) if item.accessibleName() == name)
        with qtbot.waitSignal(view.matrix.stepped) as stepped:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert stepped.args == [step]


def test_the_slider_and_the_strip_scrub_through_the_ticks(view: InspectorView, qtbot: QtBot) -> None:
    ticks = kept(undecided(threshold=0.9)).at(SECOND)
    assert (view.slider.minimum(), view.slider.maximum(), view.slider.value()) == (0, len(ticks) - 1, 3)
    view.slider.setFocus()
    with qtbot.waitSignal(view.tick_chosen) as chosen:
        QTest.keyClick(view.slider, Qt.Key.Key_Right)
    assert chosen.args == [4]
    at = QPoint(round(view.strip.x_of(6)), view.strip.height() // 2)
    with qtbot.waitSignal(view.tick_chosen) as chosen:
        QTest.mousePress(view.strip, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [6]
    with qtbot.waitSignal(view.tick_chosen) as chosen:
        QTest.mouseMove(view.strip, QPoint(5000, 10))
    assert chosen.args == [len(ticks) - 1]
    QTest.mouseRelease(view.strip, Qt.MouseButton.LeftButton)


def test_showing_a_tick_is_not_choosing_it(view: InspectorView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.tick_chosen), qtbot.assertNotEmitted(view.matrix.second_chosen):
        show(view, kept(undecided(threshold=0.9)).at(SECOND), 5)
    assert view.slider.value() == 5


def test_the_strip_stands_above_the_slider(view: InspectorView) -> None:
    ends = view.strip.x_of(0), view.strip.x_of(view.slider.maximum())
    left = view.slider.x() - view.strip.x()
    assert left < ends[0] < ends[1] < left + view.slider.width()


def test_several_passes_can_be_chosen(view: InspectorView) -> None:
    tick = next(tick for tick in detected() if len(tick.passes) > 1)
    history = kept([tick])
    show(view, history.at(tick.timestamp - 0.5), 0, tick.timestamp - 0.5)
    assert view.passes.isVisible()
    assert view.passes.count() == len(tick.passes)
    before = view.matrix.matrix
    view.passes.setFocus()
    QTest.keyClick(view.passes, Qt.Key.Key_Down)
    assert view.matrix.matrix is not before
    np.testing.assert_array_equal(view.matrix.matrix.origin, tick.passes[1].origin)
    show(view, kept(undecided()).at(SECOND), 0)
    assert not view.passes.isVisible()


def test_screen_readers_hear_the_tick_and_the_second(view: InspectorView) -> None:
    assert view.matrix.accessibleName() == "Refinement matrix"
    heard = view.matrix.accessibleDescription()
    assert heard.startswith("0:41. Result.")
    assert "Tick at" in heard
    assert view.slider.accessibleName() == "Tick by tick"
    assert "0:41" in view.slider.accessibleDescription()
    assert view.opinion.text() in view.slider.accessibleDescription()


def test_nothing_to_show_says_why(view: InspectorView) -> None:
    view.show_nothing("Nothing decided yet")
    assert view.matrix.accessibleDescription() == "Nothing decided yet"
    assert not view.slider.isEnabled()
    assert view.matrix.cell is None
    press(view, Qt.Key.Key_Left)
    QTest.mouseMove(view.matrix, QPoint(300, 80))
    assert card(view) == ""


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_it_follows_the_palette(view: InspectorView) -> None:
    light = view.matrix.grab().toImage()
    view.setPalette(dark_palette())
    QApplication.processEvents()
    dark = view.matrix.grab().toImage()
    corner = dark.pixelColor(3, 3)
    assert corner.lightnessF() < 0.3 < light.pixelColor(3, 3).lightnessF()
    assert corner == view.palette().color(QPalette.ColorRole.Base)
    assert len(colours(dark)) > 8


def test_it_is_one_above_the_other_where_it_is_narrow(view: InspectorView) -> None:
    assert view.splitter.orientation() is Qt.Orientation.Horizontal
    view.resize(400, 500)
    QApplication.processEvents()
    assert view.splitter.orientation() is Qt.Orientation.Vertical
