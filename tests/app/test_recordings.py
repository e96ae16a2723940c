"""What the window stores of a run: no more than was chosen, with everybody able to see that it does."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace

import pytest

from stride_desktop.app.live.task import State, Task
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.core.errors import ResponderError, SourceError
from stride_desktop.core.settings import KeepingSettings
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.lock import WriterLock
from stride_desktop.sessions.records import HealthRecord, Kept, PictureRecord
from tests.app.fakes import LiveSource, ScriptedSource
from tests.app.rigs.recording import EVENT, Rig
from tests.sessions.samples import RECORDS, stored


@pytest.fixture
def start(qtbot, tmp_path):
    rigs = []

    def make(keep=None):
        rigs.append(Rig(qtbot, tmp_path, keep))
        rigs[-1].show()
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.close()


# -- the question ----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["nothing", "spans", "frames"])
def test_the_first_start_asks_once(start, what):
    rig = start()
    rig.until(lambda: rig.dialog is not None and rig.dialog.isVisible())
    assert rig.dialog.choices["spans"].isChecked()
    rig.dialog.choices[what].setChecked(True)
    rig.dialog.accept()
    assert rig.store.load().settings.keeping == KeepingSettings(what, asked=True)
    rig.until(lambda: rig.dialog is None)
    rig.close()
    again = start()
    again.until(lambda: again.live.model.model is not None)
    assert again.dialog is None


def test_unanswered_it_keeps_nothing_and_asks_again(start):
    rig = start()
    rig.until(lambda: rig.dialog is not None)
    rig.dialog.reject()
    rig.live.start(Task(ScriptedSource(EVENT), "bright"))
    rig.until(lambda: rig.live.run_number and rig.live.state is State.IDLE)
    assert rig.kept == []
    rig.close()
    assert not rig.library.folder.exists()
    again = start()
    again.until(lambda: again.dialog is not None)


# -- what is stored --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", Kept)
def test_a_run_is_stored_as_chosen(start, what):
    rig = start(what)
    with rig.run(ScriptedSource(EVENT)) as session:
        assert [request.query for request in session.requests()] == ["Tell me when it is bright"]
        assert [tick.timestamp for tick in session.ticks()] == [float(second) for second in range(1, 24, 2)]
        assert [event.state for event in session.timeline().events] == ["closed"]
        assert len(session.timeline().triggers) == 1
        (answer,) = session.answers()
        assert (answer.event_id, answer.text, answer.responder) == (1, "It happened.", "scripted")
        assert answer.error == ""
        assert len(session.frame_times()) == (24 if what is Kept.FRAMES else 0)
        assert session.settings["keeping"]["what"] == what
        assert session.timeline().events == rig.window.timeline.picture.rows[0].snapshot.events
    assert rig.library.sessions()[0].reason == "ended"
    assert rig.kept == [what, ""]


def test_nothing_means_nothing(start):
    rig = start("nothing")
    rig.live.start(Task(ScriptedSource(EVENT), "bright"))
    rig.until(lambda: rig.live.run_number and rig.live.state is State.IDLE)
    rig.close()
    assert not rig.library.folder.exists()


def test_an_answer_that_comes_after_the_end_is_stored(start):
    rig = start("spans")
    rig.responder.gate = threading.Event()
    rig.live.start(Task(ScriptedSource(EVENT), "bright"))
    rig.until(lambda: rig.responder.asked and rig.live.state is State.IDLE)
    rig.responder.gate.set()
    with rig.stored() as session:
        assert [answer.text for answer in session.answers()] == ["It happened."]


def test_an_answer_that_is_asked_for_again_when_its_session_is_complete_is_stored(start):
    rig, cards = start("spans"), []
    rig.program.controllers.store.added.append(lambda answer: cards.append(answer.card_id))
    with rig.run(ScriptedSource(EVENT)) as session:
        (first,) = session.answers()
    rig.until(lambda: rig.program.controllers.recordings.complete(1))
    rig.responder.pieces = ("The second attempt.",)
    rig.program.controllers.cards.retry(cards[0])

    def answers():
        with rig.stored() as session:
            return session.answers()

    rig.until(lambda: len(answers()) == 2)
    assert (answers()[1].event_id, answers()[1].text) == (first.event_id, "The second attempt.")


def test_nothing_more_is_stored_once_nothing_is_to_be_kept(start):
    rig, source = start("spans"), LiveSource()
    rig.live.start(Task(source, "Tell me when it is bright"))
    source.give("....")
    rig.until(rig.library.sessions)
    rig.program.settings.use(replace(rig.live.settings, keeping=KeepingSettings("nothing", asked=True)))
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE and not rig.library.being_written())
    assert rig.program.controllers.recordings.complete(1) == ""


def test_a_failed_answer_and_a_failed_source_are_stored(start):
    rig = start("spans")
    rig.responder.fails = ResponderError("The server is not there.")
    with rig.run(ScriptedSource(EVENT, fails=SourceError("The camera is gone."))) as session:
        (answer,) = session.answers()
        assert answer.error == "The server is not there."
        assert [(item.kind, item.words) for item in session.records(HealthRecord)] == [
            ("failed", "The camera is gone.")
        ]
    assert rig.library.sessions()[0].reason == "source failed"


def test_a_live_source_has_a_time_of_day(start):
    rig = start("spans")
    source = LiveSource()
    rig.live.start(Task(source, "bright"))
    source.give("....")
    rig.until(lambda: rig.live.newest is not None and rig.live.newest.timestamp >= 1004)
    rig.live.stop()
    with rig.stored() as session:
        assert len(session.clocks()) >= 1


# -- in sight --------------------------------------------------------------------------------------


def test_recording_pictures_is_in_sight_while_it_happens_and_only_then(start):
    rig = start("frames")
    source = LiveSource()
    assert rig.indicator() == ""
    rig.live.start(Task(source, "bright"))
    rig.until(lambda: rig.live.state is State.RUNNING)
    assert rig.indicator() == "● Recording pictures"
    assert "#" in rig.window.health.keeping.styleSheet()
    rig.live.pause()
    assert rig.indicator() == ""
    rig.live.resume()
    assert rig.indicator() == "● Recording pictures"
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)
    assert rig.indicator() == ""


def test_keeping_less_takes_effect_at_once_and_more_with_the_next_start(start):
    rig = start("frames")
    source = LiveSource()

    def keep(what):
        settings = rig.live.settings
        rig.program.settings.use(replace(settings, keeping=KeepingSettings(what, asked=True)))

    rig.live.start(Task(source, "bright"))
    source.give("..")
    rig.until(lambda: rig.live.newest is not None and source.second == 1002)
    keep("spans")
    assert rig.indicator() == "Keeping spans"
    assert rig.window.health.keeping.styleSheet() == ""
    source.give("....")
    rig.until(lambda: rig.live.newest.timestamp == 1006)
    keep("frames")
    assert rig.indicator() == "Keeping spans"
    assert "next start" in rig.notices[-1].what
    keep("nothing")
    assert rig.indicator() == ""
    with rig.stored() as session:
        assert max(session.frame_times(), default=0) <= 1002
    source.give("....")
    rig.until(lambda: rig.live.newest.timestamp == 1010)
    rig.live.stop()
    with rig.stored() as session:
        assert max(tick.timestamp for tick in session.ticks()) <= 1006


def test_a_disk_that_refuses_is_told_and_watching_goes_on(start):
    rig = start("spans")
    rig.library.folder.write_text("a file is in the way")
    source = LiveSource()
    rig.live.start(Task(source, "bright"))
    source.give("........########")
    rig.until(lambda: rig.indicator() == "Storing is paused")
    assert "cannot be" in rig.window.banner.notice.what  # stored, or looked at to make room
    rig.until(lambda: rig.responder.asked)
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)


def test_a_folder_that_vanishes_is_told_once_and_nothing_is_made_in_its_place(start):
    rig = start("frames")
    source = LiveSource()
    rig.live.start(Task(source, "bright"))
    source.give("........")
    rig.until(lambda: any(rig.library.folder.glob("*/frames/*/*.jpg")))
    # A picture may just be written into it.
    rig.until(
        lambda: shutil.rmtree(rig.library.folder, ignore_errors=True) or not rig.library.folder.exists()
    )
    source.give("########")
    rig.until(lambda: rig.indicator() == "Storing is paused")
    assert "is gone from" in rig.window.banner.notice.what
    source.give("....")
    rig.until(lambda: rig.live.newest.timestamp == 1020)
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)
    assert [notice.what for notice in rig.notices if "gone from" in notice.what] == [rig.notices[0].what]
    assert not rig.library.folder.exists()


# -- after a crash ---------------------------------------------------------------------------------


def test_an_interrupted_session_is_told_about_once(qtbot, start, tmp_path):
    library = Library(tmp_path / "sessions")
    name = stored(library, [record for record in RECORDS if not isinstance(record, PictureRecord)])
    WriterLock.take(library.folder / name / "writing.lock").leave()
    rig = start("spans")
    rig.until(lambda: rig.notices)
    assert "Watching was interrupted at" in rig.notices[0].what
    with qtbot.waitSignal(rig.program.controllers.recordings.open_requested) as opened:
        rig.notices[0].button.run()
    assert opened.args == [name]
    rig.until(lambda: rig.program.controllers.review.lanes.opened is not None)
    rig.close()
    again = start("spans")
    again.until(lambda: again.live.model.model is not None)  # the search has begun as well
    search = again.program.controllers.recordings.findChild(BackgroundQueue)
    again.until(lambda: not search.busy)
    assert again.notices == []


# -- the settings page -----------------------------------------------------------------------------
