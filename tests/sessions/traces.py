"""Traces of seconds in the files of a session."""

from __future__ import annotations

from stride_desktop.sessions.records import (
    AnswerRecord,
    HealthRecord,
    RequestRecord,
    TickRecord,
)
from tests.sessions.samples import SECRET, picture, tick


def found(folder, text=SECRET):
    """Files that hold the text."""
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def minutes(count):
    """A session in which every minute has a picture, a decision and words that can be searched for."""
    records = [RequestRecord(None, "tell me")]
    for minute in range(count):
        at, mark = 60.0 * minute, f"minute<{minute}>"
        records += [
            picture(at, mark.encode()),
            TickRecord(tick(at), 0.01),
            AnswerRecord(at, minute, "report", f"answer {mark} {SECRET}" * 20),
            HealthRecord(at, 0.0, "note", f"health {mark}"),
        ]
    return records
