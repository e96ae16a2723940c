"""The line at the bottom: the state of watching, and whether detection keeps up."""

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
from stride_desktop.core.amounts import hours_minutes_seconds
from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth, SourceState

RED = "#d00000"

_STATES = {
    State.IDLE: "Not watching",
    State.QUEUED: "Starting…",
    State.RUNNING: "Watching",
    State.STOPPING: "Stopping…",
}

_KEEPING = {
    "frames": ("● Recording pictures", "Pictures and decisions are stored on this computer."),
    "spans": ("Keeping spans", "Decisions and answers are stored on this computer, no pictures."),
    "paused": ("Storing is paused", "Nothing can be written to the disk at the moment."),
}
"""Label and tool tip for what is stored, by the values of `Recordings.changed`."""

_OLD_SECONDS = 5.0
"""Age of the newest frame from which on it is shown."""

_OVERLOAD = "The model could not keep up, so some of the stream was left out."
_MEMORY = (
    "The model ran out of memory, so older frames were dropped. Set a shorter look back or less "
    "detail per picture in the settings under Detection, and start again."
)


class StatusBar(QStatusBar):
    """Shows the state, what is stored, capture rate, lag, skipped frames, and the model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutLeftMargin)
        self.setContentsMargins(margin, 0, margin, 0)
        self.state, self.keeping, self.saving, self.figures, self.backlog = self._labels(5)
        self.answers, self.model = self._labels(2)
        self.progress = QProgressBar(self, textVisible=False)
        self.progress.setMaximumWidth(self.fontMetrics().averageCharWidth() * 18)
        self.progress.setAccessibleName("Model loading progress")
        self.cancel = QPushButton("Cancel loading", self)
        for label in (self.state, self.keeping, self.saving, self.figures, self.backlog):
            self.addWidget(label)
        for widget in (self.answers, self.progress, self.cancel, self.model):
            self.addPermanentWidget(widget)
        self._effort = USUAL
        self._kept = ""
        self.show_state(State.IDLE)
        self.show_model(ModelStatus())
        self.show_keeping("")

    def _labels(self, count: int) -> list[PlainLabel]:
        return [PlainLabel(parent=self) for _ in range(count)]

    def show_state(self, state: State, paused_by: str = "") -> None:
        """Show the state of watching. paused_by: the reason of a pause."""
        self.state.setText(pause_words(paused_by).line if state is State.PAUSED else _STATES[state])
        font = self.font()
        font.setBold(state in (State.RUNNING, State.PAUSED))
        self.state.setFont(font)
        self._running = state is State.RUNNING
        self.show_effort(self._effort)
        if state is not State.RUNNING:
            self.show_health(Health())

    @Slot(object)
    def show_effort(self, effort: Effort) -> None:
        """Show that the model decides less often, and why, if it does."""
        self._effort = effort
        words = slower_words(effort) if self._running else ""
        self.saving.setText(words)
        self.saving.setVisible(bool(words))
        self.saving.setToolTip("Change it in the settings under Power." if words else "")

    @Slot(object)
    def show_health(self, health: Health) -> None:
        """Show how well detection keeps up, without figures that are unknown or fine."""
        source = health.source
        if source is not None and self._running:
            self.state.setText(_source_words(source) or _STATES[State.RUNNING])
        rate, lag = health.capture_rate, health.lag
        parts = []
        if rate is not None:
            parts.append(f"{rate:.1f} frames/s")
        if lag is not None:
            parts.append(f"lag {lag:.1f} s")
        if health.age is not None and health.age >= _OLD_SECONDS:
            parts.append(f"newest frame {hours_minutes_seconds(health.age)} old")
        if health.refused:
            parts.append(f"frames too late: {health.refused}")
        if health.skipped:
            parts.append(f"frames skipped: {GROUP_FRAMES * health.skipped}")
        if health.behind:
            parts.append(f"decisions skipped: {health.behind}")
        if health.starved:
            parts.append("⚠ memory full: nothing is decided")
        elif health.max_frames:
            parts.append(f"⚠ memory full: looks back over {health.max_frames} frames")
        self.figures.setText("  ·  ".join(parts))
        notes = ((_OVERLOAD, health.skipped or health.behind), (_MEMORY, health.max_frames or health.starved))
        self.figures.setToolTip("\n".join(words for words, shown in notes if shown))

    @Slot(int)
    def show_backlog(self, waiting: int) -> None:
        """Show how many answers have not begun."""
        self.backlog.setText(f"answers waiting: {waiting}" if waiting else "")

    @Slot(str)
    def show_keeping(self, what: str) -> None:
        """Show what is being stored, a value of `Recordings.changed`."""
        self._kept = what
        words, tip = _KEEPING.get(what, ("", ""))
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
        """Warn if pictures go to another machine. host: that machine, "" for none."""
        self.answers.setText(f"⚠ Answers: {name}, not this machine" if host else "")
        words = f"When a request triggers, pictures and its words are sent to {host}."
        self.answers.setToolTip(plain_hint(words) if host else "")

    @Slot(object)
    def show_model(self, status: ModelStatus) -> None:
        """Show the model, or the progress of loading it."""
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
        words = f"The model could not be compiled and runs uncompiled: {failure}"
        self.model.setToolTip(plain_hint(str(status.error) if status.error else words if failure else ""))


def _source_words(source: SourceHealth) -> str:
    """Why no frame comes, "" when some do."""
    if source.state is SourceState.COVERED:
        return "Covered by this program's windows: no picture"
    if source.awaited:
        return source.reason
    return f"Lost: {source.reason} Trying again…" if source.lost else ""
