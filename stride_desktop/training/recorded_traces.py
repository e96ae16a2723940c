"""Traces of recordings, to learn from beside those of drawn streams."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stride_desktop.core.errors import StrideError
from stride_desktop.training.recordings import play, recordings_in
from stride_desktop.training.traces import trace, write_trace


def trace_recordings(folder: Path, recordings: Path) -> Iterator[Path]:
    """Trace the recordings of a folder that are not traced yet; yields each file's path.

    Raises StrideError when there are none, or a damaged one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for recording in recordings_in(recordings):
        path = folder / f"recorded-{recording.name}"
        if not path.exists():
            try:
                stream = play(recording)
            except (ValueError, KeyError) as error:
                raise StrideError(
                    f"The recording {recording} is damaged.", "Delete it, or record it again.", str(error)
                ) from error
            write_trace(trace(stream), path)
        yield path
