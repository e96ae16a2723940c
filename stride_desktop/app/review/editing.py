"""The user's verdicts on the spans of a lane: commands, keys, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog

from stride_desktop.app.look import shortcuts
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.frames import INSIDE
from stride_desktop.core.review import Review, ReviewedSpan, ReviewHistory, Verdict

_NEW_SPAN = 5.0
"""Length in seconds of a span that is added by key."""


class Editing(QObject):
    """Turns commands about the selected span into reviews. `changed(str, Review)`: of this lane.

    Commands are about the span that is selected on the timeline, or else the one under the play-head.
    """

    changed = Signal(str, object)

    def __init__(self, timeline: TimelineView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline = timeline
        self._histories: dict[str, ReviewHistory] = {}
        self._lane = ""
        self._note: QInputDialog | None = None
        self._build_actions()
        timeline.editor.selection_changed.connect(self._refresh)
        timeline.playhead.moved.connect(self._refresh)
        timeline.editor.moved.connect(self._on_moved)
        timeline.editor.added.connect(self._on_added)
        self._refresh()

    def _build_actions(self) -> None:
        judge = self._judge
        right, wrong = partial(judge, Verdict.RIGHT), partial(judge, Verdict.WRONG)
        undo, redo = partial(self._walk, ReviewHistory.undo), partial(self._walk, ReviewHistory.redo)
        self.right = self._action("&Right", "✓ Right", shortcuts.RIGHT, right)
        self.wrong = self._action("&Wrong", "✗ Wrong", shortcuts.WRONG, wrong)
        self.add = self._action("&Add a span", "+ Span", shortcuts.ADD_SPAN, self._add)
        self.delete = self._action("&Delete the span", "Delete", shortcuts.DELETE_SPAN, self._delete)
        self.note = self._action("&Note…", "Note…", shortcuts.NOTE, self._ask_note)
        self.undo = self._action("&Undo", "↶ Undo", shortcuts.UNDO, undo)
        self.redo = self._action("&Redo", "↷ Redo", shortcuts.REDO, redo)
        self.reviewed = self._action("All re&viewed", "Reviewed", "", self._set_reviewed)
        self.reviewed.setCheckable(True)
        self.reviewed.setToolTip("The whole lane has been checked")
        for action in (self.undo, self.redo):
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)

    @property
    def actions(self) -> tuple[QAction, ...]:
        """All commands, in the order of a menu."""
        judging = (self.right, self.wrong, self.add, self.delete, self.note)
        return (*judging, self.undo, self.redo, self.reviewed)

    def edit(self, lane_id: str, review: Review) -> Review:
        """Edit this lane from now on; returns its edited review, or `review` before the first edit."""
        self._lane = lane_id
        history = self._histories.get(lane_id)
        if history is None or not (history.can_undo or history.can_redo):
            history = self._histories[lane_id] = ReviewHistory(review)
        self._refresh()
        return history.now

    def end(self) -> None:
        """End editing; nothing can be undone any more."""
        self._histories.clear()
        self._lane = ""
        self._refresh()

    @property
    def review(self) -> Review | None:
        """The review of the lane that is edited; None without one."""
        history = self._histories.get(self._lane)
        return None if history is None else history.now

    def _action(self, text: str, short: str, keys: str, run: Callable[[], None]) -> QAction:
        action = shortcuts.command(text, keys, run, self)
        action.setIconText(short)
        # Plain letters are commands only outside text fields.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._timeline.addAction(action)
        return action

    @property
    def target(self) -> ReviewedSpan | None:
        """The span that commands are about; None when there is none."""
        review, chosen = self.review, self._timeline.editor.selected
        second = self._timeline.playhead.second
        if review is None:
            return None
        spans = [span for span in review.spans if span.id == chosen]
        if not spans and second is not None:
            spans = [span for span in review.spans if span.start + INSIDE < second <= span.end + INSIDE]
        return spans[0] if spans else None

    def _do(self, review: Review) -> None:
        history = self._histories[self._lane]
        before = history.now
        history.do(review)
        if history.now is not before:
            self._tell()

    def _walk(self, step: Callable[[ReviewHistory], None]) -> None:
        history = self._histories.get(self._lane)
        if history is not None:
            step(history)
            self._tell()

    def _tell(self) -> None:
        review = self.review
        if review is not None and all(span.id != self._timeline.editor.selected for span in review.spans):
            self._timeline.editor.select(None)
        self.changed.emit(self._lane, review)
        self._refresh()

    def _judge(self, verdict: Verdict) -> None:
        """Give a verdict; the same one again removes it."""
        span = self.target
        if self.review is not None and span is not None:
            said = Verdict.OPEN if span.verdict is verdict else verdict
            self._do(self.review.judged(span.id, said))

    def _add(self) -> None:
        if self.review is not None and self._timeline.playhead.second is not None:
            start = self._timeline.playhead.second - 1.0  # the slot that belongs to the frame there
            self._on_added(start, start + _NEW_SPAN)

    def _delete(self) -> None:
        span = self.target
        if self.review is not None and span is not None:
            self._do(self.review.deleted(span.id))

    def _set_reviewed(self) -> None:
        if self.review is not None:
            self._do(replace(self.review, reviewed=self.reviewed.isChecked()))

    def _ask_note(self) -> None:
        """Ask for a note about the selected span, or about the lane without one."""
        review, span = self.review, self.target
        if review is None:
            return
        dialog = self._note = QInputDialog(self._timeline)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Note")
        about = "About this span:" if span is not None else "About the whole lane:"
        dialog.setLabelText(about)
        dialog.setTextValue(span.note if span is not None else review.note)
        number = None if span is None else span.id
        dialog.textValueSelected.connect(partial(self._on_note, number))
        dialog.open()

    def _on_note(self, number: int | None, text: str) -> None:
        if self.review is None:
            return
        note = text.strip()
        review = self.review
        self._do(replace(review, note=note) if number is None else review.annotated(number, note))

    @Slot(int, float, float)
    def _on_moved(self, number: int, start: float, end: float) -> None:
        if self.review is not None:
            self._do(self.review.moved(number, start, end))

    @Slot(float, float)
    def _on_added(self, start: float, end: float) -> None:
        if self.review is not None:
            number = self.review.next_id
            self._do(self.review.added(start, end))
            self._timeline.editor.select(number)

    @Slot()
    def _refresh(self) -> None:
        history, target = self._histories.get(self._lane), self.target
        for action in (self.right, self.wrong, self.delete):
            action.setEnabled(target is not None)
        self.add.setEnabled(history is not None and self._timeline.playhead.second is not None)
        for action in (self.note, self.reviewed):
            action.setEnabled(history is not None)
        self.undo.setEnabled(history is not None and history.can_undo)
        self.redo.setEnabled(history is not None and history.can_redo)
        self.reviewed.setChecked(history is not None and history.now.reviewed)
