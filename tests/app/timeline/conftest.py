"""A timeline of a watched stream."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.timeline.view import TimelineView
from tests.app.timeline.mouse import shown
from tests.app.timeline.snapshots import SPANS, show_live, watched


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    view = shown(qtbot)
    show_live(view, watched(160, SPANS))
    QApplication.processEvents()
    return view
