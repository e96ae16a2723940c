"""Where a stream is broken off: every break is on the timeline, in the stored session, and in words."""

from __future__ import annotations

import threading

import pytest

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.errors import SourceCovered, SourceHidden, SourceLost
from stride_desktop.pipeline import live_loop
from stride_desktop.sessions.records import HealthRecord
from stride_desktop.sources.base import Traits
from tests.app.fakes import LiveSource
from tests.app.rigs.breaks import CAMERA, QUERY, Rig
from tests.sources.camera_servers import JpegCamera, guarded, running


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, "frames")
    rig.show()
    yield rig
    rig.close()


# -- the clock -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leap", "reason", "in_words", "resumed"),
    [(300.0, "gap", "No frames", 1313.0), (-400.0, "clock", "Clock changed", 1013.0)],
)
def test_a_clock_that_leaps(rig, leap, reason, in_words, resumed):
    source = LiveSource()
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    source.second += leap
    source.give("########")
    rig.until(lambda: rig.newest == resumed + 7)
    rig.until(lambda: len(rig.responder.asked) == 2)
    assert rig.live.frames.find(resumed + 3).second == resumed + 3, "pictures follow"
    rig.check_break(reason, in_words, 1012.0, resumed)


def test_a_wall_clock_that_is_set(rig, monkeypatch):
    offset = 1_500_000_000.0
    monkeypatch.setattr(live_loop, "wall_offset", lambda: offset)
    source = LiveSource()
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    offset -= 7200.0
    source.give("########")
    rig.until(lambda: rig.newest == 1020.0)
    rig.check_break("clock", "Clock changed", 1012.0, 1013.0)
    with rig.stored() as session:
        assert [record.offset for record in session.clocks()] == [1_500_000_000.0, 1_499_992_800.0]
    (info,) = rig.library.sessions()
    assert 0 <= info.ended - info.started < 60


# -- a source that is lost -------------------------------------------------------------------------

UNPLUGGED = SourceLost("The camera was unplugged.", "Plug it in again.")


def test_a_source_that_is_lost_goes_on_behind_a_gap(rig):
    source = LiveSource(info=CAMERA)
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    source.lose(UNPLUGGED)
    rig.until(lambda: rig.health.lost)
    window = rig.window
    assert rig.live.state is State.RUNNING
    assert window.banner.notice.what == "The camera was unplugged."
    assert "Plug it in again. Watching goes on by itself" in window.banner.notice.remedy
    assert window.health.state.text() == "Lost: The camera was unplugged. Trying again…"
    assert window.preview.accessibleDescription().startswith("The camera was unplugged.")
    assert "Lost: The camera was unplugged." in rig.program.controllers.alerts.tray.words
    rig.until(lambda: rig.snapshot.events[0].reason == "lost")
    source.second += 20
    source.give("....####")
    rig.until(lambda: rig.newest == 1040.0)
    assert window.banner.notice is None
    assert window.health.state.text() == "Watching"
    assert (
        "unplugged" not in window.preview.accessibleDescription() + rig.program.controllers.alerts.tray.words
    )
    rig.check_break("lost", "Source lost", 1012.0, 1033.0)
    with rig.stored() as session:
        notes = [(note.kind, note.words) for note in session.records(HealthRecord)]
    assert notes == [("lost", "The camera was unplugged."), ("live", "It gives pictures again.")]


def test_a_minimised_window_is_not_called_covered(rig):
    source = LiveSource(info=CAMERA)
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    minimised = "The window “Log” is minimised, so there is nothing to see."
    source.lose(SourceHidden(minimised, "Show it again."))
    rig.until(lambda: rig.health.lost)
    assert rig.window.banner.notice.what == minimised
    assert rig.window.health.state.text() == minimised
    rig.until(lambda: rig.snapshot.events[0].reason == "hidden")
    source.second += 20
    source.give("....####")
    rig.until(lambda: rig.newest == 1040.0)
    assert rig.window.health.state.text() == "Watching"
    rig.check_break("hidden", "Window not shown", 1012.0, 1033.0)


