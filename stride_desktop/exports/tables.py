"""Spans and seconds as tables: CSV by RFC 4180, UTF-8, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from stride_desktop.core.ticks import ACTIVE, FIXED, INACTIVE, RETAINED, UNSEEN
from stride_desktop.core.timeline import EMPTY, Lane
from stride_desktop.exports.material import Material
from stride_desktop.exports.spans import ExportedSpan, spans_of

Cell = str | int | float | None

_SPAN_COLUMNS = (
    *("lane", "request", "model", "id", "event", "onset", "offset", "duration", "state", "reason"),
    *("triggered at", "verdict", "note", "onset by the clock", "already so at the start"),
)
_SECOND_COLUMNS = ("label", "probability", "settled", "why")

_LABELS = {EMPTY: "", INACTIVE: "inactive", ACTIVE: "active"}
_ORIGINS = {UNSEEN: "", FIXED: "fixed", RETAINED: "retained"}

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters of cells that some spreadsheet would evaluate as a formula."""


def spans_table(material: Material) -> str:
    """One row for each span of each lane; times are seconds since the start of the session."""
    return _csv([_SPAN_COLUMNS, *(_span_row(span, material) for span in spans_of(material))])


def seconds_table(material: Material) -> str:
    """One row for each slot since the start of the session, by its start; four columns for each lane.

    why: the unmasking round that decided the second, "retained" or "fixed", or the reason of a gap.
    """
    numbers = [number for number, _, _ in material.numbered]
    titles = [f"lane {number} {column}" for number in numbers for column in _SECOND_COLUMNS]
    return _csv([["second", "by the clock", *titles], *_second_rows(material)])


def plain(text: str) -> str:
    """A text as a cell that no spreadsheet evaluates as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _span_row(span: ExportedSpan, material: Material) -> list[Cell]:
    onset, offset = material.seconds(span.start), material.seconds(span.end)
    event = span.event
    spoke = None if event is None or event.triggered_at is None else material.seconds(event.triggered_at)
    return [
        *(span.lane, span.request, span.model, span.id, None if event is None else event.id),
        *(onset, offset, round(offset - onset, 3)),
        *("" if event is None else str(event.state), "" if event is None else event.reason),
        *(spoke, str(span.verdict), span.note, _by_the_clock(material, span.start)),
        "" if event is None else "yes" if event.from_start else "no",
    ]


def _second_rows(material: Material) -> Iterator[list[Cell]]:
    known = [lane for lane in material.lanes if len(lane.snapshot.labels)]
    first = min((lane.snapshot.first_second for lane in known), default=0)
    end = max((lane.snapshot.first_second + len(lane.snapshot.labels) for lane in known), default=0)
    for second in range(first + 1, end):  # the first frame's slot lies before the start
        start = next(filter(None, (_slot_start(lane, second) for lane in known)), float(second))
        cells = [cell for lane in material.lanes for cell in _second_cells(lane, second, start + 0.5)]
        since = material.seconds(start)
        yield [int(since) if since.is_integer() else since, _by_the_clock(material, start), *cells]


def _slot_start(lane: Lane, second: int) -> float | None:
    snapshot, index = lane.snapshot, second - lane.snapshot.first_second
    return second + float(snapshot.shift[index]) if 0 <= index < len(snapshot.shift) else None


def _second_cells(lane: Lane, second: int, middle: float) -> Sequence[Cell]:
    snapshot = lane.snapshot
    index = second - snapshot.first_second
    if not 0 <= index < len(snapshot.labels) or snapshot.labels[index] == EMPTY:
        gap = next((gap.reason for gap in snapshot.gaps if gap.start <= middle < gap.end), "")
        return ["", None, "", gap]
    probability, origin = snapshot.probabilities[index], int(snapshot.origin[index])
    return [
        _LABELS[int(snapshot.labels[index])],
        None if np.isnan(probability) else float(f"{probability:.6g}"),
        "yes" if snapshot.settled[index] else "no",
        _ORIGINS.get(origin, f"round {origin}"),
    ]


def _by_the_clock(material: Material, at: float) -> str:
    time = material.time_of_day(at)
    return "" if time is None else time.isoformat(timespec="milliseconds")


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([plain(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
