"""The user's corrections of a session as training samples for an activation model.

Everything is in whole seconds: second k is active when the middle of its slot lies in a span, as on the
timeline; slots of a live source begin between the full seconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stride_desktop.core.review import Verdict
from stride_desktop.core.timeline import Lane
from stride_desktop.exports.material import Material
from stride_desktop.exports.spans import DELETED, ExportedSpan, spans_of
from stride_desktop.sessions.reader import StoredSession

LONGEST = 512
"""Longest sample in seconds: the most frames that a model is trained on."""

TAIL = 30
"""Seconds by which a sample continues after its event, unless the next one begins before."""

_ROUNDING = 1e-6
_CONTINUES = "overload"


@dataclass(frozen=True, slots=True)
class Sample:
    """One time range of the stream. Seconds are stream seconds; ends are exclusive.

    start, end: an even number of seconds, LONGEST at most. earlier: end of the earlier events in the range,
    which the sample ignores; None without any. active: the event's first second and its end; None for a
    false detection.
    """

    query: str
    start: int
    end: int
    earlier: int | None
    active: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _ActiveSeconds:
    """Active seconds start..end, end exclusive. confirmed: by the user, not by the detector alone."""

    start: int
    end: int
    confirmed: bool


def samples_of(material: Material) -> tuple[Sample, ...]:
    """A sample for each event that the user confirmed, in reviewed lanes.

    Confirmed are spans marked right, moved or added and, in a lane marked as reviewed, every span that is not
    marked wrong. In such a lane, a span marked wrong gives a sample without an event.
    """
    spans, begin = spans_of(material), round(material.start)
    middle = 0.5 + material.start - begin  # of a slot, in seconds after the full second
    found: list[Sample] = []
    for number, lane, session in material.numbered:
        if lane.review is not None:
            own, reviewed = [span for span in spans if span.lane == number], lane.review.reviewed
            for query, start, end in _stretches(lane, session, begin):
                asked = (span for span in own if span.request == query)
                runs = [(span, _active_seconds(span, start, end, middle, reviewed)) for span in asked]
                inside = [(span, run) for span, run in runs if run is not None]
                found += _samples(query, start, end, inside, reviewed)
    return tuple(found)


def _samples(
    query: str, start: int, end: int, spans: Sequence[tuple[ExportedSpan, _ActiveSeconds]], reviewed: bool
) -> Iterator[Sample]:
    truth = _merged(run for span, run in spans if span.stands)
    wrong = [run for span, run in spans if span.verdict in (Verdict.WRONG, DELETED)]
    for run in truth:
        if run.confirmed:
            yield from _sample(query, start, end, run, truth, active=True)
    for alarm in wrong if reviewed else ():
        if not any(run.start <= alarm.start < run.end for run in truth):
            yield from _sample(query, start, end, alarm, truth, active=False)


def _sample(
    query: str, start: int, end: int, run: _ActiveSeconds, truth: Sequence[_ActiveSeconds], active: bool
) -> Iterator[Sample]:
    """The sample of one event; None when it is shorter than two seconds."""
    until = min([end, run.end + TAIL, *(later.start for later in truth if later.start > run.start)])
    since = max(start, until - LONGEST)
    if (until - since) % 2:
        if since < run.start or until <= run.end:
            since += 1
        else:
            until -= 1
    if until - since < 2:
        return
    before = [earlier.end for earlier in truth if since < earlier.end <= run.start]
    event = (max(run.start, since), min(run.end, until)) if active else None
    yield Sample(query, since, until, max(before, default=None), event)


def _active_seconds(
    span: ExportedSpan, start: int, end: int, middle: float, reviewed: bool
) -> _ActiveSeconds | None:
    """The seconds of a span inside start..end, None if there are none."""
    first = max(start, math.ceil(span.start - middle - _ROUNDING))
    last = min(end, math.ceil(span.end - middle - _ROUNDING))
    event = span.event
    moved = event is not None and (event.onset, event.reach) != (span.start, span.end)
    confirmed = reviewed or span.verdict == Verdict.RIGHT or moved
    return _ActiveSeconds(first, last, confirmed) if first < last else None


def _merged(runs: Iterable[_ActiveSeconds]) -> list[_ActiveSeconds]:
    """Runs in order, those that touch merged, since their labels are the same."""
    merged: list[_ActiveSeconds] = []
    for run in sorted(runs, key=lambda run: run.start):
        if merged and run.start <= merged[-1].end:
            last = merged.pop()
            run = _ActiveSeconds(last.start, max(last.end, run.end), last.confirmed or run.confirmed)
        merged.append(run)
    return merged


def _stretches(lane: Lane, session: StoredSession, start: int) -> Iterator[tuple[str, int, int]]:
    """Request, first second and end of every range that was watched for one request without a gap."""
    first = max(start, lane.snapshot.first_second)
    end = lane.snapshot.first_second + len(lane.snapshot.labels)
    requests = session.requests()
    starts = [first if item.at is None else round(item.at) for item in requests]
    gaps = sorted(
        (math.floor(gap.start), math.ceil(gap.end)) for gap in lane.snapshot.gaps if gap.reason != _CONTINUES
    )
    for item, since, until in zip(requests, starts, [*starts[1:], end], strict=True):
        at = max(since, first)
        for gap_start, gap_end in gaps:
            if at < min(gap_start, until):
                yield item.query, at, min(gap_start, until)
            at = max(at, gap_end)
        if at < until:
            yield item.query, at, until
