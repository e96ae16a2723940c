"""An HTML page of an activation model's errors in recordings, with pictures."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from stride_desktop.core.errors import StrideError
from stride_desktop.training.conditions import Span
from stride_desktop.training.recordings import Recording, play
from stride_desktop.training.scores import IN_TIME, match_events
from stride_desktop.training.watching import Watch

_AROUND = (-6, -2, 0, 2, 5)
"""Seconds before and after the moment that are shown."""
_SIZE = (150, 250)
_MOST = 12
"""Failures of one sort and one kind that are shown."""
_STYLE = "body{font-family:sans-serif;margin:2em}img{margin:2px}h2{margin:1.4em 0 .2em}p{margin:.2em 0}"


@dataclass(frozen=True, slots=True)
class Failure:
    """One of them.

    sort: "missed", "late" or "false"; time: of the event's begin or of the alert, stream seconds.
    """

    sort: str
    kind: str
    request: str
    recording: str
    time: float


def failures_of(recording: str, kind: str, request: str, seen: Watch, truth: Sequence[Span]) -> list[Failure]:
    """Events that were not told or told late, and alerts without an event."""
    told, false = match_events(seen.triggers, truth)
    found = [Failure("false", kind, request, recording, time) for time in false]
    for number, span in enumerate(truth):
        if number not in told:
            found.append(Failure("missed", kind, request, recording, span.start))
        elif told[number] - span.start > IN_TIME:
            found.append(Failure("late", kind, request, recording, span.start))
    return found


def write_failures(path: Path, failures: Sequence[Failure], folder: Path) -> None:
    """Write an HTML file that shows the first failures of each kind. Raises StrideError."""
    groups: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        groups.setdefault((failure.sort, failure.kind), []).append(failure)
    streams: dict[str, Recording] = {}
    parts = [f"<!doctype html><meta charset=utf-8><title>Failures</title><style>{_STYLE}</style>"]
    parts.append(f"<h1>{len(failures)} failures</h1>")
    for (sort, kind), group in sorted(groups.items()):
        parts.append(f"<h2>{sort}: {html.escape(kind)} ({len(group)})</h2>")
        for failure in group[:_MOST]:
            name = failure.recording
            if name not in streams:
                streams[name] = play(folder / f"{name}.npz")
            parts.append(_shown(failure, streams[name]))
    try:
        path.write_text("\n".join(parts) + "\n", encoding="utf-8")
    except OSError as error:
        raise StrideError(
            f"The page {path} cannot be written.", "Choose another file.", str(error)
        ) from error


def _shown(failure: Failure, stream: Recording) -> str:
    """A failure with the pictures around it."""
    times = [failure.time + after for after in _AROUND if 0 <= failure.time + after < stream.duration]
    pictures = "".join(
        f'<img title="{time:.0f} s" src="data:image/jpeg;base64,{_picture(stream, time)}">' for time in times
    )
    where = html.escape(f"“{failure.request}” in {failure.recording} at {failure.time:.1f} s")
    return f"<p>{where}<br>{pictures}"


def _picture(stream: Recording, time: float) -> str:
    image = stream.image(time, *_SIZE)
    packed = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    return base64.b64encode(packed.tobytes()).decode()
