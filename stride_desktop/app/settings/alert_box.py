"""The setting whether to notify, with a button that tries it and words on what this system can show."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from stride_desktop.app.alerts.alert import Channel
from stride_desktop.app.look.arrange import column, row

_WORDS = {
    Channel.UNKNOWN: "Finding out what this system can show…",
    Channel.DESKTOP: "This system shows notifications with a picture and buttons.",
    Channel.TRAY: "This system has no notification service: a message at the icon is shown.",
    Channel.TASK_BAR: (
        "This system has neither a notification service nor a place for the icon: "
        "the window is marked in the task bar."
    ),
}


class AlertBox(QWidget):
    """The switch, the button and the words. `test_requested`: show a notification."""

    test_requested = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.switch = QCheckBox(text, self)
        self.test = QPushButton("&Test", self)
        self.test.setAccessibleDescription("Shows a notification now")
        self.test.clicked.connect(self.test_requested)
        self.words = QLabel(self, wordWrap=True)
        self.words.hide()
        column(row(self.switch, self.test, wide=self.switch), self.words, parent=self).setSpacing(2)
        self.setFocusProxy(self.switch)

    def show_channel(self, channel: Channel) -> None:
        """Say how this system shows alerts."""
        self.words.setText(_WORDS[channel])
        self.words.show()
