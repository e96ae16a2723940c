"""The output of `watch`: lines of text, or one JSON object a line."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from stride_desktop.core.answers import Answer, RequestKind
from stride_desktop.core.errors import StrideError
from stride_desktop.core.events import Event, EventChange, EventState, Trigger
from stride_desktop.core.timeline_history import decisions
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.updates import EventMoved, GapSeen, MemoryShort, Ticked, Triggered, Update
from stride_desktop.sources.base import SourceHealth


@dataclass(frozen=True, slots=True)
class End:
    """The end of a watch: its reason and totals. time: of the newest frame, stream seconds."""

    reason: str
    time: float | None
    frames: int
    ticks: int
    triggers: int


class Output(Protocol):
    """Writes everything that `watch` finds. Threads: any may call; lines are never mixed."""

    def updated(self, updates: Iterable[Update], query: str = "") -> None:
        """Show what one frame led to. query: for which request, when several are watched for."""

    def answered(self, answer: Answer) -> None:
        """Show an answer that is over, or why it failed; a failure goes to stderr by itself."""

    def failed(self, error: StrideError) -> None:
        """Show why the watch failed."""

    def health(self, health: Health) -> None:
        """Show the state of the source and how well watching keeps up; called at intervals and on changes."""

    def ended(self, end: End) -> None:
        """Show the end; nothing but a failure follows."""


class JsonOutput:
    """One object a line, flushed at once; the member `type` says which kind.

    several: the lines that belong to a request say in the member `query` to which.
    """

    def __init__(self, several: bool = False) -> None:
        self._several = several
        self._lock = threading.Lock()

    def updated(self, updates: Iterable[Update], query: str = "") -> None:
        """`tick`, `event`, `trigger`, `gap` and `memory` lines.

        `from_start` is true in those of an event that was already so in the first frames, else absent.
        """
        for item in updates:
            if isinstance(item, Ticked):
                self._print("tick", _tick(item), query)
            elif isinstance(item, MemoryShort):
                self._print("memory", asdict(item), query)
            elif isinstance(item, GapSeen):
                self._print("gap", asdict(item.gap), query)
            elif isinstance(item, EventMoved):
                event = item.change.event
                members = {"id": event.id, "state": event.state, "onset": event.onset, "reach": event.reach}
                self._print("event", members | _from_start(event), query)
            elif isinstance(item, Triggered):
                trigger = item.trigger
                members = {"id": trigger.event_id, "time": trigger.time, "onset": trigger.onset}
                self._print("trigger", members | _from_start(trigger), query)

    def answered(self, answer: Answer) -> None:
        """An `answer` line, or an `error` line with the `id` of the event whose answer failed.

        `occasion` is "closing" when it tells how the event ended; `cut_off` says why it ended before its
        end: "length", "content_filter", "silence", "time" or "connection".
        """
        query, text = answer.request.query, answer.text.strip()
        if answer.error is not None:
            self._fail(answer.error, answer.event_id, text, query)
            return
        members: dict[str, Any] = {"id": answer.event_id, "text": text}
        if occasion := answer.kind.occasion:
            members["occasion"] = occasion
        if answer.reply.cut_off is not None:
            members["cut_off"] = answer.reply.cut_off.value
        self._print("answer", members, query)

    def failed(self, error: StrideError) -> None:
        """An `error` line whose `id` is null."""
        self._fail(error, None)

    def _fail(self, error: StrideError, event_id: int | None, text: str = "", query: str = "") -> None:
        """An `error` line: `message` is `what` and `remedy`, `text` what was said before, if anything."""
        members = {"id": event_id, "what": error.what, "remedy": error.remedy, "message": str(error)}
        self._print("error", members | ({"text": text} if text else {}), query)

    def health(self, health: Health) -> None:
        """A `health` line; `state` and `reason` are the source's."""
        members, source = asdict(health), health.source
        for name in ("source", "max_frames", "starved"):  # `memory` lines have the latter
            del members[name]
        state, reason = (None, None) if source is None else (source.state, source.reason)
        self._print("health", {"state": state, "reason": reason, **members})

    def ended(self, end: End) -> None:
        """The `end` line."""
        self._print("end", asdict(end))

    def _print(self, kind: str, members: dict[str, Any], query: str = "") -> None:
        if self._several and query:
            members = {**members, "query": query}
        with self._lock:
            print(json.dumps({"type": kind, **members}, allow_nan=False), flush=True)


def _from_start(item: Event | Trigger) -> dict[str, bool]:
    return {"from_start": True} if item.from_start else {}


def _memory(short: MemoryShort) -> str:
    if short.starved:
        return "the memory of the device is full; nothing can be decided until there is some again."
    return (
        f"the memory of the device is full; from now on the model looks back over {short.max_frames} frames."
    )


