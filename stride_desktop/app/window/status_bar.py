"""The line at the bottom: what the program does right now, and whether it keeps up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QStyle, QWidget

from stride_desktop.app.live.model_loader import ModelStatus
from stride_desktop.app.live.task import State
from stride_desktop.app.look.plain_label import PlainLabel, plain_hint
from stride_desktop.app.look.theme import legible
from stride_desktop.app.power.rule import USUAL, Effort
from stride_desktop.app.power.words import pause_words, slower_words
from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth, SourceState

RED = "#d00000"


class StatusBar(QStatusBar):
    """State in words, what is stored, capture rate, lag, what was skipped, and the model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutLeftMargin)
        self.setContentsMargins(margin, 0, margin, 0)
        self.state = PlainLabel(parent=self)
        self.figures = PlainLabel(parent=self)
        self.saving = PlainLabel(parent=self)
        self.backlog = PlainLabel(parent=self)
        self.keeping = PlainLabel(parent=self)
        self.answers = PlainLabel(parent=self)
        self.model = PlainLabel(parent=self)
        self.progress = QProgressBar(self)
        self.progress.setMaximumWidth(self.fontMetrics().averageCharWidth() * 18)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Model loading progress")
        self.cancel = QPushButton("Cancel loading", self)
        self.addWidget(self.state)
        self.addWidget(self.keeping)
        self.addWidget(self.saving)
        self.addWidget(self.figures)
        self.addWidget(self.backlog)
        for widget in (self.answers, self.progress, self.cancel, self.model):
            self.addPermanentWidget(widget)
        self._effort = USUAL
        self._words = {
            State.IDLE: "Not watching",
            State.QUEUED: "Starting…",
            State.RUNNING: "Watching",
            State.STOPPING: "Stopping…",
        }
        self.show_state(State.IDLE)
        self.show_health(Health())
        self.show_model(ModelStatus())
        self.show_keeping("")

    def show_state(self, state: State, paused_by: str = "") -> None:
        """Say what the program does. paused_by: the reason of a pause."""
        self._words[State.PAUSED] = pause_words(paused_by).line
        self.state.setText(self._words[state])
        font = self.font()
        font.setBold(state in (State.RUNNING, State.PAUSED))
        self.state.setFont(font)
        self._running = state is State.RUNNING
        self.show_effort(self._effort)
        if state is not State.RUNNING:
            self.show_health(Health())

    @Slot(object)
    def show_effort(self, effort: Effort) -> None:
        """Say that it is decided less often, and why, if that is so."""
        self._effort = effort
        words = slower_words(effort) if self._running else ""
        self.saving.setText(words)
        self.saving.setVisible(bool(words))
        self.saving.setToolTip("Change it in the settings under Power." if words else "")

    def _source_words(self, source: SourceHealth) -> str:
        """Why no picture comes; empty when some do."""
        if source.state is SourceState.COVERED:
            return "Covered by this program: nothing to see"
        return f"Lost: {source.reason} Trying again…" if source.lost else ""

    @Slot(object)
    def show_health(self, health: Health) -> None:
        """Show how well watching keeps up; what is unknown or fine is not mentioned."""
        source = health.source
        if source is not None and self._running:
            self.state.setText(self._source_words(source) or self._words[State.RUNNING])
        rate, lag = health.capture_rate, health.lag
        parts = []
        if rate is not None:
            parts.append(f"{rate:.1f} frames/s")
        if lag is not None:
            parts.append(f"lag {lag:.1f} s")
        if health.skipped:
            parts.append(f"frames skipped: {GROUP_FRAMES * health.skipped}")
        if health.behind:
            parts.append(f"decisions skipped: {health.behind}")
        if health.starved:
            parts.append("⚠ memory full: nothing is decided")
        elif health.max_frames:
            parts.append(f"⚠ memory full: looks back over {health.max_frames} frames")
        self.figures.setText("  ·  ".join(parts))
        overload = "The model could not keep up, so some of the stream was left out."
        memory = (
            "The model ran out of memory, so older frames were let go. Set a shorter look back or less "
            "detail per picture in the settings under Detection, and start again."
        )
        notes = [(overload, health.skipped or health.behind), (memory, health.max_frames or health.starved)]
        self.figures.setToolTip("\n".join(words for words, shown in notes if shown))

    @Slot(int)
    def show_backlog(self, waiting: int) -> None:
        """Show how many answers have not begun."""
        self.backlog.setText(f"answers waiting: {waiting}" if waiting else "")

    @Slot(str)
    def show_keeping(self, what: str) -> None:
        """Show what is being stored: "frames", "spans", "paused", or nothing when it is empty."""
        self._kept = what
        words, tip = {
            "frames": (
                "● Recording pictures",
                "Pictures and decisions are stored on this computer.",
            ),
            "spans": (
                "Keeping spans",
                "Decisions and answers are stored on this computer, no pictures.",
            ),
            "paused": ("Storing is paused", "The disk takes nothing at the moment."),
        }.get(what, ("", ""))
        self.keeping.setText(words)
        self.keeping.setVisible(bool(words))
        self.keeping.setToolTip(f"{tip} Change it in the settings under Privacy." if tip else "")
        red = legible(QColor(RED), self.palette().window().color(), 4.5).name()
        self.keeping.setStyleSheet(f"color: {red}; font-weight: bold" if what == "frames" else "")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_kept"):
            self.show_keeping(self._kept)

    def show_responder(self, name: str, host: str) -> None:
        """Show the responder. host: of another machine to which pictures go, else empty."""
        self.answers.setText(f"⚠ Answers: {name}, not this machine" if host else "")
        words = f"When a request triggers, pictures and its words are sent to {host}."
        self.answers.setToolTip(plain_hint(words) if host else "")

    @Slot(object)
    def show_model(self, status: ModelStatus) -> None:
        """Show which model watches, or how far loading is."""
        loading = bool(status.step)
        self.progress.setVisible(loading)
        self.cancel.setVisible(loading)
        if loading:
            self.progress.setRange(0, 0 if status.fraction is None else 100)
            self.progress.setValue(round(100 * (status.fraction or 0.0)))
            self.model.setText(status.step)
        elif status.error is not None:
            self.model.setText("No model")
        elif status.name:
            self.model.setText(f"{status.name} · {status.compute}")
        else:
            self.model.setText("No model loaded yet")
        failure = status.compute.compile_failure
        words = f"The model could not be compiled and runs as it is: {failure}"
        self.model.setToolTip(plain_hint(str(status.error) if status.error else words if failure else ""))
