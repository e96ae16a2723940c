"""Garbage collection and imports that do not stall the GUI thread."""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_MS = 500


class Garbage(QObject):
    """Collects garbage on the thread that it lives on, from `start` until `stop`.

    Python would collect in the thread that happens to allocate next: a worker would destroy widgets of the
    GUI thread, and a collection over all that torch and transformers made stops every thread for 0.2 s.
    What exists once a model has been loaded is therefore kept out of later collections.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Replace Python's automatic collection."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Return to Python's automatic collection."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def keep(self) -> None:
        """Exclude existing objects from garbage collection: they live until the end."""
        gc.freeze()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python would."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [age for age in range(3) if counts[age] > thresholds[age] > 0]
        if due:
            gc.collect(due[-1])


@contextmanager
def unnoticed_imports() -> Iterator[None]:
    """Import large packages inside this, in a worker.

    Two things hold Python's global lock for up to 0.5 s meanwhile, and are avoided here: loading torch's
    largest library, and collecting garbage among half a million new objects.
    """
    gc.disable()
    try:
        _load_torch_library()
        yield
    finally:
        gc.freeze()  # imported modules stay, so later collections can skip their objects
        gc.enable()


def _load_torch_library() -> None:
    """Map torch's largest library through a plain C call, which lets other threads run meanwhile.

    Without this, `import torch` does the same with the lock held. Only where libc offers `dlopen`.
    """
    found = importlib.util.find_spec("torch")
    if not sys.platform.startswith("linux") or found is None or found.origin is None:
        return
    library = Path(found.origin).parent / "lib" / "libtorch_cpu.so"
    if library.is_file():
        dlopen = ctypes.CDLL(None).dlopen
        dlopen.restype = ctypes.c_void_p
        dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
        dlopen(os.fsencode(library), os.RTLD_NOW | os.RTLD_GLOBAL)
