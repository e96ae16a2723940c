"""The inspector in the window: what it shows follows the timeline and the stream."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from stride_desktop.app.live.task import State
from tests.app.fakes import LiveSource, ScriptedSource
from tests.app.rigs.program import Rig


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path)
    rig.show()
    rig.window.activateWindow()
    yield rig
    rig.close()


def watched(rig: Rig, script: str = "." * 12 + "#" * 10 + "." * 10) -> None:
    rig.watch(ScriptedSource(script))
    rig.until(
        lambda: (
            rig.live.state is State.IDLE and len(rig.program.controllers.inspector.ticks) == len(script) // 2
        )
    )


def inspector(rig: Rig):
    return rig.window.inspector


def show_inspector(rig: Rig) -> None:
    QTest.keyClick(rig.window, Qt.Key.Key_F8)
    assert inspector(rig).isVisible()
    QApplication.processEvents()


def shown_second(rig: Rig) -> float:
    """The middle of the selected slot."""
    matrix = inspector(rig).matrix
    return matrix.matrix.middle(matrix.cell[1])


def click_timeline(rig: Rig, second: float) -> None:
    rig.window.timeline.setFocus()
    rig.window.timeline.navigation.zoom_to(0, 40)
    timeline = rig.window.timeline
    canvas = timeline.canvas.viewport()
    at = QPoint(round(timeline.picture.scale.x(second)), canvas.height() // 4)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    QApplication.processEvents()


def test_f8_and_the_button_show_and_hide_it(rig):
    assert not inspector(rig).isVisible()
    show_inspector(rig)
    button = next(item for item in rig.window.findChildren(QToolButton) if item.text() == "Refinement")
    assert button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not inspector(rig).isVisible()


def test_it_says_why_it_is_empty(rig):
    show_inspector(rig)
    assert "Nothing decided yet" in inspector(rig).matrix.accessibleDescription()


def test_a_click_on_the_timeline_shows_the_second(rig):
    watched(rig)
    show_inspector(rig)
    click_timeline(rig, 15.2)
    assert shown_second(rig) == pytest.approx(15.5)
    assert inspector(rig).slider.maximum() == len(rig.program.controllers.inspector.ticks.at(15.5)) - 1 > 0
    assert inspector(rig).slider.value() == inspector(rig).slider.maximum()


def test_the_slider_goes_back_to_what_an_earlier_tick_thought(rig):
    watched(rig)
    show_inspector(rig)
    click_timeline(rig, 15.2)
    first = rig.program.controllers.inspector.ticks.at(15.5)[0]
    inspector(rig).slider.setFocus()
    QTest.keyClick(inspector(rig).slider, Qt.Key.Key_Home)
    assert inspector(rig).matrix.matrix.timestamp == first.timestamp
    assert shown_second(rig) == pytest.approx(15.5)
    assert "Active" in inspector(rig).opinion.text()


def test_choosing_a_cell_moves_the_playhead_but_not_the_tick(rig):
    watched(rig)
    show_inspector(rig)
    click_timeline(rig, 15.2)
    inspector(rig).slider.setValue(1)
    tick = inspector(rig).matrix.matrix.timestamp
    inspector(rig).matrix.setFocus()
    QTest.keyClick(inspector(rig).matrix, Qt.Key.Key_Left)
    assert rig.window.timeline.playhead.second == pytest.approx(15.0), "the frame at the end of the slot"
    assert inspector(rig).matrix.matrix.timestamp == tick
    assert shown_second(rig) == pytest.approx(14.5)


def test_a_second_without_decisions_is_said(rig):
    watched(rig)
    show_inspector(rig)
    rig.program.controllers.preview.go_to(500.0)
    assert "No decision about 8:20" in inspector(rig).matrix.accessibleDescription()


def test_it_follows_the_newest_tick_until_somebody_looks_back(rig):
    show_inspector(rig)
    source = LiveSource()
    rig.watch(source)
    source.give("." * 6)
    rig.until(lambda: len(rig.program.controllers.inspector.ticks) == 3)
    view = inspector(rig)
    rig.until(lambda: view.matrix.matrix and view.matrix.matrix.timestamp == 1006.0)
    view.matrix.setFocus()
    QTest.keyClick(view.matrix, Qt.Key.Key_PageUp)
    assert view.matrix.matrix.timestamp == 1004.0
    assert not rig.window.timeline.navigation.live
    source.give("." * 2)
    rig.until(lambda: view.slider.maximum() == 2)
    assert view.matrix.matrix.timestamp == 1004.0
    rig.program.controllers.preview.go_live()
    rig.until(lambda: view.matrix.matrix.timestamp == 1008.0)
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)


def test_another_run_starts_empty(rig):
    watched(rig)
    show_inspector(rig)
    click_timeline(rig, 15.2)
    watched(rig, "." * 6)
    rig.until(lambda: inspector(rig).matrix.matrix.timestamp == 5.0)
    assert len(rig.program.controllers.inspector.ticks) == 3


def test_nothing_is_worked_out_while_it_is_hidden(rig):
    watched(rig)
    click_timeline(rig, 15.2)
    assert inspector(rig).matrix.matrix is None
    show_inspector(rig)
    assert shown_second(rig) == pytest.approx(15.5)


@pytest.mark.parametrize("visible", [True, False])
def test_the_window_remembers_whether_it_was_shown(qtbot, tmp_path, visible):
    first = Rig(qtbot, tmp_path)
    first.show()
    first.program.controllers.inspector.action.setChecked(visible)
    first.close()
    second = Rig(qtbot, tmp_path)
    second.show()
    assert second.window.inspector.isVisible() is visible
    second.program.controllers.inspector.action.setChecked(False)
    second.close()


def test_everything_is_in_sight_in_a_small_window(rig):
    watched(rig)
    show_inspector(rig)
    rig.window.resize(800, 600)
    QApplication.processEvents()
    assert rig.window.size().toTuple() == (800, 600)
    view = inspector(rig)
    foot = view.mapTo(rig.window, view.rect().bottomRight())
    assert foot.y() <= rig.window.statusBar().y()
    assert foot.x() <= 800
    assert view.matrix.height() >= view.matrix.minimumSizeHint().height()


def test_another_request_is_another_mind(rig):
    show_inspector(rig)
    source = LiveSource()
    rig.watch(source)
    source.give("." * 8)
    ticks = rig.program.controllers.inspector.ticks
    rig.until(lambda: len(ticks) == 4)
    rig.live.requests.change("Tell me when it goes black")
    source.give("." * 4)
    rig.until(lambda: len(rig.window.timeline.picture.rows) == 2)
    rig.until(lambda: len(rig.program.controllers.inspector.ticks) == 2)
    view = inspector(rig)
    rig.program.controllers.preview.go_to(1007.5)
    assert [tick.timestamp for tick in rig.program.controllers.inspector.ticks.at(1007.5)] == [1010.0, 1012.0]
    assert view.slider.maximum() == 1
    assert "Active" in view.opinion.text()
    rig.window.timeline.pointer.lane_chosen.emit(0)  # what was thought before can still be looked into
    assert rig.program.controllers.inspector.ticks is ticks
    assert view.matrix.matrix.timestamp == 1008.0
    assert "Inactive" in view.opinion.text()
    source.give("..")
    rig.until(lambda: rig.window.timeline.picture.rows[1].snapshot.newest == 1014.0)
    assert len(ticks) == 4
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)
