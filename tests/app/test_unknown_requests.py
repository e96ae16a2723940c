"""Requests that the model was not trained for: said before Start, and watched for only if started anyway."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.event_kinds import EventKind
from tests.app.fakes import BrightModel, LiveSource, ScriptedSource
from tests.app.rigs.recording import Rig

KINDS = (
    EventKind("bright", ("Tell me when it is bright", "bright again")),
    EventKind("light goes off", ("Tell me when the light goes off",)),
)
UNKNOWN = "tell me when <b>dinner</b> is ready"


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, "spans", lambda: BrightModel(kinds=KINDS))
    rig.show()
    rig.until(lambda: rig.live.model.model is not None)
    rig.bar = rig.window.request
    yield rig
    rig.close()


def write(rig, text):
    rig.bar.edit.selectAll()
    rig.qtbot.keyClicks(rig.bar.edit, text)


def click(rig, button):
    rig.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(rig, tmp_path):
    """A file to watch; what is in it does not matter, since nothing starts."""
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"no video")
    rig.window.picker.add_file(file)


def test_the_line_below_the_box_names_what_the_model_knows(rig):
    write(rig, UNKNOWN)
    rig.until(lambda: rig.bar.hint.isVisible())
    assert "tell me when &lt;b&gt;dinner&lt;/b&gt; is ready" in rig.bar.hint.text()
    assert "brightness was not trained" in rig.bar.hint.accessibleName()
    assert "bright; light goes off" in rig.bar.hint.accessibleName()
    assert rig.bar.start.text() == "&Start anyway"
    assert rig.window.menus.start.text() == "&Start anyway"
    write(rig, "say when it is bright")
    rig.until(lambda: not rig.bar.hint.isVisible())
    assert rig.bar.start.text() == "&Start"


def test_an_example_is_one_click_away(rig):
    write(rig, UNKNOWN)
    rig.until(lambda: rig.bar.hint.isVisible())
    rig.bar.hint.linkActivated.emit("1")
    assert rig.bar.query == "Tell me when the light goes off"
    rig.until(lambda: not rig.bar.hint.isVisible())
    menu = rig.bar.examples.menu()
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        example for kind in KINDS for example in kind.examples
    ]


def test_other_models_are_one_click_away(rig):
    write(rig, UNKNOWN)
    rig.until(lambda: rig.bar.hint.isVisible())
    rig.bar.hint.linkActivated.emit("models")
    assert rig.program.controllers.models.manager.isVisible()


def test_return_before_the_line_is_in_sight_does_not_start(rig, tmp_path):
    choose(rig, tmp_path)
    write(rig, UNKNOWN)
    rig.qtbot.keyClick(rig.bar.edit, Qt.Key.Key_Return)
    assert rig.bar.hint.isVisible()
    assert rig.live.state is State.IDLE
    assert rig.live.task is None
    assert rig.notices == []
    click(rig, rig.bar.start)
    assert rig.live.task is not None


def test_a_request_that_waited_for_the_model_is_refused_with_what_it_knows(rig):
    rig.live.start(Task(ScriptedSource(), UNKNOWN))
    assert rig.live.state is State.IDLE
    assert rig.live.run_number == 0
    assert "It knows: bright; light goes off." in rig.notices[-1].what
    assert "Start anyway" in rig.notices[-1].remedy


def test_started_anyway_it_is_watched_for(rig):
    rig.live.start(Task(ScriptedSource("#" * 6), "dinner", anyway=True))
    rig.until(lambda: rig.live.run_number == 1 and rig.live.state is State.IDLE)
    with rig.stored() as session:
        assert [request.query for request in session.requests()] == ["dinner"]


def test_beside_a_running_request_it_is_added_at_the_second_press(rig):
    source = LiveSource()
    rig.live.start(Task(source, "Tell me when it is bright"))
    rig.until(lambda: rig.live.running)
    write(rig, "dinner")
    click(rig, rig.bar.also)
    assert rig.bar.hint.isVisible()
    assert list(rig.bar.chips.queries) == []
    click(rig, rig.bar.also)
    rig.until(lambda: "dinner" in rig.bar.chips.queries)


def test_another_model_that_takes_any_request_ends_the_doubt(rig):
    write(rig, UNKNOWN)
    rig.until(lambda: rig.bar.hint.isVisible())
    rig.live.model.model.kinds = ()
    rig.live.model.changed.emit(rig.live.model.status)
    assert not rig.bar.hint.isVisible()
    assert rig.bar.start.text() == "&Start"
