"""An error that nobody foresaw, inside a worker: reported as a fault, and told as a StrideError."""

from __future__ import annotations

import sys

from stride_desktop.core.errors import StrideError


def unexpected(error: Exception, doing: str) -> StrideError:
    """Hand the error to the crash reporter; returns what the run is ended with."""
    sys.excepthook(type(error), error, error.__traceback__)
    what = f"Something unexpected went wrong while {doing}."
    return StrideError(what, "Start again; if it happens again, please report it.", type(error).__name__)
