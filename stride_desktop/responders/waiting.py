"""The limit on waiting answers, each of which holds its frames."""

from __future__ import annotations

from stride_desktop.core.errors import ResponderError

MAX_WAITING = 5
"""Beyond that the one that has waited longest is given up."""


def too_many_waiting() -> ResponderError:
    """Why an answer was given up before it was asked for."""
    return ResponderError("Too many answers were waiting.", "Retry this one when the others are done.")
