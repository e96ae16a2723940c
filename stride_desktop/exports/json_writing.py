"""A session as JSON, complete and exact: everything that is stored but the pictures.

One object: "format", "version", "pictures", the session and, under "lanes", its re-runs in the same shape.
Every entry is on its own line, so that a file of hundreds of megabytes is written piece by piece.
Numbers are written so that they read back exactly; NaN is null. Which session it was in this library, and
whether it is starred there, is not part of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from stride_desktop.core.errors import Cancelled
from stride_desktop.exports.json_entries import entry_of
from stride_desktop.exports.json_values import plain
from stride_desktop.exports.material import Material
from stride_desktop.exports.writing import Order, written
from stride_desktop.sessions.reader import StoredSession

FORMAT = "stride-desktop session"
VERSION = 1
_PICTURES = "not included"


def write_json(material: Material, path: Path, order: Order) -> None:
    """Write the session and its re-runs. Raises StoreError, and Cancelled; then no file is left."""
    with written(path, order.overwrite) as beside, beside.open("x", encoding="utf-8", newline="\n") as file:
        file.write(
            f'{{\n"format": {_text(FORMAT)},\n"version": {VERSION},\n"pictures": {_text(_PICTURES)},\n'
        )
        _write_session(file, material.sessions[0], order.cancelled)
        file.write(',\n"lanes": [')
        for number, lane in enumerate(material.sessions[1:]):
            file.write(",\n{\n" if number else "\n{\n")
            _write_session(file, lane, order.cancelled)
            file.write("\n}")
        file.write("]\n}\n")


def _write_session(file: TextIO, session: StoredSession, cancelled: Callable[[], bool]) -> None:
    file.write(f'"beginning": {_text(plain(session.beginning))},\n"ended": {_text(plain(session.ended))},\n')
    file.write(f'"review": {_text(plain(session.review()))},\n"entries": [')
    for number, record in enumerate(session.records()):
        if cancelled():
            raise Cancelled
        file.write(",\n" if number else "\n")
        file.write(_text(entry_of(record)))
    file.write("]")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
