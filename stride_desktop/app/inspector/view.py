"""The inspector's panel: the matrix of one tick, and the ticks with one second in their window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QSlider, QSplitter, QToolButton, QWidget

from stride_desktop.app.inspector import painting, words
from stride_desktop.app.inspector.matrix import Matrix
from stride_desktop.app.inspector.matrix_view import MatrixView
from stride_desktop.app.inspector.mind_strip import MindStrip
from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.flat_button import flat_button
from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.look.theme import em
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.legend import Legend
from stride_desktop.core.amounts import counted
from stride_desktop.core.frames import INSIDE
from stride_desktop.core.tick_history import KeptTick


class InspectorView(QWidget):
    """Shows one tick, and the ticks with a second in their window; InspectorController selects them.

    shown: it became visible. tick_chosen: the index of one of the ticks. The matrix has signals of its own.
    """

    shown = Signal()
    tick_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tick: KeptTick | None = None
        self._column = 0
        self._clock = DisplayClock()
        self.title, self.subject, self.opinion = (PlainLabel(parent=self, wrap=True) for _ in range(3))
        self.passes = QComboBox(self)
        self.passes.setAccessibleName("Pass")
        self.passes.setToolTip("A tick has several passes when an event completes in it")
        self.matrix = MatrixView(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.strip = MindStrip(self, self.slider)
        self.slider.setAccessibleName("Tick by tick")
        for label in (self.title, self.subject, self.opinion):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._lay_out()
        self.passes.currentIndexChanged.connect(self._show_pass)
        self.strip.chosen.connect(self.tick_chosen)
        self.slider.valueChanged.connect(self.tick_chosen)
        self.show_nothing("")

    def _lay_out(self) -> None:
        left, right = QWidget(self), QWidget(self)
        heading = row(self.title, self.passes, wide=self.title)
        legend = Legend(self, painting.legend_entries())
        before = self._step_button(Qt.ArrowType.LeftArrow, "Tick before (Page Up)", -1)
        after = self._step_button(Qt.ArrowType.RightArrow, "Tick after (Page Down)", 1)
        scrub = row(before, self.slider, after, wide=self.slider)
        for layout in (
            column(heading, self.matrix, legend, parent=left, wide=self.matrix),
            column(self.subject, self.strip, scrub, self.opinion, parent=right, wide=self.strip),
        ):
            layout.setContentsMargins(2, 2, 2, 2)
            layout.setSpacing(2)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 1)
        column(self.splitter, parent=self)

    def _step_button(self, arrow: Qt.ArrowType, name: str, step: int) -> QToolButton:
        button = flat_button("", name, partial(self.matrix.stepped.emit, step), self)
        button.setArrowType(arrow)
        return button

    def show_ticks(self, ticks: Sequence[KeptTick], index: int, second: float, clock: DisplayClock) -> None:
        """Show one of the ticks with a second, the middle of a slot, in its window, and the label in each."""
        self._clock = clock
        seen = [(tick, slot) for tick in ticks if (slot := tick.slot(second)) is not None]
        opinions = [tick.opinion(slot) for tick, slot in seen]
        self._take_tick(*seen[index])
        self.strip.show_opinions(opinions, index)
        with QSignalBlocker(self.slider):
            self.slider.setEnabled(len(ticks) > 1)
            self.slider.setRange(0, len(ticks) - 1)
            self.slider.setValue(index)
        when = clock.text(second + INSIDE)
        self.subject.setText(f"{when} · {counted(len(ticks), 'tick')} · {words.mind(opinions)}")
        self.subject.setToolTip("The label of this second in every tick")
        self.opinion.setText(words.opinion(opinions[index]))
        self.slider.setAccessibleDescription(f"{self.title.text()}. {when}: {self.opinion.text()}")
        self.strip.setAccessibleDescription(self.subject.text())

    def show_nothing(self, why: str) -> None:
        """Show a message in place of a tick."""
        self._tick = None
        self.matrix.show_message(why)
        self.strip.show_opinions((), 0)
        self.slider.setEnabled(False)
        self.passes.hide()
        for label in (self.title, self.subject, self.opinion):
            label.clear()

    def _take_tick(self, tick: KeptTick, column: int) -> None:
        if tick is not self._tick:
            before = self.passes.currentIndex()
            with QSignalBlocker(self.passes):
                self.passes.clear()
                count = len(tick.passes)
                self.passes.addItems([f"Pass {number + 1} of {count}" for number in range(count)])
                self.passes.setCurrentIndex(before if 0 <= before < count else 0)
            self.passes.setVisible(count > 1)
        self._tick, self._column = tick, column
        self._show_pass()

    @Slot()
    def _show_pass(self) -> None:
        if self._tick is None:
            return
        matrix = Matrix.of(self._tick, max(0, self.passes.currentIndex()))
        self.matrix.show_matrix(matrix, self._column, self._clock)
        self.title.setText(words.tick(matrix, self._clock))
        self.title.setToolTip(words.summary(matrix, self._clock))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Emit `shown`."""
        super().showEvent(event)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Side by side where it is wide, one above the other where it is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < em(self) * 36
        self.splitter.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
