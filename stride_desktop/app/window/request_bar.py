"""The request bar: the request, examples to begin with, and the three buttons."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from stride_desktop.app.live.task import State
from stride_desktop.app.look.shortcuts import ALSO, PAUSE, START, STOP, shortcut_hint
from stride_desktop.app.window.mute_button import MuteButton
from stride_desktop.app.window.request_chips import RequestChips
from stride_desktop.app.window.request_hint import RequestHint
from stride_desktop.core.event_kinds import EventKind

_MOST_IN_A_MENU = 16
"""More examples than these are put into sub-menus."""


class OtherSource(Enum):
    """Whether another source is chosen than the one that is watched, and what going over to it means.

    LIVE: both are live, so that the timeline can go on. ANEW: one is a file, with a time of its own.
    """

    NONE = "none"
    LIVE = "live"
    ANEW = "anew"


class RequestBar(QWidget):
    """`start_requested`, `pause_requested`, `resume_requested` and `stop_requested` follow the buttons.

    While something is watched, Start becomes "Update" when another request is written, "Switch" when
    another live source is chosen, and "Start anew" when what is chosen can only be watched from a new
    beginning. `start_named(str)`: what the button says now. `also_requested`: what is written is to be
    watched for beside the first request; those that are have a button each below the box.
    """

    start_named = Signal(str)

    start_requested = Signal()
    also_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.IDLE
        self._watched = ""
        self._other_source = OtherSource.NONE
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText("Tell me when…")
        self.edit.setAccessibleName("What to tell you about")
        self.edit.setClearButtonEnabled(True)
        self.edit.textChanged.connect(self._refresh)
        self.edit.returnPressed.connect(self._on_return)
        self.mute = MuteButton(self.edit, self)
        self.also = QToolButton(self)
        self.also.setText("+")
        self.also.setAccessibleName("Watch for this too, beside the other requests")
        self.also.setToolTip(shortcut_hint(self.also.accessibleName(), ALSO))
        self.also.clicked.connect(self.also_requested)
        self.chips = RequestChips(self)
        self.examples = QToolButton(self)
        self.examples.setText("E&xamples")
        self.examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.examples.setToolTip("Requests that the built-in model understands")
        self.set_kinds(())
        self.how = QToolButton(self)
        self.how.setText("✎")
        self.how.setCheckable(True)
        self.how.setAccessibleName("Say how to answer this request")
        self.how.setToolTip(self.how.accessibleName())
        self.how.toggled.connect(self._show_answer_style)
        self.answer_style = QLineEdit(self)
        self.answer_style.setPlaceholderText("How to answer, for example: “in one word”, “only the score”")
        self.answer_style.setAccessibleName("How to answer this request")
        self.answer_style.setClearButtonEnabled(True)
        self.answer_style.hide()
        self.answer_style_label = QLabel("A&nswer", self)
        self.answer_style_label.setBuddy(self.answer_style)
        self.answer_style_label.hide()
        self.start = QPushButton("&Start", self)
        self.pause = QPushButton("&Pause", self)
        self.stop = QPushButton("S&top", self)
        self.start.clicked.connect(self.start_requested)
        self.pause.clicked.connect(self._on_pause)
        self.stop.clicked.connect(self.stop_requested)
        self.pause.setToolTip(shortcut_hint("Look at nothing until you resume", PAUSE))
        self.stop.setToolTip(shortcut_hint("Stop watching", STOP))
        self.label = QLabel("&Request", self)
        self.label.setBuddy(self.edit)
        self.hint = RequestHint(self)
        self.hint.example_chosen.connect(self._use_example)
        self._lay_out()
        self._equal_heights()
        self._refresh()

    def _lay_out(self) -> None:
        self._beside = True  # the buttons are beside the box, not below it
        self._buttons = QWidget(self)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        for button in (self.start, self.pause, self.stop):
            buttons.addWidget(button)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        for column, widget in enumerate(
            (self.label, self.edit, self.also, self.mute, self.examples, self.how)
        ):
            self._grid.addWidget(widget, 0, column)
        self._grid.addWidget(self._buttons, 0, 6)
        self._grid.addWidget(self.hint, 2, 1, 1, 6)
        self._grid.addWidget(self.answer_style_label, 3, 0)
        self._grid.addWidget(self.answer_style, 3, 1, 1, 5)
        self._grid.addWidget(self.chips, 4, 1, 1, 6)

    @property
    def query(self) -> str:
        """The request, without blanks around it."""
        return self.edit.text().strip()

    @property
    def watched(self) -> str:
        """The request that is being watched for, "" when none is."""
        return self._watched

    def set_query(self, text: str) -> None:
        """Put a request into the box."""
        self.edit.setText(text)

    def set_kinds(self, kinds: Sequence[EventKind]) -> None:
        """Offer examples of these kinds of event; of none, those that are common."""
        examples = [(kind.name, list(kind.examples)) for kind in kinds] or self._examples()
        self.examples.setMenu(self._example_menu(examples))

    def show_unknown(self, query: str, model: str, kinds: Sequence[EventKind]) -> None:
        """Say below the box that the model was not trained for this; Start becomes "Start anyway"."""
        self.hint.show_unknown(query, model, kinds)
        self._refresh()

    def show_understood(self) -> None:
        """Take that back."""
        self.hint.hide()
        self._refresh()

    def set_answer_style(self, text: str) -> None:
        """Show how the request in the box is to be answered."""
        self.answer_style.setText(text)

    def set_watched(self, query: str) -> None:
        """The request that is being watched for, "" when none is."""
        self._watched = query
        self._refresh()

    def set_others(self, queries: Sequence[str]) -> None:
        """The additional requests, watched now or at the next start."""
        self.chips.show_queries(queries)
        self._refresh()

    def set_other_source(self, other: OtherSource) -> None:
        """Which source is chosen, beside the one that is watched."""
        self._other_source = other
        self._refresh()

    @Slot(object)
    def show_state(self, state: State) -> None:
        """Offer what can be done in this state."""
        self._state = state
        self._refresh()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow enough for the buttons below the box, whichever way they lie now."""
        row, below = self._row_width(), self._buttons.minimumSizeHint().width()
        return QSize(max(row - below, below), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Move the buttons below the box where a row would leave it no room."""
        super().resizeEvent(event)
        beside = event.size().width() >= self._row_width() + self._comfort()
        if beside != self._beside:
            self._beside = beside
            self._grid.removeWidget(self._buttons)
            self._grid.addWidget(self._buttons, *((0, 6) if beside else (1, 1, 1, 5)))
            self.updateGeometry()

    def _row_width(self) -> int:
        """Width of everything in one row, the box as narrow as it can be."""
        widgets = (self.label, self.edit, self.also, self.mute, self.examples, self.how, self._buttons)
        return sum(widget.minimumSizeHint().width() for widget in widgets) + 6 * max(0, self._grid.spacing())

    def _comfort(self) -> int:
        """The size hint beyond the minimum: a short request is readable as a whole."""
        return self.fontMetrics().averageCharWidth() * 24

    def _example_menu(self, examples: Sequence[tuple[str, Sequence[str]]]) -> QMenu:
        menu = QMenu(self)
        many = sum(len(requests) for _title, requests in examples) > _MOST_IN_A_MENU
        for title, requests in examples:
            part = menu.addMenu(title) if many else menu
            if not many:
                menu.addSection(title)
            for text in requests:
                action = QAction(text, part)
                action.triggered.connect(partial(self._use_example, text))
                part.addAction(action)
        return menu

    def _examples(self) -> list[tuple[str, list[str]]]:
        screen = [
            "Tell me when the screen goes black",
            "Tell me when the screen comes back",
            "Tell me when something starts moving",
            "Tell me when a red window appears",
        ]
        camera = [
            "Tell me when someone moves",
            "Tell me when the light goes off",
            "Tell me when a red ball appears",
            "Tell me when the blue mug is taken away",
        ]
        return [("On a screen", screen), ("In front of a camera", camera)]

    def _use_example(self, text: str, _checked: bool = False) -> None:
        self.edit.setText(text)
        self.edit.setFocus()

    def _equal_heights(self) -> None:
        height = max(widget.sizeHint().height() for widget in (self.edit, self.start, self.examples))
        buttons = (self.start, self.pause, self.stop, self.also, self.mute, self.examples, self.how)
        for widget in (self.edit, *buttons):
            widget.setMinimumHeight(height)

    @Slot()
    def _refresh(self) -> None:
        busy = self._state in (State.RUNNING, State.PAUSED)
        changed = self.query != self._watched or self._other_source is not OtherSource.NONE
        name, hint = self._offer() if busy else ("&Start", "Begin to watch")
        if not self.hint.isHidden():
            name = f"{name} anyway"
        if name != self.start.text():
            self.start.setText(name)
            self.start_named.emit(name)
        self.start.setToolTip(shortcut_hint(hint, START))
        something = bool(self.query) or (bool(self.chips.queries) and not busy)
        self.start.setEnabled(something and self._state is not State.QUEUED and (changed or not busy))
        new = self.query not in ("", *self.chips.queries) and not (busy and self.query == self._watched)
        self.also.setEnabled(new and self._state in (State.IDLE, State.RUNNING, State.PAUSED))
        self.start.setDefault(not busy)
        paused = self._state is State.PAUSED
        self.pause.setText("Resu&me" if paused else "&Pause")
        self.pause.setEnabled(busy)
        self.stop.setEnabled(busy or self._state is State.QUEUED)

    def _offer(self) -> tuple[str, str]:
        """The meaning of Start while something is watched: the button's name and the hint."""
        if self._other_source is OtherSource.NONE:
            return "&Update", "Watch for this request from now on"
        if self._other_source is OtherSource.LIVE and self.query == self._watched:
            return "S&witch", "Go on with this source, on the same timeline"
        return "&Start anew", "End what is watched now, and begin with this"

    @Slot(bool)
    def _show_answer_style(self, shown: bool) -> None:
        """What is not in sight does not count: closing the line takes back what it says."""
        self.answer_style_label.setVisible(shown)
        self.answer_style.setVisible(shown)
        if not shown:
            self.answer_style.clear()
        (self.answer_style if shown else self.edit).setFocus()

    @Slot()
    def _on_return(self) -> None:
        if self.start.isEnabled():
            self.start_requested.emit()

    @Slot()
    def _on_pause(self) -> None:
        if self._state is State.PAUSED:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()
