"""Rows of the settings form that are more than one field."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from stride_desktop.app.alerts.alert import Channel
from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.confirm import confirmed
from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.app.settings.fields import Field
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.responders.budget import image_tokens, plan, text_tokens
from stride_desktop.responders.kinds import answer_budget
from stride_desktop.responders.phrases import phrases_for


class CheckpointRow(QWidget):
    """A field for a folder, with a button to look for one. `models_requested`: show the list of models."""

    models_requested = Signal()

    def __init__(self, field: Field, with_models: bool = True) -> None:
        super().__init__()
        self._field = field
        browse = QPushButton("&Browse…", self)
        browse.clicked.connect(self._browse)
        cells = row(field.widget, browse, parent=self, wide=field.widget)
        if with_models:
            models = QPushButton("&Models…", self)
            models.clicked.connect(self.models_requested)
            cells.addWidget(models)

    @Slot()
    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Choose a folder"):
            self._field.set(folder)


class KeyRow(QWidget):
    """The key of a server, which is never shown. edit: empty at first, also when a key is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit(
            self, echoMode=QLineEdit.EchoMode.Password, placeholderText="Only if the server asks for one"
        )
        self.edit.setAccessibleName("API key")
        hint = MutedLabel("Kept in the system's keychain, never in the settings file.", self)
        column(self.edit, hint, parent=self)
        self.setFocusProxy(self.edit)


class EraseRow(QWidget):
    """The button that deletes everything stored. `erase_requested`: the user has confirmed it."""

    erase_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton("&Delete all my data…", self)
        self.button.clicked.connect(self._ask)
        row(self.button, None, parent=self)

    @Slot()
    def _ask(self) -> None:
        question = "All stored sessions, also starred ones, the settings, keys and the log are deleted."
        consequences = "Watching stops, and Stride Desktop closes. This cannot be undone."
        if confirmed(self, "Delete all data?", question, consequences, "&Delete everything"):
            self.erase_requested.emit()


_CHANNELS = {
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
        self.words.setText(_CHANNELS[channel])
        self.words.show()


_HEIGHT, _WIDTH = 1080, 1920
"""Pixels of the usual camera or screen."""

_REQUEST = "Tell me when somebody comes in through the door"
"""A request of the usual length."""


class BudgetLine(MutedLabel):
    """Pictures and tokens of an answer, as estimated for pictures of 1920×1080."""

    def show_for(self, settings: ResponderSettings) -> None:
        """Show the estimate for these settings."""
        budget = answer_budget(settings)
        text = text_tokens(settings.instruction or phrases_for(_REQUEST).instruction, _REQUEST)
        try:
            planned = plan(budget, budget.pictures, _HEIGHT, _WIDTH, text)
        except ResponderError as error:
            self.setText(str(error))
            return
        size = f"{planned.side}×{round(planned.side * _HEIGHT / _WIDTH)}"
        seen = planned.pictures * image_tokens(_HEIGHT, _WIDTH, planned.side)
        left = budget.answer if budget.context is None else budget.context - planned.tokens
        words = (
            f"Pictures: {planned.pictures} of {size} ≈ {seen:,} tokens; "
            f"text ≈ {planned.tokens - seen:,}; answer {min(budget.answer, left):,}"
        )
        if budget.context is None:
            self.setText(f"{words}. Fewer or smaller ones, if the model says that it reads less.")
        else:
            self.setText(f"{words}: fits in {budget.context:,}.")
