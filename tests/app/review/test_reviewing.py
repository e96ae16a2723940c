"""A stored session in the real window: opened, watched again, judged, tried with other event settings."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from stride_desktop.app.live.task import State, Task
from stride_desktop.app.review.rerun_dialog import RerunDialog
from stride_desktop.app.review.session_list import SessionList
from stride_desktop.core.review import Verdict
from stride_desktop.pipeline.answer_store import MOST_ANSWERS
from stride_desktop.sessions.lock import WriterLock
from stride_desktop.sessions.records import AnswerRecord, PictureRecord, RequestRecord, TickRecord
from tests.app.fakes import BrightModel, LiveSource, ScriptedSource
from tests.app.rigs.review import (
    SCRIPT,
    ReviewRig,
    rig,  # noqa: F401 - a fixture
)
from tests.sessions.reviewed import rerun
from tests.sessions.samples import RECORDS, stored, tick


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


def test_watching_puts_the_session_away(rig):
    rig.open()
    rig.live.start(Task(ScriptedSource("." * 8), "bright"))
    rig.until(lambda: rig.live.state is State.RUNNING)
    assert rig.reviewing.lanes.opened is None
    assert not rig.program.controllers.review.bar.isVisible()
    assert tuple(rig.window.chat.cards) == ()
    rig.until(lambda: rig.live.state is State.IDLE)
    assert not rig.timeline.editor.enabled
    rig.press(Qt.Key.Key_R)
    assert rig.reviewing.lanes.editing.review is None


def test_nothing_is_opened_while_something_is_watched(rig):
    name = rig.watch()
    source = LiveSource()
    rig.live.start(Task(source, "bright"))
    rig.until(lambda: rig.live.state is State.RUNNING)
    assert not rig.reviewing.show_list.isEnabled()
    rig.reviewing.open(name)
    assert "Stop watching" in rig.notices[-1].what
    assert rig.reviewing.lanes.opened is None
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)


def test_from_the_list_and_closing_it_again(qtbot, rig):
    name = rig.watch()
    rig.reviewing.show_list.trigger()
    (listed,) = rig.window.findChildren(SessionList)
    rig.settle()
    qtbot.mouseClick(listed.open_button, Qt.MouseButton.LeftButton)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    rig.settle()
    assert rig.reviewing.lanes.opened.id == name
    rig.reviewing.put_away.trigger()
    assert rig.timeline.picture.rows == ()
    assert tuple(rig.window.chat.cards) == ()
    rig.reviewing.show_list.trigger()
    rig.settle()
    rig.until(lambda: rig.window.findChildren(SessionList))
    listed = rig.window.findChildren(SessionList)[-1]
    listed.removed.emit(name)
    assert rig.reviewing.last == ""
    listed.close()


def test_what_was_not_kept_cannot_be_reviewed_and_that_is_said(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "nothing")
    rig.show()
    assert not rig.reviewing.review_last.isEnabled()
    rig.live.start(Task(ScriptedSource(SCRIPT), "bright"))
    rig.until(lambda: rig.live.run_number and rig.live.state is State.IDLE)
    rig.reviewing.review_last.trigger()
    assert "Nothing was kept" in rig.notices[-1].what
    assert rig.reviewing.lanes.opened is None
    rig.close()


def test_a_session_that_is_gone_is_an_error_in_words(rig):
    rig.reviewing.open("20200101-000000-abcdef")
    rig.until(lambda: rig.notices)
    assert "no longer exists" in rig.notices[-1].what


def test_a_damaged_session_is_an_error_in_words(rig):
    name = stored(rig.library)
    (rig.library.folder / name / "session.db").write_bytes(b"\0" * 4096)
    rig.reviewing.open(name)
    rig.until(lambda: rig.notices)
    assert "damaged" in rig.notices[-1].what
    assert rig.reviewing.lanes.opened is None


def test_a_damaged_rerun_is_told_and_the_session_opens(rig):
    name = stored(rig.library, [record for record in RECORDS if not isinstance(record, PictureRecord)])
    lane = rerun(rig.library, name, RECORDS[:1])
    (rig.library.folder / lane / "session.db").write_bytes(b"")
    rig.reviewing.open(name)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    assert len(rig.reviewing.lanes.opened.lanes) == 1
    rig.until(lambda: rig.notices)
    assert lane in rig.notices[-1].what


def test_an_interrupted_session_is_offered_and_opens(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "spans")
    name = stored(rig.library, [record for record in RECORDS if not isinstance(record, PictureRecord)])
    WriterLock.take(rig.library.folder / name / "writing.lock").leave()
    rig.show()
    banner = rig.window.banner
    rig.until(lambda: banner.notice is not None and banner.notice.button is not None)
    assert "interrupted" in banner.notice.what
    qtbot.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    assert rig.reviewing.lanes.opened.id == name
    assert banner.notice is None
    rig.close()


def test_the_program_ends_cleanly_during_a_rerun(rig):
    name = rig.open()
    model = rig.live.model.model = BrightModel(gate=threading.Event())
    rig.reviewing.rewatching.begin("bright", "")
    rig.until(lambda: model.waiting)
    rig.timeline.playhead.show(9.0)
    rig.press(Qt.Key.Key_R)
    threading.Timer(0.3, model.gate.set).start()
    rig.close()
    assert not list((rig.library.folder / name).glob("lanes/*"))
    with rig.library.open(name) as session:
        assert session.review().spans[0].verdict is Verdict.RIGHT


def test_a_day_of_answers_comes_in_bit_by_bit(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "spans")
    answers = [AnswerRecord(float(at), at, "report", f"Answer {at}. " * 20) for at in range(700)]
    name = stored(rig.library, [RequestRecord(None, "bright"), TickRecord(tick(700), 0.01), *answers])
    rig.show()
    rig.reviewing.open(name)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    assert 0 < len(rig.window.chat.cards) < MOST_ANSWERS
    rig.until(lambda: len(rig.window.chat.cards) == MOST_ANSWERS)
    assert "Answer 699" in tuple(rig.window.chat.cards.values())[-1].text
    rig.reviewing.close()
    assert tuple(rig.window.chat.cards) == ()
    rig.close()


def test_an_answer_that_was_asked_for_twice_is_one_card_with_both(rig):
    source = LiveSource()
    rig.live.start(Task(source, "Tell me when it is bright"))
    source.give("." * 8 + "#" * 8 + "." * 12)
    rig.until(lambda: rig.window.chat.cards and rig.program.controllers.answers.active is None)
    rig.program.controllers.cards.retry(next(iter(rig.window.chat.cards)))
    rig.until(lambda: rig.program.controllers.answers.active is None)
    rig.live.stop()
    rig.until(lambda: rig.reviewing.last)
    with rig.library.open(rig.library.sessions()[0].id) as session:
        assert [answer.event_id for answer in session.answers()] == [1, 1]
    rig.reviewing.review_last.trigger()
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    rig.settle()
    (number,) = rig.window.chat.cards
    assert [said.text for said in rig.window.chat.cards[number].pages] == ["It happened."] * 2
