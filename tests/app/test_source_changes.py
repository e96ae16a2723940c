"""Another source for a run that watches: where it goes on, and where another run begins."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from stride_desktop.app.chat.note import Note
from stride_desktop.app.live.task import State, Task
from stride_desktop.core.errors import SourceError
from stride_desktop.sessions.records import HealthRecord
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo, Traits
from tests.app.fakes import FROM_A_FILE, LIVE, LiveSource
from tests.app.rigs.breaks import CAMERA, QUERY, SCREEN, Rig

FILE = SourceInfo(catalog.VIDEO, "/tmp/film.mp4", "film.mp4")


@dataclass
class BrokenSource:
    """Cannot be opened."""

    info: SourceInfo
    traits: Traits = LIVE
    warning: str = ""

    def frames(self, _stop):
        raise SourceError("There is no such camera.", "Plug it in.")
        yield


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, "frames")
    rig.show()
    yield rig
    rig.close()


def test_another_live_source_goes_on_on_the_same_timeline(rig, monkeypatch):
    camera, screen = LiveSource(info=CAMERA), LiveSource(info=SCREEN, second=1020.0)
    rig.offer(monkeypatch, screen, camera)
    rig.choose(CAMERA)
    rig.window.request.edit.setText(QUERY)
    rig.press_start()
    rig.watch_an_event(camera)
    assert not rig.window.request.start.isEnabled()
    rig.choose(SCREEN)
    start = rig.window.request.start
    assert (start.text(), rig.window.menus.start.text()) == ("S&witch", "S&witch")
    rig.press_start()
    assert "From Fake screen" in rig.window.preview.accessibleDescription()
    rig.until(lambda: screen.opened == 1)
    assert camera.closed == 1
    assert not start.isEnabled()
    camera.give("####")  # nobody looks any more
    screen.give("....######")
    rig.until(lambda: rig.newest == 1030.0)
    assert len(rig.window.chat.cards) == 2, "the cards from before are still there"
    card = next(iter(rig.window.chat.cards.values()))
    assert "its end was not seen: Source changed" in card.heading
    notes = [part.text for part in rig.window.chat.parts if isinstance(part, Note)]
    assert "watching Fake screen" in notes[-1]
    rig.check_break("source changed", "Source changed", 1012.0, 1021.0)
    with rig.stored() as session:
        (note,) = tuple(session.records(HealthRecord))
        assert (note.kind, note.words) == ("source changed", "Fake screen (screen:7) from here on.")
        assert not [second for second in session.frame_times() if 1012.0 < second < 1021.0]


def test_a_source_with_an_older_clock_is_put_behind_the_one_before(rig):
    first, second = LiveSource(), LiveSource(info=SCREEN, second=7.0)
    rig.live.start(Task(first, QUERY))
    rig.watch_an_event(first)
    rig.live.start(Task(second, f" {QUERY} "))
    second.give("....######")
    rig.until(lambda: rig.newest == 1022.0)
    rig.check_break("source changed", "Source changed", 1012.0, 1013.0)


def test_a_paused_watch_goes_on_with_the_other_source(rig):
    first, second = LiveSource(), LiveSource(info=SCREEN, second=1050.0)
    rig.live.start(Task(first, QUERY))
    rig.watch_an_event(first)
    rig.live.pause()
    rig.live.start(Task(second, QUERY))
    assert rig.live.state is State.RUNNING
    second.give("....")
    rig.until(lambda: rig.newest == 1054.0)
    assert [gap.reason for gap in rig.snapshot.gaps] == ["source changed"]
    assert (first.opened, second.opened, len(rig.runs)) == (1, 1, 1)


def test_the_request_that_counts_is_the_one_watched_for_now(rig):
    first, second = LiveSource(), LiveSource(info=SCREEN, second=1050.0)
    rig.live.start(Task(first, QUERY))
    first.give("..")
    rig.until(lambda: rig.newest == 1002.0)
    rig.live.requests.change("Tell me when it goes off")
    rig.until(lambda: rig.live.task.query == "Tell me when it goes off")
    rig.live.start(Task(second, "Tell me when it goes off"))
    second.give("....")
    rig.until(lambda: rig.newest == 1054.0)
    assert len(rig.runs) == 1


@pytest.mark.parametrize(("info", "query"), [(FILE, QUERY), (SCREEN, "Tell me when it is dark")])
def test_a_file_or_another_request_as_well_begins_anew(rig, monkeypatch, info, query):
    camera, other = (
        LiveSource(info=CAMERA),
        LiveSource(info=info, traits=FROM_A_FILE if info is FILE else LIVE),
    )
    rig.offer(monkeypatch, camera, other)
    rig.choose(CAMERA)
    rig.window.request.edit.setText(QUERY)
    rig.press_start()
    camera.give("..")
    rig.until(lambda: rig.newest == 1002.0)
    rig.choose(info)
    rig.window.request.edit.setText(query)
    assert rig.window.request.start.text() == "&Start anew"
    rig.press_start()
    rig.until(lambda: len(rig.runs) == 2 and rig.live.state is State.RUNNING)


def test_a_source_that_cannot_be_opened_is_told_and_nothing_is_lost(rig):
    first = LiveSource()
    rig.live.start(Task(first, QUERY))
    rig.watch_an_event(first)
    rig.live.start(Task(BrokenSource(SCREEN), QUERY))
    rig.until(lambda: rig.live.state is State.IDLE)
    assert rig.window.banner.notice.what == "There is no such camera."
    assert rig.snapshot.events[0].reason == "source changed"
    assert len(rig.window.chat.cards) == 1
    with rig.stored() as session:
        assert session.timeline().events == rig.snapshot.events
        assert [answer.text for answer in session.answers()] == ["It happened."]
