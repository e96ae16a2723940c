"""Every access key (Alt and a letter) of the main window means one thing."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel

from tests.app.rigs.recording import Rig


@pytest.fixture
def window(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, "spans")
    rig.show()
    yield rig.window
    rig.close()


def test_no_two_share_one(window):
    texts = [action.text() for action in window.menuBar().actions()]
    texts += [label.text() for label in window.findChildren(QLabel) if label.buddy() and label.isVisible()]
    texts += [button.text() for button in window.findChildren(QAbstractButton) if button.isVisible()]
    keys = [QKeySequence.mnemonic(text).toString() for text in texts]
    assert len(keys) > 8
    assert {key: count for key, count in Counter(filter(None, keys)).items() if count > 1} == {}
