"""A stored session in the real window: watched again, judged, tried with other event settings."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from stride_desktop.app.review.rerun_dialog import RerunDialog
from stride_desktop.core.review import Verdict
from tests.app.fakes import BrightModel
from tests.app.rigs.review import (
    SCRIPT,
    rig,  # noqa: F401 - a fixture
)


def test_what_was_watched_is_opened_with_its_answers_and_pictures(rig):
    assert not rig.reviewing.review_last.isEnabled()
    rig.open()
    assert rig.program.controllers.review.bar.isVisible()
    assert "Script" in rig.program.controllers.review.bar.title.text()
    assert len(rig.window.chat.cards) == 2
    assert rig.spans() == [(7.0, 15.0), (27.0, 35.0)]
    preview = rig.window.preview
    assert preview.title == "A stored session"
    for second, bright in ((11.0, True), (21.0, False)):
        rig.timeline.playhead.sought.emit(second)
        rig.settle()
        assert preview.image is not None
        assert bool(preview.image.mean() > 127) is bright


def test_spans_are_judged_by_key_and_it_is_stored_at_once(rig):
    name = rig.open()
    rig.timeline.playhead.show(9.0)
    rig.press(Qt.Key.Key_R)
    assert rig.verdicts() == [Verdict.RIGHT, Verdict.OPEN]
    rig.press(Qt.Key.Key_N)
    rig.press(Qt.Key.Key_W)
    assert rig.verdicts() == [Verdict.RIGHT, Verdict.WRONG]
    assert [span.verdict for span in rig.saved().spans] == rig.verdicts()
    rig.press(Qt.Key.Key_W)  # said twice: taken back
    assert rig.verdicts() == [Verdict.RIGHT, Verdict.OPEN]
    rig.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rig.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert rig.verdicts() == [Verdict.RIGHT, Verdict.OPEN]
    rig.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert rig.verdicts() == [Verdict.RIGHT, Verdict.WRONG]
    rig.reviewing.lanes.editing.reviewed.trigger()
    assert rig.saved().reviewed
    rig.reviewing.close()
    rig.reviewing.open(name)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    assert rig.verdicts() == [Verdict.RIGHT, Verdict.WRONG]
    assert rig.reviewing.lanes.editing.reviewed.isChecked()
    assert not rig.reviewing.lanes.editing.undo.isEnabled()


def test_spans_are_added_moved_and_deleted(rig):
    rig.open()
    rig.timeline.playhead.show(20.0)
    rig.press(Qt.Key.Key_Insert)
    assert rig.spans() == [(7.0, 15.0), (19.0, 24.0), (27.0, 35.0)]
    assert rig.timeline.editor.selected == 3
    rig.timeline.editor.moved.emit(1, 5.0, 16.0)
    assert rig.spans()[0] == (5.0, 16.0)
    rig.press(Qt.Key.Key_Delete)
    assert rig.spans() == [(5.0, 16.0), (27.0, 35.0)]
    assert rig.timeline.editor.selected is None
    for _ in range(3):
        rig.reviewing.lanes.editing.undo.trigger()
    assert rig.spans() == [(7.0, 15.0), (27.0, 35.0)]
    assert rig.saved().spans[0].event == 1


def test_notes_about_a_span_and_about_the_lane(rig):
    rig.open()

    def write(text):
        rig.reviewing.lanes.editing.note.trigger()
        (dialog,) = [d for d in rig.timeline.findChildren(QInputDialog) if d.isVisible()]
        words = dialog.labelText()
        dialog.setTextValue(text)
        dialog.accept()
        return words

    rig.timeline.playhead.show(29.0)
    assert "span" in write("too late")
    rig.timeline.playhead.go_live()
    assert "lane" in write(" all of it ")
    assert rig.saved().spans[1].note == "too late"
    assert rig.saved().note == "all of it"


def test_letters_are_no_commands_while_somebody_writes(rig):
    rig.open()
    rig.timeline.playhead.show(9.0)
    rig.window.request.edit.clear()
    rig.window.request.edit.setFocus()
    QTest.keyClicks(rig.window.request.edit, "raw")
    assert rig.window.request.query == "raw"
    assert rig.verdicts() == [Verdict.OPEN, Verdict.OPEN]


def test_another_request_in_a_new_lane(rig):
    name = rig.open()
    rig.reviewing.new_lane.trigger()
    (dialog,) = rig.window.findChildren(RerunDialog)
    assert dialog.query.text() == "Tell me when it is bright"
    dialog.query.setText("Tell me when the light goes off")
    dialog.go.click()
    rig.until(lambda: len(rig.reviewing.lanes.opened.lanes) == 2)
    rig.settle()
    assert rig.reviewing.lanes.active.lane.query == "Tell me when the light goes off"
    assert len(rig.timeline.picture.rows) == 2
    assert len(rig.spans()) == 3
    assert tuple(rig.window.chat.cards) == ()
    rig.timeline.playhead.show(21.0)
    rig.press(Qt.Key.Key_R)
    assert rig.verdicts() == [Verdict.OPEN, Verdict.RIGHT, Verdict.OPEN]
    lane_id = rig.reviewing.lanes.active.id
    assert rig.saved(lane_id).spans[1].verdict is Verdict.RIGHT
    rig.timeline.pointer.lane_chosen.emit(0)
    assert rig.verdicts() == [Verdict.OPEN, Verdict.OPEN]
    rig.settle()
    assert len(rig.window.chat.cards) == 2
    assert not rig.reviewing.remove_lane.isEnabled()
    rig.timeline.pointer.lane_chosen.emit(1)
    assert rig.verdicts() == [Verdict.OPEN, Verdict.RIGHT, Verdict.OPEN]
    rig.reviewing.remove_lane.trigger()
    rig.settle()
    assert len(rig.timeline.picture.rows) == 1
    with rig.library.open(name) as session:
        assert session.lanes(pytest.fail) == ()


def test_lanes_are_compared_with_the_first_and_with_what_a_person_says(rig):
    rig.open()
    words = rig.program.controllers.review.bar.comparison
    assert words.text() == ""
    rig.timeline.playhead.show(10.0)
    rig.press(Qt.Key.Key_R)
    rig.press(Qt.Key.Key_N)
    rig.press(Qt.Key.Key_W)
    assert words.text() == "1 of 1 spans found, 1 false"
    rig.rerun("Tell me when it is bright")
    assert words.text() == "as the first lane in 100% of the seconds · 1 of 1 spans found, 1 false"
    rig.rerun("Tell me when the light goes off")
    assert words.text() == "", "another request is no comparison"


def test_a_rerun_that_fails_says_why_and_one_that_is_cancelled_leaves_nothing(rig):
    name = rig.open()
    rig.reviewing.rewatching.begin("impossible", "")
    rig.until(lambda: rig.notices and "cannot be watched" in rig.notices[-1].what)
    rig.until(lambda: not rig.reviewing.rewatching.active)
    gate = threading.Event()
    model = rig.live.model.model = BrightModel(gate=gate)
    rig.reviewing.rewatching.begin("bright", "")
    rig.until(lambda: model.waiting)
    rig.reviewing.rewatching.begin("another", "")  # one at a time: ignored
    assert not rig.reviewing.new_lane.isEnabled()
    rig.program.controllers.review.bar.cancel.click()
    gate.set()
    rig.until(rig.reviewing.new_lane.isEnabled)
    assert not rig.program.controllers.review.bar.progress.isVisible()
    assert not list((rig.library.folder / name).glob("lanes/*"))


def test_other_event_settings_are_tried_on_stored_decisions(rig):
    rig.open()
    rig.reviewing.sliders.trigger()
    rig.settle()
    sliders = rig.program.controllers.review.event_bar
    assert sliders.isVisible()
    assert sliders.outcome.text().endswith("2 alerts")
    sliders.rows["cooldown_seconds"].slider.setValue(5)  # a minute
    rig.settle()
    assert sliders.outcome.text().endswith("1 alert")
    assert len(rig.timeline.picture.rows[0].snapshot.triggers) == 1
    sliders.rows["merge_gap_seconds"].slider.setValue(sliders.rows["merge_gap_seconds"].slider.maximum())
    rig.settle()
    assert len(rig.spans()) == 1  # nobody said anything of the two yet
    sliders.adopt.click()
    assert rig.store.load().settings.events.cooldown_seconds == 60.0
    rig.reviewing.sliders.trigger()
    assert not sliders.isVisible()
    assert len(rig.timeline.picture.rows[0].snapshot.triggers) == 2
    assert len(rig.spans()) == 2


def test_what_was_said_stays_when_other_settings_are_tried(rig):
    rig.open()
    rig.timeline.playhead.show(9.0)
    rig.press(Qt.Key.Key_R)
    rig.reviewing.sliders.trigger()
    rig.settle()
    rig.program.controllers.review.event_bar.rows["merge_gap_seconds"].slider.setValue(16)
    rig.settle()
    assert rig.verdicts() == [Verdict.RIGHT, Verdict.OPEN]


def test_the_inspector_shows_stored_ticks(rig):
    rig.open()
    rig.program.controllers.inspector.action.trigger()
    rig.timeline.playhead.sought.emit(11.0)
    rig.timeline.playhead.show(11.0)
    rig.settle()
    assert len(rig.program.controllers.inspector.ticks) == len(SCRIPT) // 2
    assert rig.window.inspector.matrix.matrix is not None
    rig.program.controllers.inspector.action.trigger()
