"""Stored sessions are opened in the real window, and closed; or it is said why not."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt

from stride_desktop.app.live.task import State, Task
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
