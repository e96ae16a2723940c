"""Files, folders and addresses that are dragged onto the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.app.window.network_camera_dialog import NetworkCameraDialog
from stride_desktop.sources.catalog import FOLDER, VIDEO
from tests.app.rigs.window import rig  # noqa: F401 - a fixture

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def links(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def words(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def taken(widget: QWidget, data: QMimeData) -> bool:
    """Drag onto a widget and drop; whether it, or what lies behind it, accepted that."""
    enter = QDragEnterEvent(QPoint(9, 9), COPY, data, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), COPY, data, LEFT, NONE, QEvent.Type.Drop))
    return enter.isAccepted()


def test_a_file_and_a_folder_are_chosen(rig, tmp_path):
    rig.show()
    clip = tmp_path / "clip.mp4"
    clip.touch()
    assert taken(rig.window, links(clip.as_uri()))
    assert (rig.window.picker.selected().kind, rig.window.picker.address) == (VIDEO, str(clip))
    assert taken(rig.window, words(tmp_path.as_uri()))
    assert (rig.window.picker.selected().kind, rig.window.picker.address) == (FOLDER, str(tmp_path))


@pytest.mark.parametrize("drag", [links, words])
def test_an_address_is_chosen_once_it_was_confirmed(rig, drag):
    rig.show()
    assert taken(rig.window, drag("rtsp://admin:hunter2@10.0.0.9/live"))
    assert rig.window.picker.selected() is None, "no host is named without the user's consent"
    dialog = rig.window.findChild(NetworkCameraDialog)
    assert dialog.address.text() == "rtsp://10.0.0.9/live"
    assert (dialog.user.text(), dialog.password.text()) == ("admin", "hunter2")
    dialog.open_button.click()
    assert rig.window.picker.selected().address == "rtsp://admin:***@10.0.0.9/live"
    assert rig.window.picker.address == "rtsp://admin:hunter2@10.0.0.9/live"


def test_a_field_leaves_sources_to_the_window_and_takes_other_text(rig):
    rig.show()
    field = rig.window.request.edit
    assert taken(field, links(Path("/clips/one.mp4").as_uri()))
    assert rig.window.picker.address == "/clips/one.mp4"
    assert taken(field, words("https://10.0.0.9/video.mjpg"))
    assert rig.window.findChild(NetworkCameraDialog).address.text() == "https://10.0.0.9/video.mjpg"
    assert field.text() == ""
    assert taken(field, words("Tell me when it rains"))
    assert field.text() == "Tell me when it rains"


@pytest.mark.parametrize(
    "data", [links("file:///one.mp4", "file:///two.mp4"), links("mailto:me@host"), words("rain")]
)
def test_anything_else_is_refused(rig, data):
    rig.show()
    assert not taken(rig.window, data)
    assert rig.window.picker.selected() is None
