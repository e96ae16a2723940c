"""Keyboard shortcuts: one table, used by the actions and by the help that F1 shows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from stride_desktop.app.look.dialog import Dialog

OPEN = "Ctrl+O"
REGION = "Ctrl+Shift+R"
START = "Ctrl+Return"
ALSO = "Ctrl+Shift+Return"
PAUSE = "Ctrl+P"
PRIVATE = "Ctrl+Shift+P"
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


def native(keys: str) -> str:
    """A shortcut as this platform writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def shortcut_hint(text: str, keys: str) -> str:
    """A tool tip that names the shortcut."""
    return f"{text} ({native(keys)})"


def command(text: str, keys: str, run: Callable[[], object], parent: QObject, hint: str = "") -> QAction:
    """An action that calls `run`. keys: its shortcut, which the tool tip names; "" for none.

    hint: the tool tip, by default the text.
    """
    action = QAction(text, parent)
    if keys:
        action.setShortcut(QKeySequence(keys))
        action.setToolTip(shortcut_hint(hint or text.replace("&", "").rstrip("…"), keys))
    action.triggered.connect(lambda: run())
    return action


class ShortcutHelp(Dialog):
    """The list of keyboard shortcuts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Keyboard shortcuts", parent)
        form = QFormLayout()
        for keys, words in _TABLE:
            form.addRow(QLabel(" / ".join(map(native, keys.split(" / "))), self), QLabel(words, self))
        self.offer_close()
        self.lay_out(form)


_TABLE = (
    ("Alt+Down", "Open the list of sources, while the box “Watch” has the focus"),
    (OPEN, "Open a video file"),
    (REGION, "Watch a region of the screen"),
    (START, "Start watching, or watch for the request as it reads now"),
    (ALSO, "Watch for the request as it reads now beside the others"),
    (PAUSE, "Pause at once, or go on"),
    (PRIVATE, "Begin or end private mode: nothing is seen or stored"),
    ("Space", "Pause or go on, while the picture or the timeline has the focus"),
    (STOP, "Stop watching"),
    (LIVE, "Go back to the newest frame"),
    (REFINEMENT, "Show or hide how the model arrived at its decisions"),
    (SESSIONS, "Open a stored session"),
    (REVIEW, "Review what was watched last"),
    (NEW_LANE, "In a stored session: watch it again, for another request or with another model"),
    (EVENTS, "In a stored session: see which alerts other event settings would have given"),
    (EXPORT, "Export the session that is open"),
    ("R / W", "Reviewing, on the timeline: the span is right or wrong; M: a note about it"),
    ("Ins / Del", "Reviewing, on the timeline: add a span at the play-head, delete the span"),
    ("[ / ]", "Reviewing, on the timeline: begin or end the selected span at the play-head"),
    ("Alt+Left / Alt+Right", "Reviewing, on the timeline: move the selected span by a second"),
    (UNDO, "Reviewing: take the last edit back; with Shift: make it again"),
    (FIND, "Search the answers"),
    (SETTINGS, "Settings"),
    ("Page Up", "The tick before, in the refinement panel; Page Down: the one after"),
    ("G", "Go to a time, while the timeline has the focus; N and P go to the spans"),
    ("Left / Right", "Move by a second, while the timeline has the focus; with Ctrl by ten"),
    ("Shift+Left / Shift+Right", "Choose a stretch of the timeline, as dragging with Shift does"),
    ("A", "On the timeline: ask about the chosen stretch, or have a held-back moment answered"),
    ("Ctrl+Up / Ctrl+Down", "Choose the lane above or below, while the timeline has the focus"),
    ("Tab", "Go to the next part of the window"),
    (HELP, "This list"),
)