def _tick(ticked: Ticked) -> dict[str, Any]:
    what, first = decisions(ticked.tick), ticked.tick.passes[0]
    # No call decided an unseen or settled slot, so it has no probability; JSON has no NaN either.
    probabilities = [
        round(value, 6) if decided else None
        for value, decided in zip(what.probabilities.tolist(), what.decided.tolist(), strict=True)
    ]
    return {
        "time": ticked.tick.timestamp,
        "labels": what.labels.tolist(),
        "probabilities": probabilities,
        "slot_starts": [round(start, 6) for start in first.slot_starts.tolist()],
    }


class TextOutput:
    """Lines for people: what was noticed, and what was answered. clock: stream seconds in words.

    several: lines say to which request they belong.
    """

    def __init__(self, clock: Callable[[float], str], several: bool = False) -> None:
        self._clock = clock
        self._several = several
        self._lock = threading.Lock()
        self._lost = 0
        self._source: SourceHealth | None = None

    def updated(self, updates: Iterable[Update], query: str = "") -> None:
        """Triggers, the ends of events that triggered, gaps, and a full memory."""
        which = self._which(query)
        for item in updates:
            if isinstance(item, Triggered):
                self._print(self._trigger(item.trigger, which))
            elif isinstance(item, EventMoved):
                self._event(item.change, which)
            elif isinstance(item, GapSeen):
                gap = item.gap
                self._print(
                    f"{self._clock(gap.end)}  Not watched since {self._clock(gap.start)} ({gap.reason})."
                )
            elif isinstance(item, MemoryShort):
                self._print(f"stride-desktop: {_memory(item)}", to_stderr=True)

    def answered(self, answer: Answer) -> None:
        """The answer, indented below its number, and why it is not complete."""
        text, error = answer.text.strip(), answer.error
        which = f"event {answer.event_id}{self._which(answer.request.query)}"
        if text or error is None:
            closing = answer.kind is RequestKind.CLOSING
            said = (f"How {which} ended: " if closing else f"Answer to {which}: ") + text
            if answer.reply.cut_off is not None:
                said += f"\n[{answer.reply.cut_off.words}]"
            self._print("          " + said.replace("\n", "\n          "))
        if error is not None:
            failure = f"the answer to {which} is not complete" if text else f"no answer to {which}"
            self._print(f"stride-desktop: {failure}: {error}", to_stderr=True)

    def failed(self, error: StrideError) -> None:
        """Nothing: the command line itself says on stderr why a watch failed."""

    def health(self, health: Health) -> None:
        """A line on stderr when the state of the source changes, or more was left out."""
        if health.source is not None:
            self._report_source(health.source)
        lost = health.behind + health.skipped
        if lost > self._lost:
            self._print(
                f"stride-desktop: the model cannot keep up: {health.behind} decisions and "
                f"{health.skipped} pairs of frames were left out so far.",
                to_stderr=True,
            )
        self._lost = lost

    def _report_source(self, source: SourceHealth) -> None:
        news, self._source = source.news(self._source), source
        if news and source.awaited:
            news = f"{news} {source.remedy} Watching goes on by itself then."
        elif news and source.lost:
            news = f"lost: {news} {source.remedy} Trying again; Ctrl+C ends it."
        elif news:
            news = f"{news} {source.remedy or 'Watching goes on.'}"
        if news:
            self._print(f"stride-desktop: {news}", to_stderr=True)

    def ended(self, end: End) -> None:
        """A summary."""
        triggers = f"{end.triggers} {'trigger' if end.triggers == 1 else 'triggers'}"
        self._print(f"Done ({end.reason}): {end.frames} frames, {triggers}.")

    def _which(self, query: str) -> str:
        return f" of “{query}”" if self._several and query else ""

    def _trigger(self, trigger: Trigger, which: str) -> str:
        onset = self._clock(trigger.onset)
        if trigger.from_start:
            how = "it was already so when watching began" + ("" if trigger.ongoing else ", until")
        else:
            how = f"it began {onset}" if trigger.ongoing else f"it was there from {onset} to"
        until = "" if trigger.ongoing else f" {self._clock(trigger.reach)}"
        return f"{self._clock(trigger.time)}  Event {trigger.event_id}{which}: {how}{until}."

    def _event(self, change: EventChange, which: str) -> None:
        event = change.event
        if event.state is EventState.RETRACTED and change.previous is EventState.TRIGGERED:
            self._print(f"          Event {event.id}{which} is withdrawn.")
        elif event.state is EventState.TRIGGERED and change.previous is EventState.RETRACTED:
            self._print(f"          Event {event.id}{which} is there after all.")
        elif event.state is EventState.CLOSED and event.triggered_at is not None and not event.reason:
            self._print(f"          Event {event.id}{which} ended {self._clock(event.reach)}.")

    def _print(self, text: str, to_stderr: bool = False) -> None:
        with self._lock:
            print(text, file=sys.stderr if to_stderr else sys.stdout, flush=True)
