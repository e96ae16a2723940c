"""Reads the JSON of a session: returns the values that were written, or raises StoreError."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stride_desktop.core.errors import StoreError
from stride_desktop.core.files import open_regular, parse_json
from stride_desktop.core.review import Review
from stride_desktop.exports.json_entries import record_of
from stride_desktop.exports.json_values import read
from stride_desktop.exports.json_writing import FORMAT, VERSION
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.records import Beginning, Ending, Record

_HEAD = 4096
"""Number of first bytes that must contain the name of the format; checked before the rest is read."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredLane:
    """The values of a session or re-run. ended: None without an end."""

    beginning: Beginning
    ended: Ending | None
    review: Review | None
    records: tuple[Record, ...]


def read_json(path: Path) -> tuple[StoredLane, ...]:
    """The session in a file that `write_json` wrote, then its re-runs.

    Raises StoreError for any other file, or a damaged one.
    """
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD)
            if FORMAT.encode() not in head:
                raise StoreError(
                    f"“{path.name}” is not a session of Stride Desktop.",
                    "Choose a file that was exported as JSON.",
                )
            return _lanes(parse_json(head + file.read()))
    except OSError as error:
        raise StoreError(
            f"“{path}” cannot be read ({error.strerror}).", "Check its name and its permissions.", str(error)
        ) from error
    except ValueError as error:
        raise StoreError(
            f"“{path.name}” is damaged ({str(error)[:200]}).",
            "Export the session again.",
            type(error).__name__,
        ) from error


def _lanes(file: Any) -> tuple[StoredLane, ...]:  # noqa: ANN401 - JSON
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        raise ValueError("the format has another name")
    version = read(int, file.get("version"), "version")
    if version > VERSION:
        raise StoreError(
            "This file was exported by a newer version of the program.", "Update the program to import it."
        )
    others = enumerate(_list(file, "lanes"))
    return _lane(file, "file"), *(_lane(lane, f"lanes[{number}]") for number, lane in others)


def _lane(content: Any, place: str) -> StoredLane:  # noqa: ANN401
    if not isinstance(content, dict):
        raise ValueError(f"{place} is no object")
    beginning = read(Beginning, content.get("beginning"), f"{place}.beginning")
    if not isinstance(parse_json(beginning.settings), dict):
        raise ValueError(f"{place}.beginning.settings is no object")
    ended = read(Ending | None, content.get("ended"), f"{place}.ended")
    review = read(Review | None, content.get("review"), f"{place}.review")
    if review is not None:
        review = replace(review, spans=tuple(sorted(review.spans, key=lambda span: (span.start, span.id))))
    for part in filter(None, (beginning, ended, review)):
        check(part)
    entries = enumerate(_list(content, "entries"))
    records = tuple(record_of(entry, f"{place}.entries[{number}]") for number, entry in entries)
    return StoredLane(beginning, ended, review, records)


def _list(content: dict[str, Any], name: str) -> list[Any]:
    items = content.get(name)
    if not isinstance(items, list):
        raise ValueError(f"{name} is no array")
    return items
