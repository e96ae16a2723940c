"""Positions of the tokens on the three axes of M-RoPE: time, row, column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def text_positions(start: int, count: int) -> NDArray[np.int64]:
    """Text advances by one on all three axes: int64 (3, count)."""
    return np.tile(np.arange(start, start + count), (3, 1))


def group_positions(start: int, rows: int, columns: int) -> NDArray[np.int64]:
    """A group's vision tokens, row by row: (start, start + row, start + column), int64 (3, rows·columns)."""
    row, column = np.indices((rows, columns)).reshape(2, -1)
    return start + np.stack([np.zeros_like(row), row, column])


def after_group(start: int, rows: int, columns: int) -> int:
    """Position of the first token after a group that began at `start`."""
    return start + max(rows, columns)


def marked_positions(start: int, text: int, rows: int, columns: int) -> tuple[NDArray[np.int64], int]:
    """Positions of `text` tokens, a group and its end mark, and the position behind them.

    int64 (3, text + rows·columns + 1).
    """
    begin = start + text
    end = after_group(begin, rows, columns)
    parts = (text_positions(start, text), group_positions(begin, rows, columns), text_positions(end, 1))
    return np.concatenate(parts, axis=1), end + 1
