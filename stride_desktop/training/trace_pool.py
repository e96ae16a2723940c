"""The traces of a folder, read once and kept in memory."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stride_desktop.training.conditions import Family
from stride_desktop.training.traces import Trace, read_trace, traces_in

_HARD = {Family.DIALOG, Family.PROGRESS, Family.BADGE, Family.BLANK, Family.DARK}
_TRIES = 3
_SLOT_SHARE = 5
"""One in so many traces is kept for the slot stage."""


class TracePool:
    """Gives random traces of a folder. Raises StrideError when there are none."""

    def __init__(self, folder: Path, paths: Sequence[Path] = ()) -> None:
        """`paths`: those of the folder to give; none: all."""
        self._paths = list(paths) or traces_in(folder)
        self._known: dict[Path, Trace] = {}

    @classmethod
    def parts(cls, folder: Path) -> tuple[TracePool, TracePool]:
        """The traces for the frame stage, and those that it never sees, for the slot stage.

        The name of a trace says which part it is of, so that it stays there when others are added. Where one
        part would be empty, as of a few traces, both are all of them. Raises StrideError when there are none.
        """
        paths = traces_in(folder)
        kept = [path for path in paths if zlib.crc32(path.name.encode()) % _SLOT_SHARE == 0]
        others = [path for path in paths if path not in set(kept)]
        if not kept or not others:
            kept = others = paths
        return cls(folder, others), cls(folder, kept)

    def draw(self, rng: np.random.Generator) -> Trace:
        """A random one, mostly of those that take longest to learn: with some events, or without any."""
        for _ in range(_TRIES):
            found = self._read(self._paths[int(rng.integers(len(self._paths)))])
            families = {item.family for item in found.conditions}
            if rng.random() < 0.5 or not families or families & _HARD:
                break
        return found

    def all(self) -> list[Trace]:
        """All of them."""
        return [self._read(path) for path in self._paths]

    def _read(self, path: Path) -> Trace:
        if path not in self._known:
            self._known[path] = read_trace(path)
        return self._known[path]
