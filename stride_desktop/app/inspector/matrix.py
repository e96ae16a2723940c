"""One pass as a matrix: a column per slot, a row per denoising call, resolved once and then painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.tick_history import KeptTick
from stride_desktop.core.ticks import FIXED, UNSEEN

BLANK, SETTLED, MASKED, DECIDED, CARRIED = range(5)
"""What a cell is: of an unseen slot, of a fixed one, masked during this call and after it, decided by
this call, or decided by an earlier one."""


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Everything that the view of a pass paints.

    timestamp: the tick's, stream seconds. edges: float64, shape (W + 1,), where the slots begin and end.
    cells: int8, shape (C, W), BLANK … CARRIED. probabilities: float32, shape (C, W), P(active).
    labels: int8, shape (W,), as decided. origin: int16, shape (W,), as in `Pass`.
    retains: the first row is the call that asked which earlier decisions still stand.
    """

    timestamp: float
    edges: NDArray[np.float64]
    cells: NDArray[np.int8]
    probabilities: NDArray[np.float32]
    labels: NDArray[np.int8]
    origin: NDArray[np.int16]
    decided_in: NDArray[np.int64]
    retains: bool

    @classmethod
    def of(cls, tick: KeptTick, number: int) -> Matrix:
        """The matrix of a tick's pass, counted from 0."""
        item = tick.passes[number]
        decided_in = item.decided_in
        row = np.arange(len(item.calls))[:, None]
        cells = np.where(decided_in > row, MASKED, np.where(decided_in == row, DECIDED, CARRIED))
        cells[:, item.origin == FIXED] = SETTLED
        cells[:, item.origin == UNSEEN] = BLANK
        return cls(
            timestamp=tick.timestamp,
            edges=item.first + item.resolution * np.arange(item.labels.size + 1, dtype=np.float64),
            cells=cells.astype(np.int8),
            probabilities=item.calls,
            labels=item.labels,
            origin=item.origin,
            decided_in=decided_in,
            retains=item.retains,
        )

    @property
    def calls(self) -> int:
        """Rows of the matrix."""
        return len(self.cells)

    @property
    def slots(self) -> int:
        """Columns of the matrix."""
        return self.labels.size

    @property
    def rounds(self) -> int:
        """Unmasking rounds."""
        return self.calls - self.retains

    @property
    def first_seen(self) -> int:
        """The first column that is not unseen."""
        return int(np.argmax(self.origin != UNSEEN))

    def round_of(self, row: int) -> int:
        """The unmasking round of a row, from 1; 0 for the call that retains."""
        return row if self.retains else row + 1

    def middle(self, column: int) -> float:
        """The middle of a slot, stream seconds."""
        return float(self.edges[column] + self.edges[column + 1]) / 2
