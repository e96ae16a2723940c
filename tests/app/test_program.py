"""The whole window, offscreen: what it says in every state, and how it closes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from stride_desktop.app.live.task import State
from stride_desktop.app.program import SHUTDOWN_SECONDS
from stride_desktop.core.errors import CheckpointError, SourceError
from stride_desktop.core.settings import AppearanceSettings, Settings
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo
from tests.app.fakes import LiveSource, ScriptedSource
from tests.app.rigs.program import Rig
from tests.app.rigs.window import rig  # noqa: F401 - a fixture

CAMERA = SourceInfo(catalog.CAMERA, "camera:fake", "Fake camera")


def preview_words(rig):
    return rig.window.preview.accessibleDescription()


def test_nothing_started(rig):
    rig.show()
    assert "Nothing is watched" in preview_words(rig)
    assert not rig.window.request.start.isEnabled()
    assert rig.window.health.state.text() == "Not watching"


def test_loading_shows_progress_and_start_waits(rig):
    rig.load_gate.clear()
    rig.show()
    rig.until(lambda: rig.window.health.progress.isVisible() and rig.window.health.progress.value() == 40)
    rig.watch(ScriptedSource())
    assert "Loading the model" in preview_words(rig)
    rig.load_gate.set()
    rig.until(lambda: rig.live.state is State.IDLE and tuple(rig.window.chat.cards))
    assert not rig.window.health.progress.isVisible()
    assert rig.window.health.model.text() == "brightness · cpu · float32"


def test_a_missing_model_is_told_and_start_tries_again(rig):
    rig.load_error = CheckpointError("The model is missing.", "Install it again.")
    rig.show()
    rig.until(lambda: rig.notices)
    assert rig.window.banner.notice.what == "The model is missing."
    assert rig.window.health.model.text() == "No model"
    rig.load_error = None
    rig.watch(ScriptedSource("." * 6))
    rig.until(lambda: rig.window.health.model.text() == "brightness · cpu · float32")


def test_no_camera_and_no_screen(rig):
    rig.window.picker.set_devices([])
    assert "No camera or screen found" in rig.window.picker.combo.currentText()
    rig.window.request.edit.setText("tell me")
    rig.program.controllers.watch.start()
    assert rig.notices[-1].what == "There is nothing to watch."


def test_a_source_that_fails_is_told_in_banner_and_preview(rig):
    rig.show()
    rig.watch(ScriptedSource("..", fails=SourceError("The camera was unplugged.", "Plug it in.")))
    rig.until(lambda: rig.window.banner.notice is not None)
    assert "The camera was unplugged." in preview_words(rig)


def test_a_trigger_becomes_one_card_with_an_answer_and_its_end(rig):
    rig.show()
    rig.watch(ScriptedSource("." * 8 + "#" * 8 + "." * 8))
    rig.until(lambda: rig.live.state is State.IDLE and rig.program.controllers.answers.active is None)
    assert len(rig.window.chat.cards) == 1
    card = next(iter(rig.window.chat.cards.values()))
    assert card.text == "It happened."
    assert "ended 0:15" in card.accessibleName()
    assert len(rig.responder.asked) == 1
    assert rig.responder.asked[0].onset == 7.0


def test_an_answer_is_marked_on_the_timeline_until_something_else_is_watched(rig):
    rig.show()
    answers = []
    for script in ("." * 8 + "#" * 8 + "." * 8, "." * 12):
        rig.watch(ScriptedSource(script))
        rig.until(lambda: rig.live.state is State.IDLE and rig.program.controllers.answers.active is None)
        answers.append(dict(rig.window.timeline.picture.rows[0].answers))
    assert answers == [{1: "It happened."}, {}]


def test_what_is_taken_back_is_withdrawn_and_a_queued_answer_is_never_asked_for(rig):
    from stride_desktop.core.events import Event, EventChange, EventState, Trigger
    from stride_desktop.pipeline.updates import Triggered
    from tests.app.requests import request

    rig.responder.gate = threading.Event()
    retracted = EventState.RETRACTED
    for event_id in (1, 2):
        trigger = Trigger(event_id, 5.0, 3.0, 5.0, True)
        rig.live.triggered.emit(1, Triggered(trigger, request(event_id)))
    rig.until(lambda: rig.responder.asked)
    for event_id in (1, 2):
        change = EventChange(Event(event_id, 3.0, 5.0, retracted), EventState.TRIGGERED)
        rig.live.event_moved.emit(1, change)
    rig.responder.gate.set()
    rig.until(lambda: rig.program.controllers.answers.active is None)
    assert [asked.event_id for asked in rig.responder.asked] == [1]
    assert all(rig.window.chat.cards[card].withdrawn for card in rig.window.chat.cards)
    change = EventChange(Event(2, 3.0, 5.0, EventState.TRIGGERED), retracted)
    rig.live.event_moved.emit(1, change)
    rig.until(lambda: rig.window.chat.cards[2].text == "It happened.")
    assert not rig.window.chat.cards[2].withdrawn


def test_scrubbing_shows_the_kept_frame_and_live_returns(rig):
    rig.show()
    rig.watch(ScriptedSource("." * 8 + "#" * 8))
    rig.until(lambda: rig.live.state is State.IDLE)
    rig.program.controllers.preview.go_to(3.0)
    assert preview_words(rig) == "Shown: 0:03"
    assert rig.window.preview.image.mean() < 60
    rig.program.controllers.preview.go_to(12.0)
    assert rig.window.preview.image.mean() > 180
    rig.live.frames.clear()
    rig.program.controllers.preview.go_to(5.0)
    assert "No picture of 0:05" in preview_words(rig)
    rig.program.controllers.preview.go_live()
    assert "0:15" in preview_words(rig)


def test_pausing_hides_the_picture_and_says_so(rig):
    rig.show()
    source = LiveSource()
    rig.watch(source)
    source.give("....")
    rig.until(lambda: rig.window.preview.image is not None)
    rig.window.request.pause.click()
    assert "Paused" in preview_words(rig)
    assert "Paused" in rig.window.health.state.text()
    assert rig.window.request.pause.text() == "Resu&me"
    rig.window.request.pause.click()
    assert rig.live.state is State.RUNNING


def test_the_start_button_updates_the_request_of_a_running_watch(rig, monkeypatch):
    source = LiveSource()
    monkeypatch.setattr("stride_desktop.sources.catalog.open_source", lambda *_args, **_kwargs: source)
    rig.show()
    rig.until(lambda: rig.program.controllers.sources.ready)
    rig.window.picker.set_devices([CAMERA])
    request = rig.window.request
    request.edit.setText("something")
    request.start.click()
    rig.until(lambda: rig.live.state is State.RUNNING)
    assert not request.start.isEnabled()
    request.edit.setText("something else")
    assert request.start.text() == "&Update"
    request.start.click()
    assert not request.start.isEnabled()
    source.give("..######")
    rig.until(lambda: rig.responder.asked)
    assert rig.responder.asked[0].query == "something else"
    assert source.opened == 1


def test_space_pauses_from_the_preview_but_types_in_the_request(rig, qtbot):
    rig.show()
    source = LiveSource()
    rig.watch(source)
    rig.until(lambda: rig.live.state is State.RUNNING)
    rig.window.activateWindow()
    rig.window.request.edit.setFocus()
    qtbot.keyClick(rig.window.request.edit, Qt.Key.Key_Space)
    assert rig.live.state is State.RUNNING
    rig.window.timeline.setFocus()
    rig.until(rig.window.timeline.hasFocus)
    qtbot.keyClick(rig.window.timeline, Qt.Key.Key_Space)
    assert rig.live.state is State.PAUSED


def test_a_request_that_is_too_long_is_told_and_not_cut(rig):
    rig.show()
    rig.watch(LiveSource(), "tell me when" * 1000)
    rig.until(lambda: rig.window.banner.notice is not None)
    assert "12,000 characters" in rig.window.banner.notice.what
    assert len(rig.window.request.edit.text()) == 12_000
    rig.until(lambda: rig.live.state is State.IDLE)


def test_settings_are_kept_and_bad_files_are_told(qtbot, tmp_path):
    (tmp_path / "settings.json").write_text("{broken")
    rig = Rig(qtbot, tmp_path)
    assert rig.window.banner.notice.what == "The settings file is damaged."
    rig.program.settings.use(replace(Settings(), appearance=AppearanceSettings("dark")))
    assert QApplication.palette().window().color().lightness() < 80
    assert rig.store.load().settings.appearance.scheme == "dark"
    rig.program.settings.use(Settings())
    rig.close()


def test_a_fault_opens_one_dialog(rig):
    from stride_desktop.app.window.fault_dialog import FaultDialog

    rig.show()
    rig.program.controllers.notifications.fault("diagnostics")
    rig.program.controllers.notifications.fault("more diagnostics")
    (dialog,) = rig.window.findChildren(FaultDialog)
    assert dialog.details.toPlainText() == "diagnostics"
    dialog.close()
    rig.until(lambda: rig.window.findChildren(FaultDialog) == [])
    rig.program.controllers.notifications.fault("later diagnostics")
    (dialog,) = rig.window.findChildren(FaultDialog)
    dialog.close()


@pytest.mark.parametrize("moment", ["before", "loading", "running", "paused", "answering"])
def test_closing_in_every_state(rig, moment):
    if moment == "before":
        return
    if moment == "loading":
        rig.load_gate.clear()
    if moment == "answering":
        rig.responder.gate = threading.Event()
    rig.show()
    if moment == "loading":
        rig.until(lambda: rig.live.model.loading)
        return
    source = LiveSource()
    rig.watch(source)
    source.give("..########")
    rig.until(lambda: rig.window.chat.cards)
    if moment == "paused":
        rig.live.pause()
    if moment == "answering":
        rig.until(lambda: rig.program.controllers.answers.active is not None)
    # the fixture closes the window; the leak check looks for threads


def test_a_call_that_hangs_does_not_keep_the_process(tmp_path):
    folders = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = os.environ | folders | {"XDG_RUNTIME_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.app.hanging_program"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    abandoned, seconds = done.stdout.split()
    assert (done.returncode, abandoned) == (0, "True"), done.stderr
    assert float(seconds) < SHUTDOWN_SECONDS


def test_without_a_display_it_says_what_to_do():
    env = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and "QT_" not in name}
    command = [sys.executable, "-m", "stride_desktop"]
    for arguments in ([], ["demo"]):
        done = subprocess.run([*command, *arguments], env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert done.stderr.startswith("stride-desktop: There is no display")
