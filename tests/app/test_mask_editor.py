"""Marking parts of the preview with the mouse, and the list of them in the settings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from stride_desktop.app.preview.mask_editor import MaskEditor
from stride_desktop.app.preview.view import PreviewView
from stride_desktop.app.settings.dialog import SettingsDialog
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.settings import PrivacySettings, Settings

LEFT = Qt.MouseButton.LeftButton
CORNER = Mask(0.5, 0.0, 0.5, 0.5)


@pytest.fixture
def view(qtbot):
    """A picture of 800×400 pixels as it is, with bars of 100 above and below."""
    view = PreviewView()
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    view.show_frame(np.full((400, 800, 3), 200, np.uint8), "")
    return view


def editor_of(view, *masks):
    editor = MaskEditor(view, masks)
    editor.saved, editor.ends = [], []
    editor.edited.connect(editor.saved.append)
    editor.closed.connect(lambda: editor.ends.append(True))
    return editor


def drag(qtbot, editor, start, end):
    qtbot.mousePress(editor, LEFT, pos=QPoint(*start))
    qtbot.mouseMove(editor, QPoint(*end))
    qtbot.mouseRelease(editor, LEFT, pos=QPoint(*end))


def test_a_dragged_rectangle_is_saved_in_shares_of_the_picture(qtbot, view):
    editor = editor_of(view)
    drag(qtbot, editor, (600, 300), (400, 100))
    assert editor.saved == [(Mask(0.5, 0.0, 0.25, 0.5),)]


def test_it_ends_at_the_edge_of_the_picture_and_cannot_begin_outside(qtbot, view):
    editor = editor_of(view)
    drag(qtbot, editor, (400, 300), (900, 590))
    assert editor.saved == [(Mask(0.5, 0.5, 0.5, 0.5),)]
    drag(qtbot, editor, (400, 50), (500, 300))
    assert len(editor.saved) == 1


def test_a_click_or_the_delete_key_shows_a_part_again(qtbot, view):
    editor = editor_of(view, CORNER, Mask(0.0, 0.0, 0.1, 0.1))
    qtbot.mouseClick(editor, LEFT, pos=QPoint(200, 400))
    assert editor.saved == []
    qtbot.mouseClick(editor, LEFT, pos=QPoint(700, 200))
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.saved == [(Mask(0.0, 0.0, 0.1, 0.1),), ()]


def test_parts_are_outlined_and_escape_ends(qtbot, view):
    editor = editor_of(view, CORNER)
    picture = view.grab().toImage()
    assert picture.pixelColor(400, 200).value() == 255, "the outline"
    assert picture.pixelColor(600, 220).value() < 100
    assert picture.pixelColor(200, 400).value() == 200
    view.resize(400, 300)
    assert editor.size() == view.size()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.ends == [True]


def test_the_settings_list_the_parts_and_can_remove_them(qtbot):
    masks = tuple(
        str(SourceMask(mask, "screen:1", "", "Screen 1")) for mask in (CORNER, Mask(0.0, 0.0, 0.1, 0.2))
    )
    page = SettingsDialog(replace(Settings(), privacy=PrivacySettings(masks=masks)))
    qtbot.addWidget(page)
    listed = page.masks.list
    assert listed.item(0).text() == "Screen 1: 50% × 50%, 50% from the left, 0% from the top"
    assert not page.masks.remove.isEnabled()
    listed.setCurrentRow(0)
    page.restore_defaults()
    assert page.settings().privacy.masks == masks, "nothing hidden is seen again unnoticed"
    page.masks.remove.click()
    with qtbot.waitSignal(page.saved) as saved:
        page.save()
    assert saved.args[0].privacy.masks == masks[1:]
