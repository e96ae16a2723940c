"""The timeline in words: for the read-out, for screen readers, for gaps."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from stride_desktop.app.timeline.clock import Clock
from stride_desktop.app.timeline.spans import STRUCK, SpanTable, look
from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState
from stride_desktop.core.ticks import ACTIVE, FIXED, RETAINED, UNSEEN
from stride_desktop.core.timeline import EMPTY, TimelineSnapshot


def tr(text: str) -> str:
    """Translate in the timeline's context."""
    return QCoreApplication.translate("TimelineView", text)


def reason(code: str) -> str:
    """Why there were no frames, or why an event was closed without an offset."""
    known = {
        WITHDRAWN: tr("Withdrawn"),
        MERGED: tr("Part of an earlier span"),
        "ended": tr("The source ended"),
        "gap": tr("No frames"),
        "paused": tr("Paused"),
        "overload": tr("Too busy"),
        "sleep": tr("Computer asleep"),
        "stopped": tr("Stopped"),
        "source changed": tr("Source changed"),
        "clock": tr("Clock changed"),
        "battery": tr("On battery"),
        "locked": tr("Screen locked"),
        "deleted": tr("Deleted"),
        "new request": tr("New request"),
    }
    return known.get(code, code)


def state(event: Event, clock: Clock) -> str:
    """What became of an event."""
    if event.state is EventState.TENTATIVE:
        return tr("tentative, not sustained yet")
    if event.state is EventState.SUPPRESSED:
        return tr("held back while snoozed or cooling down")
    if event.state is EventState.RETRACTED:
        return tr("withdrawn, the model changed its mind")
    if event.state is EventState.FORGOTTEN:
        return tr("dismissed, the model changed its mind")
    spoke = (
        ""
        if event.triggered_at is None
        else tr("triggered at {time}").format(time=clock.text(event.triggered_at))
    )
    if spoke and event.late:
        spoke = tr("{spoke}, after its end").format(spoke=spoke)
    if event.state is EventState.TRIGGERED:
        return spoke or tr("triggered")
    if not spoke and event.suppressed_at is not None:
        spoke = tr("held back while snoozed or cooling down")
    end = tr("closed: {reason}").format(reason=reason(event.reason)) if event.reason else tr("ended")
    return ", ".join(filter(None, (spoke or tr("no trigger"), end)))


def why(origin: int) -> str:
    """How a second got its label."""
    if origin == UNSEEN:
        return tr("Before the model's memory")
    if origin == FIXED:
        return tr("Fixed by a completed span")
    if origin == RETAINED:
        return tr("Kept from the tick before, still confident")
    return tr("Decided in unmasking step {step}").format(step=origin)


def span(event: Event, clock: Clock) -> str:
    """An event with its bounds: "Span 5, 0:41 to 0:52: triggered at 0:44, ended"."""
    text = tr("Span {id}, {start} to {end}: {state}")
    return text.format(
        id=event.id, start=clock.text(event.onset), end=clock.text(event.reach), state=state(event, clock)
    )


def second(snapshot: TimelineSnapshot, at: float) -> list[str]:
    """What is known about one second, a line each."""
    gap = next((gap for gap in snapshot.gaps if gap.start <= at < gap.end), None)
    if gap is not None:
        return [tr("Not watched: {reason}").format(reason=reason(gap.reason))]
    index = math.floor(at) - snapshot.first_second
    if not 0 <= index < snapshot.labels.size or snapshot.labels[index] == EMPTY:
        return [tr("Not watched")]
    settled = tr("settled") if snapshot.settled[index] else tr("may still change")
    label = tr("Active") if snapshot.labels[index] == ACTIVE else tr("Inactive")
    lines = [f"{label}, {settled}"]
    probability = snapshot.probabilities[index]
    if not math.isnan(probability):
        lines.append(tr("Probability {value}").format(value=f"{probability:.2f}"))
    lines.append(why(int(snapshot.origin[index])))
    return lines


def about(snapshot: TimelineSnapshot, event: Event | None, at: float, clock: Clock) -> list[str]:
    """What is known about one second and the event that covers it, a line each."""
    lines = second(snapshot, at)
    if event is not None:
        lines.append(span(event, clock))
        if event.state is EventState.SUPPRESSED:
            lines.append(tr("Click its hollow marker, or press A, to answer now"))
    return lines


def summary(snapshot: TimelineSnapshot | None, clock: Clock) -> str:
    """The whole timeline in one sentence, for screen readers."""
    if snapshot is None or snapshot.newest is None:
        return tr("Nothing watched yet — choose a source and press Start")
    standing = [event for event in snapshot.events if look(event) < STRUCK]
    if not standing:
        return tr("No spans. Watched until {time}.").format(time=clock.text(snapshot.newest))
    last = max(standing, key=lambda event: event.onset)
    count = tr("1 span") if len(standing) == 1 else tr("{count} spans").format(count=len(standing))
    text = tr("{count}, last from {start} to {end}, {state}.")
    return text.format(
        count=count, start=clock.text(last.onset), end=clock.text(last.reach), state=state(last, clock)
    )


def description(
    snapshot: TimelineSnapshot | None, table: SpanTable, playhead: float | None, clock: Clock
) -> str:
    """The second under the play-head and the whole timeline, for screen readers."""
    text = summary(snapshot, clock)
    if snapshot is None or playhead is None:
        return text
    here = about(snapshot, table.at(playhead), playhead, clock)
    return ". ".join([clock.text(playhead), *here, text])
