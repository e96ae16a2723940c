"""Per-second values of a snapshot, reduced to at most one column a pixel."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.core.ticks import ACTIVE
from stride_desktop.core.timeline import EMPTY, TimelineSnapshot

NOTHING, IDLE, TENTATIVE, SETTLED = range(4)
"""Kinds of columns of the label strip; the larger one wins when seconds share a pixel."""


def watched_columns(snapshot: TimelineSnapshot, scale: TimeScale) -> NDArray[np.int64]:
    """Edges of the columns to draw, without the slot of the first frame, which lies before it."""
    return columns(snapshot.first_second + 1, snapshot.labels.size - 1, scale)


@lru_cache(maxsize=8)
def columns(first: int, count: int, scale: TimeScale) -> NDArray[np.int64]:
    """Edges, in whole stream seconds, of the columns to draw: shape (m + 1,), or (0,) for none.

    `first` and `count`: the seconds there are values for. A column is one second, or, once a
    second is narrower than a pixel, about a pixel. Edges lie at multiples of the column's width
    in stream time, so that a curve keeps its shape while it scrolls.
    """
    low = max(first, math.floor(scale.start) - 2)
    high = min(first + count, math.ceil(scale.end) + 2)
    if high <= low:
        return np.empty(0, dtype=np.int64)
    width = max(1.0, scale.per_pixel)
    grid = np.arange(math.floor(low / width), math.ceil(high / width) + 1) * width
    edges = np.clip(np.ceil(grid).astype(np.int64), low, high)
    changes: NDArray[np.bool_] = edges[1:] != edges[:-1]
    edges = np.concatenate((edges[:-1][changes], edges[-1:]))
    edges.flags.writeable = False  # it is remembered: the lanes of a picture have the same columns
    return edges


def places(snapshot: TimelineSnapshot, edges: NDArray[np.int64], scale: TimeScale) -> NDArray[np.float64]:
    """Pixels of the edges of columns: where the slots of these seconds begin, shape (m + 1,)."""
    last = snapshot.shift.size - 1
    starts = edges.astype(np.float64)
    starts += snapshot.shift[np.minimum(edges - snapshot.first_second, last)]
    return (starts - scale.start) / scale.per_pixel


def reduced(values: NDArray[Any], ufunc: np.ufunc, edges: NDArray[np.int64], first: int) -> NDArray[Any]:
    """`ufunc` over the values of each column, shape (m,)."""
    inside = values[edges[0] - first : edges[-1] - first]
    result: NDArray[Any] = ufunc.reduceat(inside, edges[:-1] - edges[0])
    return result


def mean(values: NDArray[np.float64], edges: NDArray[np.int64], first: int) -> NDArray[np.float64]:
    """Mean of the values of each column, shape (m,); NaN where a column has none."""
    known = ~np.isnan(values)
    total = reduced(np.where(known, values, 0.0), np.add, edges, first)
    count = reduced(known.astype(np.float64), np.add, edges, first)
    result: NDArray[np.float64] = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return result


def strip_values(snapshot: TimelineSnapshot, edges: NDArray[np.int64]) -> NDArray[np.int8]:
    """NOTHING, IDLE, TENTATIVE or SETTLED of each column, shape (m,)."""
    part = slice(edges[0] - snapshot.first_second, edges[-1] - snapshot.first_second)
    labels, settled = snapshot.labels[part], snapshot.settled[part]
    values = labels - np.int8(EMPTY)  # NOTHING, IDLE or TENTATIVE
    values += (labels == ACTIVE) & settled
    result: NDArray[np.int8] = np.maximum.reduceat(values, edges[:-1] - edges[0])
    return result


def runs(values: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First index and index behind the last of every run of equal values."""
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1
    return np.concatenate(([0], changes)), np.concatenate((changes, [values.size]))
