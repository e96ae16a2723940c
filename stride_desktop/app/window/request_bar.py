"""The request bar: the request, examples to begin with, and the buttons."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import partial

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QCompleter,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from stride_desktop.app.live.task import State
from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.shortcuts import ALSO, PAUSE, START, STOP, shortcut_hint
from stride_desktop.app.window.mute_button import MuteButton
from stride_desktop.app.window.request_chips import RequestChips
from stride_desktop.app.window.request_hint import RequestHint
from stride_desktop.core.event_kinds import EventKind

_MOST_IN_A_MENU = 16
"""Examples in one menu; more of them are put into sub-menus."""

_EXAMPLES = (
    (
        "On a screen",
        (
            "Tell me when the screen goes black",
            "Tell me when the screen comes back",
            "Tell me when something starts moving",
            "Tell me when a red window appears",
        ),
    ),
    (
        "In front of a camera",
        (
            "Tell me when someone moves",
            "Tell me when the light goes off",
            "Tell me when a red ball appears",
            "Tell me when the blue mug is taken away",
        ),
    ),
)


class OtherSource(Enum):
    """Whether another source is chosen than the one that is watched, and what changing to it means.

    LIVE: both are live, so that the timeline can go on. ANEW: one is a file, with its own clock.
    """

    NONE = "none"
    LIVE = "live"
    ANEW = "anew"


class RequestBar(QWidget):
    """The request with the buttons `start`, `also`, `pause` and `stop`, the answer style and the examples.

    While something is watched, Start becomes "Update" when another request is written, "Switch" when
    another live source is chosen, and "Start anew" when the chosen source needs a new run.
    `clear_recent`: forget what was asked and watched lately.
    `start_named(str)`: the current label of Start. `also`: watch for the request beside the first one; the
    additional requests have a button each below the box.
    """

    start_named = Signal(str)
    clear_recent = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.IDLE
        self.watched = ""
        """The request that is being watched for, "" when none is."""
        self._other_source = OtherSource.NONE
        self.edit = QLineEdit(self, placeholderText="Tell me when…", clearButtonEnabled=True)
        self.edit.setAccessibleName("What to tell you about")
        self.label = QLabel("&Request", self)
        self.label.setBuddy(self.edit)
        self.mute = MuteButton(self.edit, self)
        self.also = QToolButton(self)
        self.also.setText("+")
        self.also.setAccessibleName("Watch for this too, beside the other requests")
        self.also.setToolTip(shortcut_hint(self.also.accessibleName(), ALSO))
        self.chips = RequestChips(self)
        self.examples = QToolButton(self, popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.examples.setText("E&xamples")
        self.examples.setToolTip("Requests that the built-in model understands")
        self._recent: tuple[str, ...] = ()
        self._completions = QStringListModel(self)
        completer = QCompleter(self._completions, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.edit.setCompleter(completer)
        self._kinds: tuple[EventKind, ...] = ()
        self._fill_examples()
        self._make_answer_style()
        self.start = QPushButton("&Start", self)
        self.pause = QPushButton("&Pause", self)
        self.stop = QPushButton("S&top", self)
        self.pause.setToolTip(shortcut_hint("Process no frames until you resume", PAUSE))
        self.stop.setToolTip(shortcut_hint("Stop watching", STOP))
        self.hint = RequestHint(self)
        self.hint.example_chosen.connect(self._use_example)
        self._lay_out()
        self.edit.textChanged.connect(self._refresh)
        self.edit.returnPressed.connect(self.start.click)
        self._refresh()

    def _make_answer_style(self) -> None:
        self.how = QToolButton(self)
        self.how.setText("✎")
        self.how.setCheckable(True)
        self.how.setAccessibleName("Say how to answer this request")
        self.how.setToolTip(self.how.accessibleName())
        self.how.toggled.connect(self._show_answer_style)
        self.answer_style = QLineEdit(
            self,
            placeholderText="How to answer, for example: “in one word”, “only the score”",
            clearButtonEnabled=True,
        )
        self.answer_style.setAccessibleName("How to answer this request")
        self.answer_style.hide()
        self.answer_style_label = QLabel("A&nswer", self)
        self.answer_style_label.setBuddy(self.answer_style)
        self.answer_style_label.hide()

    def _lay_out(self) -> None:
        self._beside = True  # the buttons are beside the box, not below it
        self._buttons = QWidget(self)
        row(self.start, self.pause, self.stop, parent=self._buttons)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._row = (self.label, self.edit, self.also, self.mute, self.examples, self.how, self._buttons)
        for column, widget in enumerate(self._row):
            self._grid.addWidget(widget, 0, column)
        self._grid.addWidget(self.hint, 2, 1, 1, 6)
        self._grid.addWidget(self.answer_style_label, 3, 0)
        self._grid.addWidget(self.answer_style, 3, 1, 1, 5)
        self._grid.addWidget(self.chips, 4, 1, 1, 6)
        height = max(widget.sizeHint().height() for widget in (self.edit, self.start, self.examples))
        for widget in (*self._row[1:-1], self.start, self.pause, self.stop):
            widget.setMinimumHeight(height)

    @property
    def query(self) -> str:
        """The request, without blanks around it."""
        return self.edit.text().strip()

    def set_kinds(self, kinds: Sequence[EventKind]) -> None:
        """Offer examples of these kinds of event; without any, the common ones."""
        self._kinds = tuple(kinds)
        self._fill_examples()

    def set_recent(self, queries: Sequence[str]) -> None:
        """Offer these requests while the user writes, and above the examples."""
        self._recent = tuple(queries)
        self._completions.setStringList(list(queries))
        self._fill_examples()

    def _fill_examples(self) -> None:
        examples = [(kind.name, kind.examples) for kind in self._kinds] or _EXAMPLES
        self.examples.setMenu(self._example_menu(examples))

    def show_unknown(self, query: str, model: str, kinds: Sequence[EventKind]) -> None:
        """Say below the box that the model was not trained for this; Start becomes "Start anyway"."""
        self.hint.show_unknown(query, model, kinds)
        self._refresh()

    def show_understood(self) -> None:
        """Hide what `show_unknown` shows."""
        self.hint.hide()
        self._refresh()

    def set_watched(self, query: str) -> None:
        """Set the request that is being watched for, "" when none is."""
        self.watched = query
        self._refresh()

    def set_others(self, queries: Sequence[str]) -> None:
        """Show the additional requests, watched for now or from the next start on."""
        self.chips.show_queries(queries)
        self._refresh()

    def set_other_source(self, other: OtherSource) -> None:
        """Set how the chosen source differs from the one that is watched."""
        self._other_source = other
        self._refresh()

    @Slot(object)
    def show_state(self, state: State) -> None:
        """Enable the buttons for this state."""
        self._state = state
        self._refresh()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow enough for the buttons below the box."""
        whole, below = self._row_width(), self._buttons.minimumSizeHint().width()
        return QSize(max(whole - below, below), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Move the buttons below the box if the row would leave it no room."""
        super().resizeEvent(event)
        comfort = self.fontMetrics().averageCharWidth() * 24  # a short request can be read as a whole
        beside = event.size().width() >= self._row_width() + comfort
        if beside != self._beside:
            self._beside = beside
            self._grid.removeWidget(self._buttons)
            self._grid.addWidget(self._buttons, *((0, 6) if beside else (1, 1, 1, 5)))
            self.updateGeometry()

    def _row_width(self) -> int:
        """Minimum width of everything in one row."""
        widths = [widget.minimumSizeHint().width() for widget in self._row]
        return sum(widths) + 6 * max(0, self._grid.spacing())

    def _example_menu(self, examples: Sequence[tuple[str, Sequence[str]]]) -> QMenu:
        menu = QMenu(self)
        if self._recent:
            menu.addSection("Recent")
            self._add_requests(menu, self._recent)
            menu.addAction("&Clear recent", self.clear_recent.emit)
        many = sum(len(requests) for _title, requests in examples) > _MOST_IN_A_MENU
        for title, requests in examples:
            part = menu.addMenu(title) if many else menu
            if not many:
                menu.addSection(title)
            self._add_requests(part, requests)
        return menu

    def _add_requests(self, menu: QMenu, requests: Sequence[str]) -> None:
        for text in requests:
            action = QAction(text, menu)
            action.triggered.connect(partial(self._use_example, text))
            menu.addAction(action)

    def _use_example(self, text: str, _checked: bool = False) -> None:
        self.edit.setText(text)
        self.edit.setFocus()

    @Slot()
    def _refresh(self) -> None:
        busy = self._state in (State.RUNNING, State.PAUSED)
        changed = self.query != self.watched or self._other_source is not OtherSource.NONE
        name, hint = self._offer() if busy else ("&Start", "Begin to watch")
        if not self.hint.isHidden():
            name = f"{name} anyway"
        if name != self.start.text():
            self.start.setText(name)
            self.start_named.emit(name)
        self.start.setToolTip(shortcut_hint(hint, START))
        something = bool(self.query) or (bool(self.chips.queries) and not busy)
        self.start.setEnabled(something and self._state is not State.QUEUED and (changed or not busy))
        new = self.query not in ("", *self.chips.queries) and not (busy and self.query == self.watched)
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
        if self._other_source is OtherSource.LIVE and self.query == self.watched:
            return "S&witch", "Go on with this source, on the same timeline"
        return "&Start anew", "End what is watched now, and begin with this"

    @Slot(bool)
    def _show_answer_style(self, shown: bool) -> None:
        """Show the line, or clear and hide it: a hidden style has no effect."""
        self.answer_style_label.setVisible(shown)
        self.answer_style.setVisible(shown)
        if not shown:
            self.answer_style.clear()
        (self.answer_style if shown else self.edit).setFocus()
