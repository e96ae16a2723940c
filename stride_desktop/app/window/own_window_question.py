"""Keeps this program's windows out of a watched screen where they cannot be blacked out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State, Task
from stride_desktop.sources.base import Source

_WHAT = "The window of Stride Desktop would be in the picture."
_MEANING = (
    "A Wayland desktop does not tell a program where its windows are, so this one cannot be blacked out of "
    "the shared screen, and the model would watch it, too. It can be minimised while the screen is watched; "
    "notifications tell you of events. Or choose “One window” in the list: then nothing else is shared."
)


class OwnWindowQuestion(QObject):
    """Asks, before a screen is watched that shows the program's window, whether to minimise it meanwhile.

    The answer holds until the program ends.
    """

    def __init__(self, live: LiveController, parent: QObject) -> None:
        super().__init__(parent)
        self._live = live
        self._window: QWidget | None = None
        self._minimise: bool | None = None  # None: not asked yet
        live.state_changed.connect(self._on_state)
        live.source_changed.connect(self._on_source)
        live.ended.connect(self._on_ended)

    def settled(self, source: Source, window: QWidget) -> bool:
        """Whether `source` may be watched now; False when the user cancelled. window: the program's."""
        if not source.traits.shows_own_windows:
            return True
        if self._minimise is None:
            self._minimise = _ask(window)
        self._window = window
        return self._minimise is not None

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if state is State.RUNNING and self._live.task is not None:
            self._on_source(self._live.task)

    @Slot(object)
    def _on_source(self, task: Task) -> None:
        """Minimise the window when a source that shows it begins to be watched, or goes on after a pause."""
        if task.source.traits.shows_own_windows and self._minimise and self._window is not None:
            self._window.showMinimized()

    @Slot()
    def _on_ended(self) -> None:
        window, self._window = self._window, None
        if window is None or not self._minimise:
            return
        if window.isMinimized() or not window.isActiveWindow():  # Wayland does not tell what is minimised
            window.hide()  # and shows a minimised window again only as a new one
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()


def _ask(window: QWidget) -> bool | None:
    """Whether to minimise the window; None when the user cancelled."""
    box = QMessageBox(QMessageBox.Icon.Question, "Watch a screen", _WHAT, parent=window)
    box.setInformativeText(_MEANING)
    minimise = box.addButton("&Minimise and watch", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("&Watch with the window", QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(minimise)
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    return None if pressed in (None, cancel) else pressed is minimise
