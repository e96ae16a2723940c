"""The setting whether to notify, with a button that tries it and words on what this system can do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stride_desktop.app.alerts.alert import Channel
from stride_desktop.app.settings.fields import Field, Value


class AlertBox(QWidget):
    """The switch, the button and the words. `test_requested`: show a notification."""

    test_requested = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.switch = QCheckBox(text, self)
        self.test = QPushButton("&Test", self)
        self.test.setAccessibleDescription("Shows a notification now")
        self.test.clicked.connect(self.test_requested)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.switch, 1)
        row.addWidget(self.test)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.words)
        self.setFocusProxy(self.switch)
        self.words.hide()

    def show_channel(self, channel: Channel) -> None:
        """Say how this system can tell."""
        self.words.setText(channel_words(channel))
        self.words.show()


class AlertField(Field):
    """Yes or no, in an AlertBox."""

    def __init__(self, text: str) -> None:
        self.box = AlertBox(text)
        super().__init__(self.box)
        self.box.switch.toggled.connect(self.edited)

    def get(self) -> bool:
        """Whether it is on."""
        return self.box.switch.isChecked()

    def set(self, value: Value) -> None:
        """Switch it."""
        self.box.switch.setChecked(bool(value))


def channel_words(channel: Channel) -> str:
    """The kind of notifications of this system, as text."""
    if channel is Channel.UNKNOWN:
        return "Finding out what this system can show…"
    if channel is Channel.DESKTOP:
        return "This system shows notifications with a picture and buttons."
    if channel is Channel.TRAY:
        return "This system has no notification service: a message at the icon is shown."
    return (
        "This system has neither a notification service nor a place for the icon: "
        "the window is marked in the task bar."
    )
