"""Scenes to learn from: what is a dialog or a notification in them is what the X server says."""

import numpy as np
import pytest

from stride_desktop.training.recorded_traces import trace_recordings
from stride_desktop.training.recordings import SIZE, play
from stride_desktop.training.traces import read_trace
from tests.applications.__main__ import record_training
from tests.applications.programs import Tk
from tests.applications.training_scenes import TrainingDesk, lacking, write_training
from tests.applications.wordings import DIALOG, TOAST
from tests.xserver import HEIGHT, WIDTH

_WINDOW = "toplevel .{name} -bg {colour}; wm geometry .{name} {place}; "


@pytest.fixture
def desk(x_display, tmp_path):
    """A desk on which nothing is told to anyone."""
    desk = TrainingDesk(x_display, (WIDTH, HEIGHT), tmp_path, None, 3)
    yield desk
    desk.close()


@pytest.fixture
def program(desk):
    """A program that shows what it is told to."""
    return Tk(desk)


def show(desk, program, name, place, kind="", colour="white"):
    """Show a window of a type, and wait for it."""
    before = desk.windows()
    program.do(_WINDOW.format(name=name, place=place, colour=colour) + kind.format(name=name))
    desk.wait_for_windows(lambda count: count > before)


def conditions(desk):
    """What is on the screen."""
    return [sight.condition for sight in desk.truth.look().values()]


@pytest.mark.x11
def test_dialogs_and_notifications_are_told_by_their_type(desk, program):
    show(desk, program, "work", "500x400+20+20")
    show(desk, program, "menu", "100x200+40+60", "wm overrideredirect .{name} 1")
    assert conditions(desk) == []
    show(desk, program, "box", "300x120+400+300", "wm attributes .{name} -type dialog")
    assert conditions(desk) == [DIALOG]
    show(desk, program, "note", "260x80+900+20", "wm attributes .{name} -type notification")
    assert sorted(conditions(desk), key=str) == [DIALOG, TOAST]


@pytest.mark.x11
def test_a_window_of_another_is_a_dialog(desk, program):
    show(desk, program, "work", "500x400+20+20")
    show(
        desk,
        program,
        "box",
        "300x120+400+300",
        "wm transient .{name} .work; wm attributes .{name} -type {{}}",
    )
    assert conditions(desk) == [DIALOG]


@pytest.mark.x11
def test_a_dialog_as_large_as_a_window_is_not_asked_about(desk, program):
    show(desk, program, "box", "1000x700+40+40", "wm attributes .{name} -type dialog")
    desk.capture()
    assert desk.truth.unclear == {DIALOG, TOAST}


@pytest.mark.x11
def test_a_recording_holds_what_was_seen_and_is_traced(desk, program, tmp_path):
    def capture(seconds):
        for _ in range(seconds):
            desk.capture()

    show(desk, program, "work", "600x500+20+20")
    capture(3)
    show(desk, program, "box", "300x160+700+400", "wm attributes .{name} -type dialog", "#203060")
    capture(3)
    show(desk, program, "over", "400x300+680+360")
    program.do("raise .over")
    capture(1)
    program.do("destroy .over")
    capture(3)
    program.do("destroy .box")
    capture(2)
    folder = tmp_path / "recordings"
    folder.mkdir()
    write_training(desk, 3, folder / "scene.npz")
    stream = play(folder / "scene.npz")
    (span,) = stream.spans(DIALOG)
    assert (int(span.start), int(span.end)) == (2, 9)
    assert [stream.label(DIALOG, float(t)) for t in range(12)] == [0, 0, 0, 1, 1, 1, -1, 1, 1, 1, 0, 0]
    place = stream.place(DIALOG, 4.0)
    high, wide = SIZE
    part = stream.image(4.0, *SIZE)[
        int(place.y0 * high) : int(place.y1 * high), int(place.x0 * wide) : int(place.x1 * wide)
    ]
    assert np.abs(part[20:].astype(int) - (0x20, 0x30, 0x60)).mean() < 30
    (path,) = trace_recordings(tmp_path / "traces", folder)
    traced = read_trace(path)
    assert traced.opens.any()
    assert traced.closes.any()


@pytest.mark.x11
def test_a_scene_of_real_programs_is_recorded(x_display, tmp_path):  # noqa: ARG001 - skips where there is no X
    if programs := lacking():
        pytest.skip(f"needs the programs of training scenes: {', '.join(programs)}")
    record_training(range(5, 6), tmp_path, None, 12)
    assert play(tmp_path / "live-5.npz").duration == 12
