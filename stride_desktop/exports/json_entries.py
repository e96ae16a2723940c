"""The entries of a session as objects of its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stride_desktop.exports.json_values import plain, read
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.records import (
    AnswerRecord,
    ClockRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    MaskRecord,
    Record,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)

_KINDS: Mapping[str, tuple[type, str]] = {
    "request": (RequestRecord, ""),
    "mask": (MaskRecord, ""),
    "clock": (ClockRecord, ""),
    "tick": (TickRecord, "tick"),
    "event": (EventRecord, "change"),
    "gap": (GapRecord, "gap"),
    "answer": (AnswerRecord, ""),
    "health": (HealthRecord, ""),
    "timeline": (TimelineRecord, "snapshot"),
}
"""The record of each "type", and its member whose own members stand in the entry itself."""

_NAMES = {kind: name for name, (kind, _) in _KINDS.items()}

_OWN_ENTRIES = ("events", "triggers", "gaps")
"""Members of a timeline that are entries themselves."""


def entry_of(record: Record) -> dict[str, Any]:
    """An entry as JSON values. Raises TypeError for an object that is not an entry."""
    if (name := _NAMES.get(type(record))) is None:
        raise TypeError(f"no entry for {type(record).__name__}")
    members = plain(record)
    if inner := _KINDS[name][1]:
        members |= members.pop(inner)
    if isinstance(record, TimelineRecord):
        for own in _OWN_ENTRIES:
            del members[own]
    return {"type": name, **members}


def record_of(entry: object, place: str) -> Record:
    """The record of an entry, of earlier versions of the program as well. Raises ValueError."""
    kind = entry.get("type") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError(f"{place} is of no known type")
    if kind == "timeline":
        labels = entry.get("labels")
        no_shift = [0.0] * len(labels) if isinstance(labels, list) else []
        entry = {"shift": no_shift, **entry, **{name: [] for name in _OWN_ENTRIES}}
    elif "manner" in entry:
        entry = {"answer_style": entry["manner"], **entry}
    record_type, inner = _KINDS[kind]
    record: Record = read(record_type, {**entry, inner: entry} if inner else entry, place)
    check(record)
    return record
