"""The timeline in words: for the read-out, for screen readers, for gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.span_table import STRUCK
from stride_desktop.core.amounts import counted, elapsed
from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState
from stride_desktop.core.frames import EARLY
from stride_desktop.core.review import ReviewedSpan, Verdict
from stride_desktop.core.text import elided
from stride_desktop.core.ticks import ACTIVE, FIXED, RETAINED, UNSEEN
from stride_desktop.core.timeline import COVERED, DELETED, EMPTY, HIDDEN, LOST, Gap, TimelineSnapshot
from stride_desktop.pipeline.time_of_day import whole_seconds

_BREAKS = (
    "gap",
    "paused",
    "private",
    "battery",
    "locked",
    "source changed",
    LOST,
    COVERED,
    HIDDEN,
    "clock",
    "new request",
)
"""Reasons for which an event was closed without its end, although watching went on."""

_MOST_CHARACTERS = 72
"""Of a request or an answer."""

_TICK_SECONDS = 2.0
"""Longest time that the newest frames wait for a decision."""


_STATES = {
    EventState.TENTATIVE: "tentative, not sustained yet",
    EventState.SUPPRESSED: "held back while snoozed or cooling down",
    EventState.RETRACTED: "withdrawn, its slots turned inactive again",
    EventState.FORGOTTEN: "dismissed, its slots turned inactive again",
}


_REASONS = {
    WITHDRAWN: "Withdrawn",
    MERGED: "Part of an earlier span",
    "ended": "The source ended",
    "gap": "No frames",
    "overload": "Too busy",
    "sleep": "Computer asleep",
    LOST: "Source lost",
    COVERED: "Covered by this program's windows",
    HIDDEN: "Window not shown",
    "clock": "Clock changed",
    "private": "Private",
    "battery": "On battery",
    "locked": "Screen locked",
}
"""Those whose code does not say it in words."""


def reason(code: str) -> str:
    """Why there were no frames, or why an event was closed without an offset."""
    return _REASONS.get(code, code.capitalize())


def duration(seconds: float) -> str:
    """A length of time, short: "40 s", "2 min 10 s", "1 h 5 min"."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else rest, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def state(event: Event, clock: DisplayClock) -> str:
    """The outcome of an event."""
    if event.state in _STATES:
        return _STATES[event.state]
    spoke = "" if event.triggered_at is None else f"triggered at {clock.text(event.triggered_at)}"
    if spoke and event.late:
        spoke = f"{spoke}, after its end"
    if event.state is EventState.TRIGGERED:
        return spoke or "triggered"
    if not spoke and event.suppressed_at is not None:
        spoke = _STATES[EventState.SUPPRESSED]
    end = f"closed: {reason(event.reason)}" if event.reason else "ended"
    return ", ".join(filter(None, (spoke or "no trigger", end)))


def ending(event: Event, clock: DisplayClock) -> str:
    """The end of a closed event: "ended 0:19, lasted 0:08"; "" when the event no longer counts."""
    if event.reason in (WITHDRAWN, MERGED, DELETED):
        return ""
    if event.reason in _BREAKS:
        return f"its end was not seen: {reason(event.reason)}"
    if event.reason:
        return "still going on when watching ended"
    ended = f"ended {clock.text(event.reach)}"
    if event.from_start:
        return ended
    return f"{ended}, lasted {elapsed(whole_seconds(event.reach, event.onset))}"


def how(origin: int) -> str:
    """The origin of a slot's label: "resolved in round 3"."""
    known = {
        UNSEEN: "before the model's memory",
        FIXED: "fixed by a completed span",
        RETAINED: "retained from the tick before",
    }
    return known.get(origin, f"resolved in round {origin}")


def span(event: Event, clock: DisplayClock) -> str:
    """An event with its bounds: "Span 5, 0:41 to 0:52: triggered at 0:44, ended"."""
    start, end = clock.text(event.onset), clock.text(event.reach)
    bounds = f"already so at {start}, until {end}" if event.from_start else f"{start} to {end}"
    return f"Span {event.id}, {bounds}: {state(event, clock)}"


