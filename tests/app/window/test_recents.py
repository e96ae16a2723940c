"""Sources and requests of the last time are offered again, unless they must not be kept."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from stride_desktop.app.live.task import State
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.region import Region
from tests.app.fakes import LiveSource
from tests.app.rigs.program import Rig

SCREEN = SourceInfo(catalog.SCREEN, "screen:1", "Screen 1", "eDP-1")
WINDOW = SourceInfo(catalog.WINDOW, "window:Log", "Log", "1 of XTerm 5", "XTerm")


class RecentRig(Rig):
    """The window on sources that give no frames; what is watched may be kept."""

    def __init__(self, qtbot, folder):
        super().__init__(qtbot, folder)
        self.change({"keeping.asked": True})
        self.show()
        self.until(lambda: self.program.controllers.sources.ready)
        self.window.picker.set_devices([SCREEN, WINDOW])

    def change(self, values):
        self.program.settings.use(self.program.settings.value.having(values))

    def start_watching(self, info, query):
        self.window.picker.choose(info)
        self.window.request.edit.setText(query)
        self.window.request.start.click()

    @property
    def stored(self):
        return json.loads(self.store.path.read_text())["recent"]

    @property
    def offered(self):
        groups = {group.label: group.sources for group in self.window.picker.groups()}
        return [name for _, name in groups.get("Recent", ())]

    @property
    def menu(self):
        return [action.text() for action in self.window.request.examples.menu().actions()]


@pytest.fixture
def start(qtbot, tmp_path, monkeypatch):
    """Starts the program, again and again in one folder."""
    monkeypatch.setattr("stride_desktop.sources.catalog.open_source", lambda *_args: LiveSource())
    rigs = []

    def begin():
        rigs.append(RecentRig(qtbot, tmp_path))
        return rigs[-1]

    yield begin
    for rig in rigs[-1:]:
        rig.close()


def test_they_are_offered_after_a_restart_and_can_be_chosen(start, qtbot):
    first = start()
    first.start_watching(SCREEN, "Tell me when it rains")
    first.start_watching(WINDOW, "Tell me when the build ends")
    first.close()
    second = start()
    assert second.offered == ["Log", "Screen 1"]
    assert second.menu[1:3] == ["Tell me when the build ends", "Tell me when it rains"]
    qtbot.keyClicks(second.window.request.edit, "RAIN")
    completions = second.window.request.edit.completer()
    assert completions.popup().isVisible()
    assert completions.currentCompletion() == "Tell me when it rains"
    completions.popup().hide()
    second.window.picker.set_devices([])
    assert second.offered == ["Log – closed", "Screen 1 – not connected"]
    reopened = SourceInfo(catalog.WINDOW, WINDOW.address, "Log", "2 of XTerm 8", "XTerm")
    second.window.picker.set_devices([reopened])
    recalled = second.window.picker.groups()[-1].sources
    assert second.offered[0] == "Log"
    second.window.picker.choose(dict(zip(second.offered, (info for info, _ in recalled), strict=True))["Log"])
    assert second.window.picker.selected() == reopened


def test_a_region_is_there_as_long_as_its_screen_is(start):
    rig = start()
    rig.start_watching(Region(10, 20, 300, 200).info(SCREEN), "Tell me when it rains")
    rig.window.picker.set_devices([SCREEN])
    assert rig.offered == ["Region 300 × 200 of Screen 1"]
    rig.window.picker.set_devices([])
    assert rig.offered == ["Region 300 × 200 of Screen 1 – not connected"]


def test_a_kind_of_source_from_a_newer_version_is_passed_over(start):
    rig = start()
    rig.change({"recent.sources": ("dream\tdream:1\t\tA dream", "screen\tscreen:1\teDP-1\tScreen 1")})
    assert rig.offered == ["Screen 1"]


def test_no_password_is_kept(start):
    rig = start()
    rig.window.picker.add_address("rtsp://admin:hunter2@10.0.0.9/live?token=hunter2")
    rig.start_watching(rig.window.picker.selected(), "Tell me when it rains")
    assert rig.offered == ["rtsp://admin:***@10.0.0.9/live?token=***"]
    assert "hunter2" not in rig.store.path.read_text()


def test_nothing_is_added_in_private_mode(start):
    rig = start()
    rig.start_watching(SCREEN, "Tell me when it rains")
    rig.until(lambda: rig.live.state is State.RUNNING)
    rig.live.toggle_private()
    rig.start_watching(SCREEN, "Tell me a secret")
    rig.window.request.edit.setText("Tell me another one")
    rig.window.request.also.click()
    rig.live.toggle_private()
    assert rig.stored["requests"] == ["Tell me when it rains"]
    rig.start_watching(SCREEN, "Tell me when it snows")
    assert rig.stored["requests"] == ["Tell me when it snows", "Tell me when it rains"]


def test_clear_recent_is_in_both_lists(start, qtbot):
    rig = start()
    rig.start_watching(SCREEN, "Tell me when it rains")
    assert rig.offered
    rig.window.request.examples.menu().actions()[rig.menu.index("&Clear recent")].trigger()
    assert rig.offered == []
    assert "Recent" not in rig.menu
    assert (rig.stored["sources"], rig.stored["requests"]) == ([], [])
    rig.start_watching(WINDOW, "Tell me when it rains")
    assert rig.offered
    popup = rig.program.controllers.choice.popup
    rig.window.picker.combo.showPopup()
    button = next(button for button in popup.findChildren(QToolButton) if button.text() == "&Clear recent")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert rig.offered == []
    rig.window.picker.combo.showPopup()
    assert not button.isVisible()
    popup.close()


@pytest.mark.parametrize("off", [{"recent.remember": False}, {"keeping.what": "nothing"}])
def test_what_must_not_be_kept_is_forgotten(start, off):
    rig = start()
    rig.start_watching(SCREEN, "Tell me when it rains")
    rig.change(off)
    rig.until(lambda: rig.offered == [])
    assert rig.stored["requests"] == []
    rig.start_watching(SCREEN, "Tell me when it snows")
    assert rig.stored["requests"] == rig.stored["sources"] == []
