"""What to watch a session for once more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from stride_desktop.app.review.rerun_dialog import RerunDialog


@pytest.fixture
def ask(qtbot):
    def make(query="Tell me when it rains", checkpoint=""):
        dialog = RerunDialog(query, checkpoint)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return make


@pytest.mark.parametrize(("in_use", "given"), [("", ""), ("interlive/STRIDE-2B", "interlive/STRIDE-2B")])
def test_it_begins_with_the_request_and_the_model_in_use(qtbot, ask, in_use, given):
    dialog = ask(checkpoint=in_use)
    dialog.query.setText("  another request ")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.keyClick(dialog.query, Qt.Key.Key_Return)
    assert chosen.args == ["another request", given]


def test_another_model_can_be_typed_or_found(qtbot, ask, monkeypatch):
    dialog = ask(checkpoint="one/model")
    dialog.model.setCurrentIndex(0)
    assert dialog.checkpoint == ""
    dialog.model.setEditText(" other/model ")
    assert dialog.checkpoint == "other/model"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/some/folder")
    for button in dialog.findChildren(type(dialog.go)):
        if "Browse" in button.text():
            button.click()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.go.click()
    assert chosen.args == ["Tell me when it rains", "/some/folder"]


@pytest.mark.parametrize("query", ["   ", "x" * 10_000])
def test_a_request_that_cannot_be_watched_for_is_refused_in_words(qtbot, ask, query):
    dialog = ask()
    dialog.query.setMaxLength(20_000)
    dialog.query.setText(query)
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.go.click()
    assert dialog.isVisible()
    assert dialog.complaint.text()
