"""`stride-desktop export`: lists the stored sessions, or writes one to a file."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from stride_desktop.app.review.picture_formats import PICTURES
from stride_desktop.cli.progress import printed_progress
from stride_desktop.cli.saved_settings import saved_settings
from stride_desktop.core.amounts import bytes_in_words, hours_minutes_seconds
from stride_desktop.core.errors import StoreError
from stride_desktop.core.text import one_line
from stride_desktop.exports.formats import FORMATS, Format
from stride_desktop.exports.material import Material, opened
from stride_desktop.exports.spans import spans_of
from stride_desktop.exports.writing import Order
from stride_desktop.sessions.info import DamagedSession, SessionInfo
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept

LATEST = "latest"

ALL = {**FORMATS, **PICTURES}
"""Every format by its name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument(
        "session",
        nargs="?",
        metavar="SESSION",
        help=f"its id, the beginning of one, or “{LATEST}”; without it, the stored sessions are listed",
    )
    words = "; ".join(f"{item.name}: {item.words}" for item in ALL.values())
    parser.add_argument("--format", choices=ALL, help=words)
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: the session's id, in this folder")
    parser.add_argument(
        "--lane", type=int, metavar="N", help="only this lane: 1 is the session, then its re-runs"
    )
    parser.add_argument("--span", type=int, metavar="N", help="only this span, by its id (mp4, png, svg)")
    seconds = "seconds since the start of the session (mp4, png, svg)"
    parser.add_argument("--from", type=_seconds, dest="start", metavar="S", help=f"where to begin, {seconds}")
    parser.add_argument("--to", type=_seconds, dest="end", metavar="S", help=f"where to end, {seconds}")
    parser.add_argument("--overwrite", action="store_true", help="replace a file that is there already")
    parser.add_argument("--json", action="store_true", help="list the sessions as one object a line")


def run(args: argparse.Namespace) -> int:
    """List, or export; returns the exit status. Raises StrideError."""
    library = Library()
    if args.session is None:
        if args.format is not None:
            raise StoreError(
                "No session was given.", f"Give its id, or “{LATEST}”; “export” alone lists them."
            )
        list_sessions(*library.survey(), args.json)
        return 0
    if args.format is None:
        raise StoreError("No format was given.", f"Add --format and one of {', '.join(ALL)}.")
    application: QCoreApplication | None = None
    if args.format in PICTURES:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # lets Qt draw without a window
        application = QApplication.instance() or QApplication([])
    _export(library, find(args.session, *library.survey()), ALL[args.format], args)
    del application  # it had to live until here
    return 0


def _export(library: Library, session: str, wanted: Format, args: argparse.Namespace) -> None:
    if args.lane is not None and not wanted.lanes:
        raise StoreError(f"{wanted.name} is always of the whole session.", "Leave out --lane.")
    in_part = (args.span, args.start, args.end) != (None, None, None)
    if in_part and not wanted.stretch:
        raise StoreError(
            f"{wanted.name} is always of the whole session.", "Leave out --span, --from and --to."
        )
    lane = "" if args.lane is None else f"-lane{args.lane}"
    path = args.out or Path(f"{session}{lane}{wanted.ending}")
    with opened(library, session, saved_settings()[0].privacy) as material:
        for error in material.damage:
            sys.stderr.write(f"stride-desktop: {one_line(str(error))}\n")
        part = material if args.lane is None else material.only(args.lane)
        start, end = _stretch(part, args)
        with printed_progress() as show:
            wanted.write(part, path, Order(start, end, args.overwrite, lambda share: show(share, "")))
    print(path)


def _stretch(material: Material, args: argparse.Namespace) -> tuple[float, float]:
    """Start and end of the requested range, stream seconds. Raises StoreError."""
    if args.span is None:
        start = material.start if args.start is None else material.start + args.start
        return start, material.end if args.end is None else material.start + args.end
    if args.start is not None or args.end is not None:
        raise StoreError("--span gives the start and the end already.", "Leave it out, or --from and --to.")
    for span in spans_of(material):
        if span.id == args.span and span.lane == material.first_number:
            return span.start, span.end
    raise StoreError(
        f"Lane {material.first_number} has no span {args.span}.",
        "“export --format csv” lists them.",
    )


def find(name: str, sessions: Sequence[SessionInfo], damaged: Sequence[DamagedSession] = ()) -> str:
    """The id of the session with this name. Raises StoreError for none, more than one, or a damaged one."""
    for item in damaged:
        if item.id == name or (name == LATEST and not sessions):
            raise item.error
    if not sessions:
        raise StoreError("No sessions are stored.", "Choose in the settings, or with --keep, what is kept.")
    if name == LATEST:
        return sessions[0].id
    names = [info.id for info in sessions] + [item.id for item in damaged]
    found = [known for known in names if known.startswith(name)]
    if name in found:
        return name
    if len(found) == 1:
        return found[0]
    if not found:
        raise StoreError(f"There is no session “{name}”.", "“stride-desktop export” lists them.")
    raise StoreError(
        f"“{name}” may be any of {len(found)} sessions.", f"Give more of it: {', '.join(found[:3])}, …"
    )


def list_sessions(sessions: Sequence[SessionInfo], damaged: Sequence[DamagedSession], as_json: bool) -> None:
    """Print them, newest first; why others cannot be read goes to stderr."""
    for item in damaged:
        sys.stderr.write(f"stride-desktop: {one_line(str(item.error))}\n")
    if as_json:
        for info in sessions:
            print(json.dumps(_as_object(info)))
        return
    if not sessions and not damaged:
        print("No sessions are stored.")
        return
    rows = [("ID", "STARTED", "LENGTH", "KEPT", "SIZE", "SOURCE", "REQUEST"), *map(_row, sessions)]
    rows += [(one_line(item.id), "", "", "damaged", bytes_in_words(item.size), "", "") for item in damaged]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    for row in rows:
        print("  ".join([*map(str.ljust, row[:6], widths), row[6]]))


def _as_object(info: SessionInfo) -> dict[str, object]:
    return {
        "id": info.id,
        "started": info.started,
        "ended": info.ended,
        "reason": info.reason,
        "seconds": info.seconds,
        "source": info.source,
        "query": info.query,
        "queries": list(info.queries),
        "live": info.live,
        "kept": info.kept,
        "starred": info.starred,
        "bytes": info.size,
    }


def _row(info: SessionInfo) -> tuple[str, ...]:
    started = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(info.started))
    length = "going on" if info.ended is None else hours_minutes_seconds(info.seconds)
    kept = "pictures" if info.kept is Kept.FRAMES else "spans"
    mark = " ★" if info.starred else ""
    source = one_line(info.source) + mark
    return info.id, started, length, kept, bytes_in_words(info.size), source, one_line(info.query)


def _seconds(text: str) -> float:
    """A finite number that is not negative, for argparse."""
    value = float(text)
    if not 0 <= value < math.inf:
        raise ValueError(text)
    return value
