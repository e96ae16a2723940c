"""A watch of a scripted stream."""

from __future__ import annotations

from stride_desktop.core.timeline import EMPTY


def labels(watch):
    """{second: label} of what the timeline shows."""
    snapshot = watch.snapshot()
    return {
        snapshot.first_second + index: int(label)
        for index, label in enumerate(snapshot.labels)
        if label != EMPTY
    }
