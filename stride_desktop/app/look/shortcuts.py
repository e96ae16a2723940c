"""Keyboard shortcuts: one table, used by the actions and by the help that F1 shows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

OPEN = "Ctrl+O"
START = "Ctrl+Return"
ALSO = "Ctrl+Shift+Return"
PAUSE = "Ctrl+P"
STOP = "Ctrl+."
LIVE = "Ctrl+L"
REFINEMENT = "F8"
SESSIONS = "Ctrl+Shift+O"
REVIEW = "Ctrl+R"
NEW_LANE = "Ctrl+Shift+L"
EVENTS = "F9"
EXPORT = "Ctrl+E"
RIGHT = "R"
WRONG = "W"
ADD_SPAN = "Ins"
DELETE_SPAN = "Del"
NOTE = "M"
UNDO = "Ctrl+Z"
REDO = "Ctrl+Shift+Z"
FIND = "Ctrl+F"
SETTINGS = "Ctrl+,"
HELP = "F1"


def shortcut_hint(text: str, keys: str) -> str:
    """A tool tip that names the shortcut the way this platform writes it."""
    return f"{text} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})"


class ShortcutHelp(QDialog):
    """What every key does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        form = QFormLayout()
        for keys, words in _table():
            native = " / ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in keys.split(" / ")
            )
            form.addRow(QLabel(native, self), QLabel(words, self))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(buttons)


def _table() -> list[tuple[str, str]]:
    def say(text: str) -> str:
        return QCoreApplication.translate("Shortcuts", text)

    return [
        (OPEN, say("Open a video file")),
        (START, say("Start watching, or watch for the request as it reads now")),
        (ALSO, say("Watch for the request as it reads now beside the others")),
        (PAUSE, say("Pause at once, or go on")),
        ("Space", say("Pause or go on, while the picture or the timeline has the focus")),
        (STOP, say("Stop watching")),
        (LIVE, say("Go back to the newest frame")),
        (REFINEMENT, say("Show or hide how the model arrived at its decisions")),
        (SESSIONS, say("Open a stored session")),
        (REVIEW, say("Review what was watched last")),
        (NEW_LANE, say("In a stored session: watch it again, for another request or with another model")),
        (EVENTS, say("In a stored session: see what other event settings would have told")),
        (EXPORT, say("Export the session that is open")),
        ("R / W", say("Reviewing, on the timeline: the span is right or wrong; M: a note about it")),
        ("Ins / Del", say("Reviewing, on the timeline: add a span at the play-head, delete the span")),
        ("[ / ]", say("Reviewing, on the timeline: begin or end the selected span at the play-head")),
        ("Alt+Left / Alt+Right", say("Reviewing, on the timeline: move the selected span by a second")),
        (UNDO, say("Reviewing: take the last edit back; with Shift: make it again")),
        (FIND, say("Search the answers")),
        (SETTINGS, say("Settings")),
        ("Page Up", say("The tick before, in the refinement panel; Page Down: the one after")),
        ("G", say("Go to a time, while the timeline has the focus; N and P go to the spans")),
        ("Left / Right", say("Move by a second, while the timeline has the focus; with Ctrl by ten")),
        ("Shift+Left / Shift+Right", say("Choose a stretch of the timeline, as dragging with Shift does")),
        ("A", say("On the timeline: ask about the chosen stretch, or have a held-back moment answered")),
        ("Ctrl+Up / Ctrl+Down", say("Choose the lane above or below, while the timeline has the focus")),
        ("Tab", say("Go to the next part of the window")),
        (HELP, say("This list")),
    ]