def when(time: str, from_start: bool) -> str:
    """The time of an answer, with a remark if the event was on in the first frame."""
    return f"{time} · already so when watching began" if from_start else time


def in_gap(gap: Gap, at: float) -> bool:
    """No frame was taken at this second; the frames at the ends of the gap are not in it."""
    return gap.start + EARLY < at < gap.end - EARLY


def second(snapshot: TimelineSnapshot, at: float) -> list[str]:
    """The details of one frame's slot, one line each. at: when the frame was taken."""
    gap = next((gap for gap in snapshot.gaps if in_gap(gap, at)), None)
    if gap is not None:
        return [f"Not watched: {reason(gap.reason)}"]
    index = snapshot.index_at(at)
    if index is None:
        undecided = snapshot.newest is not None and snapshot.newest - _TICK_SECONDS < at <= snapshot.newest
        return ["Not decided yet" if undecided else "Not watched"]
    if snapshot.labels[index] == EMPTY:
        return ["Nothing was decided about this picture"]
    settled = "settled" if snapshot.settled[index] else "may still change"
    label = "Active" if snapshot.labels[index] == ACTIVE else "Inactive"
    lines = [f"{label}, {settled}"]
    probability = snapshot.probabilities[index]
    if not math.isnan(probability):
        lines.append(f"Probability {probability:.2f}")
    lines.append(how(int(snapshot.origin[index])).capitalize())
    return lines


def event(said: Event, answer: str | None, clock: DisplayClock) -> list[str]:
    """An event, the first line of its answer, and how to request one, a line each."""
    lines = [span(said, clock)]
    if first := elided((answer or "").split("\n", 1)[0], _MOST_CHARACTERS):
        lines.append(f"Answer: {first}")
    if said.answerable and answer is None:
        held = "Click its hollow marker, or press A, to have it answered"
        lines.append(held if said.suppressed_at is not None else "Press A to have it answered")
    return lines


def verdict(said: ReviewedSpan, clock: DisplayClock) -> str:
    """The verdict on a span: "0:41 to 0:52: marked right"."""
    words = {Verdict.OPEN: "not judged yet", Verdict.RIGHT: "marked right", Verdict.WRONG: "marked wrong"}
    text = "added by hand" if said.event is None else words[said.verdict]
    return f"{clock.text(said.start)} to {clock.text(said.end)}: {text}"


def lane(rows: Sequence[Row], index: int) -> str:
    """The name of a lane; empty where there is only one."""
    if len(rows) < 2:
        return ""
    query = elided(rows[index].title or "", _MOST_CHARACTERS)
    return f"Lane {index + 1} of {len(rows)}: {query}"


def summary(row: Row | None, clock: DisplayClock) -> str:
    """A whole lane in one sentence, for screen readers."""
    if row is None or row.snapshot.newest is None:
        return "Nothing watched yet — choose a source and press Start"
    standing = np.flatnonzero(row.table.look < STRUCK)
    if not standing.size:
        return f"No spans. Watched until {clock.text(row.snapshot.newest)}."
    last = row.table.events[int(standing[-1])]
    start, end = clock.text(last.onset), clock.text(last.reach)
    return f"{counted(standing.size, 'span')}, last from {start} to {end}, {state(last, clock)}."


def stretch(bounds: tuple[float, float], clock: DisplayClock) -> str:
    """The selected range: "0:41 to 0:52 chosen, 11 s. A or Enter asks about it."."""
    start, end = map(clock.text, bounds)
    return f"{start} to {end} chosen, {duration(bounds[1] - bounds[0])}. A or Enter asks about it."


def description(rows: Sequence[Row], active: int, details: Sequence[str], clock: DisplayClock) -> str:
    """The active lane for screen readers. details: lines about the second at the play-head."""
    parts = (lane(rows, active), *details, summary(rows[active] if rows else None, clock))
    return ". ".join(filter(None, parts))
