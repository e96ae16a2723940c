"""The list of sources keeps what was chosen, whatever comes and goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.core.addresses import path_of
from stride_desktop.core.errors import SourceError
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo

SCREEN = SourceInfo(catalog.SCREEN, "screen:1", "Screen 1", "eDP-1")
SECOND = SourceInfo(catalog.SCREEN, "screen:2", "Screen 2", "HDMI-1")
CAMERA = SourceInfo(catalog.CAMERA, "camera:/dev/video0", "USB Camera", "USB Camera at usb1/1-1")


@pytest.fixture
def picker(qtbot):
    picker = SourcePicker()
    qtbot.addWidget(picker)
    picker.set_devices([SCREEN, SECOND, CAMERA])
    return picker


def items(picker):
    return [picker.combo.itemText(index) for index in range(picker.combo.count())]


def test_a_camera_that_is_pulled_out_stays_chosen_and_is_shown_as_away(picker, qtbot):
    picker.select(CAMERA.address)
    with qtbot.assertNotEmitted(picker.chosen):
        picker.set_devices([SCREEN])
    assert picker.selected() == CAMERA
    assert picker.combo.currentText() == "USB Camera – not connected"
    assert items(picker) == ["Screens", "Screen 1", "Cameras", "USB Camera – not connected"]
    picker.set_devices([SCREEN, CAMERA])
    assert picker.combo.currentText() == "USB Camera"


def test_it_is_the_same_camera_under_another_address_and_name(picker):
    picker.select(CAMERA.address)
    back = SourceInfo(catalog.CAMERA, "camera:/dev/video3", "USB Camera (video3)", CAMERA.identity)
    other = SourceInfo(catalog.CAMERA, CAMERA.address, "USB Camera (video0)", "USB Camera at usb1/1-2")
    picker.set_devices([SCREEN, other, back])
    assert picker.selected() == back


def test_a_screen_whose_number_is_now_another_one_s_stays_chosen(picker):
    picker.select(SECOND.address)
    projector = SourceInfo(catalog.SCREEN, "screen:2", "Screen 2", "DP-2")
    picker.set_devices([SCREEN, projector])
    assert picker.selected() == SECOND
    assert "Screen 2 – not connected" in items(picker)
    moved = SourceInfo(catalog.SCREEN, "screen:1", "Screen 1", "HDMI-1")
    picker.set_devices([moved, projector])
    assert picker.selected() == moved


def test_what_is_away_and_not_chosen_is_not_shown(picker):
    picker.select(CAMERA.address)
    picker.set_devices([SCREEN])
    picker.select(SCREEN.address)
    picker.set_devices([SCREEN, SECOND])
    assert items(picker) == ["Screens", "Screen 1", "Screen 2"]


def test_no_password_of_a_network_camera_is_in_the_list(picker):
    address = "rtsp://admin:hunter2@10.0.0.9/live?token=hunter2"
    picker.add_address(address)
    shown = "rtsp://admin:***@10.0.0.9/live?token=***"
    assert picker.selected().address == picker.combo.currentText() == shown
    assert "hunter2" not in f"{items(picker)} {picker.selected()}"
    assert picker.address == address
    picker.set_devices([SCREEN])
    assert picker.combo.currentText() == shown, "it is no device that could be away"
    with pytest.raises(SourceError):
        picker.add_address("rtsp://")


def test_two_of_one_name_can_be_told_apart(picker):
    for folder in ("a", "b"):
        picker.add_file(Path(f"/{folder}/clip.mp4"))
    assert items(picker)[-2:] == ["clip.mp4 (/b/clip.mp4)", "clip.mp4 (/a/clip.mp4)"]


def test_with_everything_gone_the_choice_is_still_there(picker):
    picker.select(CAMERA.address)
    picker.set_devices([])
    assert picker.selected() == CAMERA


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_whose_name_is_no_text_is_the_one_that_was_chosen(picker, tmp_path, monkeypatch):
    path = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    path.touch()
    shown = str(tmp_path / "caf\ufffd.mp4")  # what Qt's dialog makes of it
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (shown, ""))
    picker.ask_for_file()
    chosen = picker.selected()
    assert chosen.name == picker.combo.currentText() == "caf\ufffd.mp4"
    assert path_of(chosen.address) == path


def test_the_reason_why_screens_are_missing_is_in_the_list(picker):
    missing = SourceError("Screens are shared by a portal, which is missing.", "Install it.")
    picker.select(CAMERA.address)
    picker.set_devices([CAMERA], [missing])
    assert items(picker) == ["Cameras", "USB Camera", missing.what]
    assert picker.combo.itemData(2, Qt.ItemDataRole.ToolTipRole) == str(missing)
    picker.set_devices([SCREEN, CAMERA])
    assert missing.what not in items(picker)


def test_a_folder_is_a_source_of_its_own_kind(picker, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    picker.ask_for_folder()
    assert picker.selected() == SourceInfo(catalog.FOLDER, str(tmp_path), tmp_path.name)
    assert "Folders of pictures" in items(picker)
