"""A session as an ELAN annotation document (.eaf, EAF 3.0): tiers of intervals beside the video."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from stride_desktop.core.review import stands
from stride_desktop.core.text import REPLACEMENT, readable
from stride_desktop.core.timeline import Lane
from stride_desktop.exports.material import Material
from stride_desktop.exports.spans import DELETED, ExportedSpan, spans_of

_TYPE = "span"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
"""Valid Unicode that XML does not allow, besides control characters."""
_TRIGGER_SECONDS = 1.0
"""Length of a trigger's interval: a trigger is a moment, but ELAN shows intervals."""


_Edge = tuple[int, Element, str]
"""A boundary: its milliseconds, its annotation, and whether it is the start or the end."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An annotation. start, end: whole milliseconds, start < end."""

    start: int
    end: int
    text: str


def elan(material: Material) -> str:
    """The document. A tier each for the spans, triggers, answers and corrections of every lane.

    Intervals that overlap, which a tier cannot hold, go to further tiers: "… (2)". Times are milliseconds
    since the start of the session.
    """
    made = datetime.fromtimestamp(material.beginning.started, UTC).isoformat(timespec="seconds")
    root = Element(
        "ANNOTATION_DOCUMENT",
        {"AUTHOR": "", "DATE": made, "FORMAT": "3.0", "VERSION": "3.0"}
        | {"xmlns:xsi": _XSI, "xsi:noNamespaceSchemaLocation": _SCHEMA},
    )
    header = SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    if material.video is not None:
        kind = mimetypes.guess_type(material.video.path.name)[0] or "video/*"
        SubElement(header, "MEDIA_DESCRIPTOR", MEDIA_URL=material.video.path.as_uri(), MIME_TYPE=kind)
    order = SubElement(root, "TIME_ORDER")
    numbers = count(1)
    tiers_made = (_add_tier(root, name, intervals, numbers) for name, intervals in tiers(material))
    _add_slots(order, [edge for edges in tiers_made for edge in edges])
    last = SubElement(header, "PROPERTY", NAME="lastUsedAnnotationId")
    last.text = str(next(numbers) - 1)
    SubElement(
        root, "LINGUISTIC_TYPE", LINGUISTIC_TYPE_ID=_TYPE, TIME_ALIGNABLE="true", GRAPHIC_REFERENCES="false"
    )
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def tiers(material: Material) -> Iterator[tuple[str, tuple[Interval, ...]]]:
    """Name and intervals of every tier; within one, nothing overlaps."""
    spans = spans_of(material)
    for number, lane, _ in material.numbered:
        own = [span for span in spans if span.lane == number]
        found = (
            ("spans", _detected(own, material)),
            ("triggers", _triggers(lane, own, material)),
            ("answers", _over(material, ((span, span.answer) for span in own))),
            ("corrections", _over(material, ((span, _verdict(span)) for span in own))),
        )
        for what, intervals in found:
            for row, apart in enumerate(_rows_without_overlap(intervals), 1):
                yield f"{number} {what}" + (f" ({row})" if row > 1 else ""), apart


def _detected(spans: Iterable[ExportedSpan], material: Material) -> list[Interval]:
    """Intervals of events as the detector found them, without those it retracted."""
    return [
        _interval(span.event.onset, span.event.reach, span.request, material)
        for span in spans
        if span.event is not None and stands(span.event)
    ]


def _triggers(lane: Lane, spans: Iterable[ExportedSpan], material: Material) -> list[Interval]:
    asked = {span.event.id: span.request for span in spans if span.event is not None}
    return [
        _interval(trigger.time, trigger.time + _TRIGGER_SECONDS, asked.get(trigger.event_id, ""), material)
        for trigger in lane.snapshot.triggers
    ]


def _verdict(span: ExportedSpan) -> str:
    if not span.verdict:
        return ""
    words = span.verdict if span.event is not None or span.verdict == DELETED else f"{span.verdict}, added"
    return f"{words}: {span.note}" if span.note else words


def _over(material: Material, texts: Iterable[tuple[ExportedSpan, str]]) -> list[Interval]:
    """Intervals of spans with a text."""
    return [_interval(span.start, span.end, text, material) for span, text in texts if text]


def _interval(start: float, end: float, text: str, material: Material) -> Interval:
    first, last = (round(1000 * material.seconds(edge)) for edge in (start, end))
    return Interval(first, max(last, first + 1), _NOT_IN_XML.sub(REPLACEMENT, readable(text)))


def _rows_without_overlap(intervals: Iterable[Interval]) -> list[tuple[Interval, ...]]:
    """Distribute the intervals over as few rows as needed so that none overlaps; at least one row."""
    rows: list[list[Interval]] = [[]]
    for interval in sorted(intervals, key=lambda item: (item.start, item.end)):
        free = next((row for row in rows if not row or row[-1].end <= interval.start), None)
        if free is None:
            rows.append(free := [])
        free.append(interval)
    return [tuple(row) for row in rows]


def _add_tier(root: Element, name: str, intervals: Iterable[Interval], numbers: Iterator[int]) -> list[_Edge]:
    tier, edges = SubElement(root, "TIER", TIER_ID=name, LINGUISTIC_TYPE_REF=_TYPE), []
    for interval in intervals:
        outer = SubElement(tier, "ANNOTATION")
        aligned = SubElement(outer, "ALIGNABLE_ANNOTATION", ANNOTATION_ID=f"a{next(numbers)}")
        edges += [(interval.start, aligned, "TIME_SLOT_REF1"), (interval.end, aligned, "TIME_SLOT_REF2")]
        SubElement(aligned, "ANNOTATION_VALUE").text = interval.text
    return edges


def _add_slots(order: Element, edges: Iterable[_Edge]) -> None:
    """Add the boundaries in order of time, as ELAN requires."""
    for number, (milliseconds, aligned, name) in enumerate(sorted(edges, key=lambda edge: edge[0]), 1):
        SubElement(order, "TIME_SLOT", TIME_SLOT_ID=f"ts{number}", TIME_VALUE=str(milliseconds))
        aligned.set(name, f"ts{number}")