def test_a_screen_that_the_window_itself_covers_is_waited_for(rig):
    source = LiveSource(info=CAMERA)
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    source.lose(SourceCovered("Windows of Stride Desktop cover Screen 1.", "Move them."))
    rig.until(lambda: rig.health.lost)
    window = rig.window
    assert window.banner.notice.what == "Windows of Stride Desktop cover Screen 1."
    assert window.health.state.text() == "Covered by this program's windows: no picture"
    assert window.preview.accessibleDescription().startswith("Windows of Stride Desktop cover Screen 1.")
    rig.until(lambda: rig.snapshot.events[0].reason == "covered")
    source.second += 20
    source.give("....####")
    rig.until(lambda: rig.newest == 1040.0)
    assert window.banner.notice is None
    rig.check_break("covered", "Covered by this program's windows", 1012.0, 1033.0)
    with rig.stored() as session:
        notes = [(note.kind, note.words) for note in session.records(HealthRecord)]
    assert notes == [
        ("covered", "Windows of Stride Desktop cover Screen 1."),
        ("live", "It can be seen again."),
    ]


def test_a_network_camera_that_is_switched_off_goes_on_when_it_is_back(rig):
    with running(JpegCamera()) as camera:
        guarded(camera, "admin", "hunter2", "Basic")
        rig.until(lambda: rig.program.controllers.sources.ready)
        rig.window.picker.add_address(camera.address.replace("://", "://admin:hunter2@"))
        rig.window.request.edit.setText(QUERY)
        rig.press_start()
        rig.until(lambda: rig.newest is not None)
        camera.switch_off()
        rig.until(lambda: rig.health.lost)
        assert rig.live.state is State.RUNNING
        camera.switch_on()
        rig.until(lambda: rig.snapshot.gaps)
    assert [gap.reason for gap in rig.snapshot.gaps] == ["lost"]
    rig.live.stop()
    with rig.stored() as session:
        begun = session.beginning
        assert begun.address == begun.source == camera.address.replace("://", "://admin:***@")
        assert "hunter2" not in f"{begun} {tuple(session.records(HealthRecord))}"


def test_a_camera_whose_picture_never_changes_is_a_hint_until_it_does(rig):
    source = LiveSource(info=CAMERA, traits=Traits(live=True, noisy=True))
    rig.live.start(Task(source, QUERY))
    source.give("." * 32)
    rig.until(lambda: rig.window.banner.notice is not None)
    assert "has not changed at all for 30 seconds" in rig.window.banner.notice.what
    assert rig.window.health.state.text() == "Watching"
    source.give("#")
    rig.until(lambda: rig.window.banner.notice is None)
    assert rig.live.state is State.RUNNING


def test_stop_ends_the_trying(rig):
    source = LiveSource(info=CAMERA)
    rig.live.start(Task(source, QUERY))
    rig.watch_an_event(source)
    source.lose(UNPLUGGED)
    rig.until(lambda: rig.health.lost)
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)
    assert rig.window.banner.notice is None
    with rig.stored() as session:
        assert session.ended.reason == "stopped"


def test_frames_from_before_the_loss_belong_before_the_gap(rig):
    """However long the model takes."""
    source = LiveSource(info=CAMERA)
    rig.live.start(Task(source, QUERY))
    source.give("..")
    rig.until(lambda: rig.newest == 1002.0)
    rig.live.model.model.gate = gate = threading.Event()
    source.give("....")
    source.lose(UNPLUGGED)
    rig.until(lambda: rig.health.lost)
    source.second += 20
    source.give("....")
    gate.set()
    rig.until(lambda: rig.newest == 1030.0)
    assert [(gap.start, gap.end, gap.reason) for gap in rig.snapshot.gaps] == [(1006.0, 1027.0, "lost")]
