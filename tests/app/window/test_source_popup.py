"""The list below the source picker: what it shows, follows and lets the keyboard do."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.window import source_list
from stride_desktop.app.window.source_choice import SourceChoice
from stride_desktop.app.window.source_list import SourceList
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.app.window.source_popup import SourcePopup
from stride_desktop.app.window.source_tiles import Role
from stride_desktop.sources import catalog, look
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.look import Look

SCREEN = SourceInfo(catalog.SCREEN, "screen:1", "Screen 1", "eDP-1")
FIRST = SourceInfo(catalog.WINDOW, "window:Log", "Log", "1 of XTerm 5", "XTerm 1")
SECOND = SourceInfo(catalog.WINDOW, "window:Log", "Log", "2 of XTerm 6", "XTerm 2")
CAMERA = SourceInfo(catalog.CAMERA, "camera:/dev/video0", "USB Camera", "USB Camera at usb1/1-1")
RED = np.full((9, 16, 3), (255, 0, 0), np.uint8)


class Desktop:
    """What looks find; the looks are taken on the thread of the real background."""

    def __init__(self) -> None:
        self.found: Sequence[SourceInfo] = (SCREEN, FIRST, SECOND, CAMERA)
        self.threads: set[threading.Thread] = set()
        self.looks = self.closed = 0

    def look(self, _files: Sequence[SourceInfo]) -> Look:
        self.threads.add(threading.current_thread())
        self.looks += 1
        return Look(list(self.found), [], [(info, RED) for info in self.found if info is not CAMERA])

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Desktop:
    made = Desktop()
    monkeypatch.setattr(look, "Looker", lambda _hidden: made)
    monkeypatch.setattr(source_list, "list_sources", lambda _tell: list(made.found))
    return made


@pytest.fixture
def picker(qtbot: QtBot, desktop: Desktop) -> SourcePicker:  # noqa: ARG001
    made = SourcePicker()
    qtbot.addWidget(made)
    made.resize(600, 40)
    made.show()
    return made


@pytest.fixture
def popup(qtbot: QtBot, picker: SourcePicker) -> Iterator[SourcePopup]:
    sources = SourceList()
    sources.changed.connect(picker.set_devices)
    choice = SourceChoice(picker, sources, tuple)
    with qtbot.waitSignal(sources.changed, timeout=60_000):
        sources.start()
    yield choice.popup
    sources.close()
    choice.close()


def texts(popup: SourcePopup, role: int = Qt.ItemDataRole.DisplayRole) -> list[str]:
    model = popup.list.model()
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def pictured(popup: SourcePopup) -> list[str]:
    pictures = texts(popup, Qt.ItemDataRole.DecorationRole)
    return [text for text, picture in zip(texts(popup), pictures, strict=True) if picture is not None]


def current(popup: SourcePopup) -> SourceInfo:
    return popup.list.currentIndex().data(Role.SOURCE)


def press(qtbot: QtBot, popup: SourcePopup, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(popup.list, key)


def test_it_opens_in_place_of_the_box_s_own_list_with_pictures(qtbot, popup, picker, desktop) -> None:
    qtbot.keyClick(picker.combo, Qt.Key.Key_F4)
    assert popup.isVisible()
    qtbot.waitUntil(lambda: bool(pictured(popup)))
    named = ["Screen 1", "Log (XTerm 1)", "Log (XTerm 2)"]
    assert texts(popup)[:5] == ["Screens", named[0], "Windows", *named[1:]]
    assert texts(popup)[5:8] == ["Cameras", "USB Camera", "Files and addresses"]
    assert pictured(popup) == named, "a camera is not opened for its picture"
    assert threading.main_thread() not in desktop.threads
    popup.close()
    qtbot.waitUntil(lambda: desktop.closed == 1)


def test_it_is_said_that_a_camera_stays_off_and_what_every_address_is(popup, picker) -> None:
    picker.combo.showPopup()
    spoken = [text for text in texts(popup, Qt.ItemDataRole.AccessibleTextRole) if text]
    assert spoken[0] == "Screen 1, screen:1"
    assert spoken[2] == "Log (XTerm 2), window:Log"
    assert spoken[3] == "USB Camera, off until you choose it · camera:/dev/video0"
    assert popup.list.accessibleName() == "Sources"


def test_what_comes_and_goes_is_followed_and_the_keyboard_keeps_its_place(
    qtbot, popup, picker, desktop
) -> None:
    picker.combo.showPopup()
    press(qtbot, popup, Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert current(popup) == SECOND
    desktop.found = (SCREEN, SECOND)
    before = desktop.looks
    qtbot.waitUntil(lambda: "Log" in texts(popup), timeout=20_000)
    assert desktop.looks <= before + 2
    assert current(popup).is_same(SECOND)
    assert "No camera found. Connect one, or enter an address." in texts(popup)
    desktop.found = (SCREEN, SECOND, CAMERA)
    qtbot.waitUntil(lambda: "USB Camera" in texts(popup), timeout=20_000)


def test_the_keyboard_alone_chooses(qtbot, popup, picker) -> None:
    picker.combo.showPopup()
    assert current(popup) == SCREEN
    assert QApplication.focusWidget() is popup.list or popup.list.hasFocus()
    qtbot.keyClicks(popup.list, "USB")
    assert current(popup) == CAMERA
    with qtbot.waitSignal(popup.chosen):
        press(qtbot, popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert picker.selected() == CAMERA


def test_escape_changes_nothing(qtbot, popup, picker) -> None:
    picker.combo.showPopup()
    press(qtbot, popup, Qt.Key.Key_Down, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert picker.selected() == SCREEN


def test_one_click_chooses(qtbot, popup, picker) -> None:
    picker.combo.showPopup()
    place = popup.list.visualRect(popup.list.model().index(4, 0)).center()
    with qtbot.waitSignal(popup.chosen):
        qtbot.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert picker.selected() == SECOND
    assert picker.combo.currentText() == "Log (XTerm 2)"


def test_no_more_looks_once_it_is_closed(qtbot, popup, picker, desktop) -> None:
    picker.combo.showPopup()
    qtbot.waitUntil(lambda: bool(pictured(popup)))
    popup.close()
    qtbot.waitUntil(lambda: desktop.closed == 1)
    taken = desktop.looks
    qtbot.wait(1500)
    assert desktop.looks == taken


def test_opened_files_have_a_group_of_their_own(popup, picker) -> None:
    picker.add_file(Path("/tmp/clip.mp4"))
    picker.add_address("rtsp://admin:hunter2@10.0.0.9/live")
    picker.combo.showPopup()
    group = texts(popup)[texts(popup).index("Files and addresses") :]
    assert group == ["Files and addresses", "rtsp://admin:***@10.0.0.9/live", "clip.mp4"]
    assert "hunter2" not in str(texts(popup, Qt.ItemDataRole.ToolTipRole))


def test_with_large_letters_it_fits_on_the_screen(popup, picker) -> None:
    for text in ("&Region…", "&Video file…", "&Folder…", "&Address…"):
        popup.add_button(text, "", lambda: None)
    popup.add_button("&Identify screens", "", lambda: None, closes=False)
    font = picker.font()
    font.setPointSize(18)
    popup.setFont(font)
    picker.combo.showPopup()
    assert popup.width() <= 0.95 * popup.screen().availableGeometry().width()
