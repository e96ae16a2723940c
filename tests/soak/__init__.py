"""Tests that are worth more the longer they run.

Each has a full length, such as 200 kills. The environment variable STRIDE_SOAK_SCALE says how much of it to
run: 1 is all, and the default of 0.01 keeps the whole suite short.

    STRIDE_SOAK_SCALE=1 pytest tests/soak --timeout 0 -s
"""

from __future__ import annotations

import os


def scaled(full: int) -> int:
    """So many of a test's `full` repetitions, at least two."""
    return max(2, round(full * float(os.environ.get("STRIDE_SOAK_SCALE", "0.01"))))
