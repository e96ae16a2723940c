"""Deleting the last minutes while watching: out of sight, out of memory, and off the disk."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from stride_desktop.app.live.task import State, Task
from stride_desktop.app.timeline import words
from stride_desktop.core.events import EventState
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import KeepingSettings
from stride_desktop.core.timeline import Gap
from tests.app.fakes import LiveSource
from tests.app.rigs.breaks import QUERY, Rig
from tests.sessions.traces import found

FIRST_EVENT = "." * 20 + "#" * 8
SECOND_EVENT = "." * 12 + "#" * 8 + "." * 6
GAP = Gap(1024.0, 1084.0, "deleted")
"""The last of 84 seconds: from the middle of the first event on."""


class DeletingRig(Rig):
    def press(self, minutes, button="Delete"):
        """Choose from the menu, and answer the question, which is returned."""
        asked = []

        def answer():
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            asked.append(f"{box.text()} {box.informativeText()}")
            next(item for item in box.buttons() if item.text().replace("&", "") == button).click()

        QTimer.singleShot(50, answer)
        actions = {action.text(): action for action in self.window.menus.delete.actions()}
        actions["1 minute…" if minutes == 1 else f"{minutes} minutes…"].trigger()
        return asked[0]

    def watch_two_events(self, source):
        """The second is told in secret, and was asked for in secret."""
        self.live.start(Task(source, QUERY))
        source.give(FIRST_EVENT)
        self.until(lambda: len(self.responder.asked) == 1 and self.program.controllers.answers.active is None)
        for newest in (1038.0, 1048.0, 1058.0):  # in portions, or a busy machine would skip decisions
            source.give("." * 10)
            self.until(lambda: self.newest == newest)  # noqa: B023
        for query in ("secret-giraffe", QUERY):
            self.live.requests.change(query)
            self.until(lambda: self.live.task.query == query)  # noqa: B023
        self.responder.pieces = ("secret-walrus",)
        source.give(SECOND_EVENT)
        self.until(lambda: len(self.responder.asked) == 2 and self.newest == 1084.0)

    def until_deleted(self):
        self.until(lambda: self.snapshot is not None and GAP in self.snapshot.gaps)

    @property
    def folder(self):
        return self.library.folder / self.library.sessions()[0].id

    def until_stored(self, second):
        """Pictures up to this second are on the disk."""

        def times():
            with self.library.open(self.folder.name) as session:
                return session.frame_times()

        self.until(lambda: self.library.sessions() and second in times())

    def traces(self):
        """Bytes of what is stored after the gap's start, in any lane: decisions and pictures."""
        rows = []
        for database in self.folder.rglob("session.db"):
            with contextlib.closing(sqlite3.connect(database)) as connection:
                rows += connection.execute("SELECT passes FROM ticks WHERE at > ?", (GAP.start,))
        with self.library.open(self.folder.name) as session:
            pictures = [jpeg for at, jpeg in session.pictures() if at > GAP.start]
        return [row[0][:200] for row in rows], pictures

    def holds(self, trace):
        return any(trace in path.read_bytes() for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = DeletingRig(qtbot, tmp_path, "frames")
    rig.show()
    yield rig
    rig.close()


class NoisySource(LiveSource):
    """No two pictures are the same, so that each can be searched for."""

    def frames(self, stop):
        random = np.random.RandomState(3)
        for item in super().frames(stop):
            noise = random.randint(0, 30, item.image.shape).astype(np.uint8)
            yield replace(item, image=item.image + noise)


def test_nothing_of_the_last_minute_is_left_anywhere(rig):
    source = NoisySource()
    rig.watch_two_events(source)
    rig.until_stored(1084.0)
    rig.until(lambda: rig.program.controllers.answers.active is None)
    rig.until(lambda: found(rig.folder, "secret-walrus") and found(rig.folder, "secret-giraffe"))
    ticks, pictures = rig.traces()
    assert (len(ticks), len(pictures)) == (30, 60)
    assert all(map(rig.holds, (*ticks, *pictures)))
    rig.program.controllers.preview.go_to(1060.0)
    asked = rig.press(1)
    since = rig.program.controllers.preview.clock.text(GAP.start)
    assert f"Everything since {since} is deleted." in asked
    assert "cannot be undone" in asked
    rig.until_deleted()
    # out of sight
    assert words.second(rig.snapshot, 1060.0) == ["Not watched: Deleted"]
    assert [row.title for row in rig.window.timeline.picture.rows] == [QUERY, QUERY]
    (event,) = rig.first_snapshot.events
    assert (event.state, event.reason, event.reach) == (EventState.CLOSED, "deleted", 1024.0)
    assert rig.snapshot.events == ()
    assert len(rig.first_snapshot.triggers) == len(rig.window.chat.cards) == 1
    assert rig.window.preview.image is None
    assert "Waiting" in rig.window.preview.accessibleDescription()
    # out of memory
    assert rig.live.frames.find(1022.0) is not None
    assert rig.live.frames.find(1060.0) is None
    assert len(rig.program.controllers.inspector.ticks) == 0
    # watching goes on
    source.give("....########")
    rig.until(lambda: len(rig.responder.asked) == 3 and rig.newest == 1096.0)
    assert all(item.timestamp > GAP.end for item in rig.responder.asked[2].evidence)
    first = next(tick for tick in rig.ticks if tick.timestamp > GAP.end)
    assert np.count_nonzero(~first.passes[0].unseen) == 2
    seen = rig.first_snapshot, rig.snapshot
    assert [timeline.gaps for timeline in seen] == [(GAP,), (GAP,)]
    # off the disk
    rig.live.stop()
    with rig.stored() as session:
        lanes = (session, *session.lanes(pytest.fail))
        for lane, shown in zip(lanes, seen, strict=True):
            reopened = lane.timeline()
            assert (reopened.gaps, reopened.triggers) == (shown.gaps, shown.triggers)
            np.testing.assert_array_equal(reopened.labels, shown.labels)
            assert [item.query for item in lane.requests()] == [QUERY]
            assert len(lane.answers()) == 1
        assert lanes[1].requests()[0].at == GAP.start
        lanes[1].close()
        reopened = session.timeline()
        assert reopened.events[0] == event
        assert not [second for second in session.frame_times() if GAP.start < second <= GAP.end]
        assert session.clocks()
    assert not found(rig.folder, "secret-giraffe")
    assert not any(map(rig.holds, (*ticks, *pictures)))
    with contextlib.closing(sqlite3.connect(rig.folder / "session.db")) as connection:
        connection.execute("DELETE FROM timelines")  # as if it had been interrupted
        connection.commit()
    with rig.library.open(rig.folder.name) as session:
        replayed = session.timeline()
        assert (replayed.gaps, replayed.events) == (reopened.gaps, reopened.events)
        assert replayed.triggers == reopened.triggers


def test_more_than_there_is_deletes_everything_and_says_so(rig):
    source = LiveSource()
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    assert "Everything since watching began, at" in rig.press(15)
    rig.until(lambda: rig.snapshot.gaps)
    assert (rig.snapshot.events, tuple(rig.window.chat.cards)) == ((), ())
    assert rig.live.frames.between(0.0, math.inf) == ()
    assert len(rig.program.controllers.inspector.ticks) == 0
    rig.live.stop()
    with rig.stored() as session:
        assert (tuple(session.ticks()), session.timeline().events, session.frame_times()) == ((), (), ())
        assert [item.query for item in session.requests()] == [QUERY]


def test_nothing_goes_without_a_yes_or_while_nothing_is_watched(rig):
    assert not rig.window.menus.delete.isEnabled()
    source = LiveSource()
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    assert rig.window.menus.delete.isEnabled()
    rig.press(1, "Cancel")
    source.give("..")
    rig.until(lambda: rig.newest == 1014.0)
    assert rig.snapshot.gaps == ()
    assert len(rig.window.chat.cards) == 1


def test_what_was_sent_is_said_to_be_beyond_reach(rig):
    server = ResponderSettings(kind="openai", base_url="https://models.example.com/v1", model="eye")
    rig.program.settings.use(replace(rig.live.settings, responder=server))
    source = LiveSource()
    rig.live.start(Task(source, QUERY))
    source.give("....")
    rig.until(lambda: rig.newest == 1004.0)
    assert "What was already sent to models.example.com cannot be deleted there." in rig.press(1, "Cancel")


def test_an_answer_that_is_still_being_given_is_not_stored(rig):
    source = LiveSource()
    rig.responder.pieces = ("secret-walrus",)
    rig.responder.gate = threading.Event()
    rig.live.start(Task(source, QUERY))
    source.give("....########")
    rig.until(lambda: rig.responder.asked)
    (asked,) = rig.program.controllers.store
    rig.press(5)
    rig.until(lambda: rig.snapshot.gaps)
    rig.responder.gate.set()
    rig.until(lambda: rig.program.controllers.answers.active is None)
    assert rig.program.controllers.answers.request_of(asked.card_id) is None
    rig.live.stop()
    with rig.stored() as session:
        assert session.answers() == ()
    assert not found(rig.folder, "secret-walrus")


def test_while_paused_and_then_stopped(rig):
    source = NoisySource()
    rig.watch_two_events(source)
    rig.live.pause()
    rig.until_stored(1084.0)
    ticks, pictures = rig.traces()
    rig.press(1)
    rig.until_deleted()
    assert "Paused" in rig.window.preview.accessibleDescription()
    rig.live.stop()
    with rig.stored() as session:
        timeline = session.timeline()
        second = np.arange(timeline.labels.size) + timeline.first_second + 0.5
        assert (timeline.labels[second > GAP.start] == -1).all()
        assert np.isnan(timeline.probabilities[second > GAP.start]).all()
    assert not any(map(rig.holds, (*ticks, *pictures)))


def test_stopping_at_once_deletes_all_the_same(rig):
    source = NoisySource()
    rig.watch_two_events(source)
    rig.until_stored(1084.0)
    rig.live.model.model.gate = threading.Event()
    source.give("..")
    rig.until(lambda: rig.live.model.model.waiting)
    rig.live.delete_since(GAP.start)
    rig.live.stop()
    rig.live.model.model.gate.set()
    with rig.stored() as session:
        assert [gap.reason for gap in session.gaps()] == ["deleted"]
        assert session.frame_times()[-1] == GAP.start


def test_what_was_stored_before_storing_was_ended_goes_too(rig):
    source = NoisySource()
    rig.watch_two_events(source)
    rig.until_stored(1084.0)
    ticks, pictures = rig.traces()
    nothing = KeepingSettings("nothing", asked=True)
    rig.program.settings.use(replace(rig.live.settings, keeping=nothing))
    rig.stored().close()
    rig.press(1)
    rig.until(lambda: not any(map(rig.holds, (*ticks, *pictures))))
    assert rig.live.state is State.RUNNING
    with rig.stored() as session:
        assert session.gaps() == (GAP,)
