"""The traces of a folder, read once and kept in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from stride_desktop.training.conditions import Family
from stride_desktop.training.traces import Trace, read_trace, traces_in

_HARD = Family.DIALOG, Family.PROGRESS
_TRIES = 3


class TracePool:
    """Gives random traces of a folder. Raises StrideError when there are none."""

    def __init__(self, folder: Path) -> None:
        self._paths = traces_in(folder)
        self._known: dict[Path, Trace] = {}

    def draw(self, rng: np.random.Generator) -> Trace:
        """A random one, mostly of those that show what takes longest to learn."""
        for _ in range(_TRIES):
            found = self._read(self._paths[int(rng.integers(len(self._paths)))])
            if rng.random() < 0.5 or any(item.family in _HARD for item in found.conditions):
                break
        return found

    def all(self) -> list[Trace]:
        """All of them."""
        return [self._read(path) for path in self._paths]

    def _read(self, path: Path) -> Trace:
        if path not in self._known:
            self._known[path] = read_trace(path)
        return self._known[path]
