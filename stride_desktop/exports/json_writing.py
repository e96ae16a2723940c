"""A session as JSON, complete and exact: everything that is stored but the pictures.

One object: "format", "version", "pictures", the session and, under "lanes", its re-runs in the same shape.
Every entry is a line of its own, so that a file of hundreds of megabytes is written without being held.
Numbers are written so that they read back exactly; NaN is null. Which session it was in this library, and
whether it is starred there, is not part of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import singledispatch
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.errors import Cancelled
from stride_desktop.core.review import Review
from stride_desktop.core.ticks import DenoisingCall, Pass, Segment
from stride_desktop.exports.material import Material
from stride_desktop.exports.writing import written
from stride_desktop.sessions.reader import StoredSession
from stride_desktop.sessions.records import (
    AnswerRecord,
    ClockRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)

FORMAT = "stride-desktop session"
VERSION = 1
_PICTURES = "not included"


def write_json(
    material: Material, path: Path, overwrite: bool = False, cancelled: Callable[[], bool] = lambda: False
) -> None:
    """Write the session and its re-runs. Raises StoreError, and Cancelled; then no file is left."""
    with written(path, overwrite) as beside, beside.open("x", encoding="utf-8", newline="\n") as file:
        file.write(
            f'{{\n"format": {_text(FORMAT)},\n"version": {VERSION},\n"pictures": {_text(_PICTURES)},\n'
        )
        _write_session(file, material.sessions[0], cancelled)
        file.write(',\n"lanes": [')
        for number, lane in enumerate(material.sessions[1:]):
            file.write(",\n{\n" if number else "\n{\n")
            _write_session(file, lane, cancelled)
            file.write("\n}")
        file.write("]\n}\n")


def _write_session(file: TextIO, session: StoredSession, cancelled: Callable[[], bool]) -> None:
    ended = session.ended
    end = None if ended is None else {"at": ended[0], "reason": ended[1]}
    file.write(f'"beginning": {_text(asdict(session.beginning))},\n"ended": {_text(end)},\n')
    file.write(f'"review": {_text(_review(session.review()))},\n"entries": [')
    for number, entry in enumerate(_entries(session)):
        if cancelled():
            raise Cancelled
        file.write(",\n" if number else "\n")
        file.write(_text(entry))
    file.write("]")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _entries(session: StoredSession) -> Iterator[dict[str, Any]]:
    return (entry_of(record) for record in session.records())


def _review(review: Review | None) -> dict[str, Any] | None:
    return None if review is None else asdict(review)


@singledispatch
def entry_of(record: object) -> dict[str, Any]:
    """An entry of a session as JSON values."""
    raise TypeError(f"no entry for {type(record).__name__}")


@entry_of.register
def _(record: RequestRecord) -> dict[str, Any]:
    return {"type": "request", **asdict(record)}


@entry_of.register
def _(record: ClockRecord) -> dict[str, Any]:
    return {"type": "clock", **asdict(record)}


@entry_of.register
def _(record: TickRecord) -> dict[str, Any]:
    passes = [_pass(item) for item in record.tick.passes]
    return {"type": "tick", "timestamp": record.tick.timestamp, "cost": record.cost, "passes": passes}


@entry_of.register
def _(record: EventRecord) -> dict[str, Any]:
    return {"type": "event", "at": record.at, **asdict(record.change)}


@entry_of.register
def _(record: GapRecord) -> dict[str, Any]:
    return {"type": "gap", **asdict(record.gap)}


@entry_of.register
def _(record: AnswerRecord) -> dict[str, Any]:
    return {"type": "answer", **asdict(record)}


@entry_of.register
def _(record: HealthRecord) -> dict[str, Any]:
    return {"type": "health", **asdict(record)}


@entry_of.register
def _(record: TimelineRecord) -> dict[str, Any]:
    snapshot = record.snapshot
    return {
        "type": "timeline",
        "newest": snapshot.newest,
        "window": snapshot.window,
        "first_second": snapshot.first_second,
        "labels": snapshot.labels.tolist(),
        "probabilities": _numbers(snapshot.probabilities),
        "settled": snapshot.settled.tolist(),
        "origin": snapshot.origin.tolist(),
        "shift": snapshot.shift.tolist(),
    }


def _pass(item: Pass) -> dict[str, Any]:
    return {
        "prefix_tokens": item.prefix_tokens,
        "slot_starts": item.slot_starts.tolist(),
        "slot_ends": item.slot_ends.tolist(),
        "unseen": item.unseen.tolist(),
        "labels": item.labels.tolist(),
        "probabilities": _numbers(item.probabilities),
        "origin": item.origin.tolist(),
        "completed": _segments(item.completed),
        "segments": _segments(item.segments),
        "calls": [_call(call) for call in item.calls],
    }


def _call(call: DenoisingCall) -> dict[str, Any]:
    return {
        "first_position": call.first_position,
        "labels": call.labels.tolist(),
        "probabilities": _numbers(call.probabilities),
    }


def _segments(segments: tuple[Segment, ...]) -> list[list[float | bool]]:
    return [[segment.start, segment.end, segment.completed] for segment in segments]


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    """The values with None for NaN, which JSON cannot express."""
    return [None if value != value else value for value in values.tolist()]
