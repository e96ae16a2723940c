"""Durations of repeated equal work, and the memory of the process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, at least one."""

    values: Sequence[float]

    @property
    def median(self) -> float:
        """Milliseconds."""
        return self.percentile(50)

    @property
    def noise(self) -> float:
        """Width of the middle half, as a share of the median."""
        return (self.percentile(75) - self.percentile(25)) / self.median

    @property
    def p99_over_median(self) -> float:
        """Ratio of the slowest times to the median."""
        return self.percentile(99) / self.median

    def percentile(self, percent: float) -> float:
        """Milliseconds."""
        return float(np.percentile(self.values, percent))


def rss_mb() -> float | None:
    """The peak memory of this process in megabytes; None where the system does not report it."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024
