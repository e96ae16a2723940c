"""What comes from outside is shown as it is, never taken for HTML."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from stride_desktop.app.chat.ask_box import AskBox
from stride_desktop.app.look.plain_label import PlainLabel, plain_hint
from stride_desktop.app.review.bar import ReviewBar
from stride_desktop.app.window.status_bar import StatusBar

HOSTILE = '<img src="file:///etc/passwd"> <b>bold</b> & more'


def test_a_label_takes_nothing_for_html(qtbot):
    label = PlainLabel(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == HOSTILE


def test_a_hint_shows_the_same_letters():
    assert "<img" not in plain_hint(HOSTILE)
    assert plain_hint("a plain request") == "a plain request"


@pytest.mark.parametrize("make", [ReviewBar, AskBox, StatusBar], ids=lambda make: make.__name__)
def test_labels_that_name_things_do_not_guess(make, qtbot):
    widget = make()
    qtbot.addWidget(widget)
    guessing = [
        label
        for label in widget.findChildren(QLabel)
        if label.textFormat() is Qt.TextFormat.AutoText and not label.text()
    ]
    assert not guessing, "filled later, with text from outside"
