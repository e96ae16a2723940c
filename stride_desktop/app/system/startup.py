"""Python's garbage collection, on the GUI thread and in portions that nobody notices.

Left alone, Python collects in whichever thread happens to allocate next. A worker would then destroy
widgets that belong to the GUI thread, and looking through everything that torch and transformers made takes
a fifth of a second during which no thread runs. So it is called here, and what is there once a model has been
loaded is not looked through any more.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_MS = 500


class Garbage(QObject):
    """Collects garbage on the thread that it lives on, from `start` until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def keep(self) -> None:
        """What exists now will be needed to the end: never look through it again."""
        gc.freeze()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python would."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [age for age in range(3) if counts[age] > thresholds[age] > 0]
        if due:
            gc.collect(due[-1])
