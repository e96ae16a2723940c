"""What `watch` prints: lines for people, or one JSON object a line for programs."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from stride_desktop.core.answers import CLOSING
from stride_desktop.core.errors import StrideError
from stride_desktop.core.events import EventChange, EventState
from stride_desktop.core.timeline_history import decisions
from stride_desktop.pipeline.happenings import EventMoved, GapSeen, Happening, Ticked, Triggered


@dataclass(frozen=True, slots=True)
class Health:
    """How well watching keeps up.

    time: of the newest frame, stream seconds. capture_rate: frames a second lately. lag: seconds
    from a frame's arrival to what was made of it. waiting: frames not looked at yet. behind, skipped:
    groups of two frames taken in without a decision, and left out, so far. refused: frames that
    were not newer than the one before. Rates and lags are None for a file, which waits.
    """

    time: float | None = None
    capture_rate: float | None = None
    lag: float | None = None
    waiting: int = 0
    behind: int = 0
    skipped: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """Why watching ended and what it came to. time: of the newest frame, stream seconds."""

    reason: str
    time: float | None
    frames: int
    ticks: int
    triggers: int


class Output(Protocol):
    """Where everything that `watch` finds goes. Threads: any may call; lines are never mixed."""

    def happened(self, happenings: Iterable[Happening]) -> None:
        """Show what one frame led to."""

    def answered(self, event_id: int, text: str, occasion: str = "") -> None:
        """Show an answer. occasion: as in AnswerRequest."""

    def failed(self, error: StrideError, event_id: int | None = None) -> None:
        """Show why the watch failed, or only the answer to this event. Goes to stderr by itself."""

    def health(self, health: Health) -> None:
        """Show how well watching keeps up."""

    def ended(self, end: End) -> None:
        """Show the end; nothing but a failure follows."""


class JsonOutput:
    """One object a line, flushed at once; the member `type` says which kind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def happened(self, happenings: Iterable[Happening]) -> None:
        """`tick`, `event` and `trigger` lines."""
        for item in happenings:
            if isinstance(item, Ticked):
                self._print("tick", _tick(item))
            elif isinstance(item, EventMoved):
                event = item.change.event
                self._print(
                    "event",
                    {"id": event.id, "state": event.state, "onset": event.onset, "reach": event.reach},
                )
            elif isinstance(item, Triggered):
                trigger = item.trigger
                self._print("trigger", {"id": trigger.event_id, "time": trigger.time, "onset": trigger.onset})

    def answered(self, event_id: int, text: str, occasion: str = "") -> None:
        """An `answer` line; `occasion` is "closing" when it tells how the event ended."""
        self._print("answer", {"id": event_id, "text": text} | ({"occasion": occasion} if occasion else {}))

    def failed(self, error: StrideError, event_id: int | None = None) -> None:
        """An `error` line; `id` is the event whose answer failed, null when it is the watch itself."""
        self._print("error", {"id": event_id, "what": error.what, "remedy": error.remedy})

    def health(self, health: Health) -> None:
        """A `health` line."""
        self._print("health", asdict(health))

    def ended(self, end: End) -> None:
        """The `end` line."""
        self._print("end", asdict(end))

    def _print(self, kind: str, members: dict[str, Any]) -> None:
        with self._lock:
            print(json.dumps({"type": kind, **members}, allow_nan=False), flush=True)


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
    """Lines for people: what was noticed, and what was answered. clock: stream seconds in words."""

    def __init__(self, clock: Callable[[float], str]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._lost = 0

    def happened(self, happenings: Iterable[Happening]) -> None:
        """Triggers, the end of events that were told, and gaps."""
        for item in happenings:
            if isinstance(item, Triggered):
                trigger = item.trigger
                self._print(
                    f"{self._clock(trigger.time)}  Event {trigger.event_id}: "
                    f"{'it began' if trigger.ongoing else 'it was there from'} {self._clock(trigger.onset)}"
                    + ("." if trigger.ongoing else f" to {self._clock(trigger.reach)}.")
                )
            elif isinstance(item, EventMoved):
                self._event(item.change)
            elif isinstance(item, GapSeen):
                gap = item.gap
                self._print(
                    f"{self._clock(gap.end)}  Not watched since {self._clock(gap.start)} ({gap.reason})."
                )

    def answered(self, event_id: int, text: str, occasion: str = "") -> None:
        """The answer, indented below its number."""
        about = "How event {0} ended: " if occasion == CLOSING else "Answer to event {0}: "
        self._print("          " + about.format(event_id) + text.replace("\n", "\n          "))

    def failed(self, error: StrideError, event_id: int | None = None) -> None:
        """An answer that failed, on stderr; a failed watch is told there by the command line."""
        if event_id is not None:
            self._print(f"stride-desktop: no answer to event {event_id}: {error}", to_stderr=True)

    def health(self, health: Health) -> None:
        """Told, on stderr, only when something was left out since the last time."""
        lost = health.behind + health.skipped
        if lost > self._lost:
            self._print(
                f"stride-desktop: the model cannot keep up: {health.behind} decisions and "
                f"{health.skipped} pairs of frames were left out so far.",
                to_stderr=True,
            )
        self._lost = lost

    def ended(self, end: End) -> None:
        """A summary."""
        triggers = f"{end.triggers} {'trigger' if end.triggers == 1 else 'triggers'}"
        self._print(f"Done ({end.reason}): {end.frames} frames, {triggers}.")

    def _event(self, change: EventChange) -> None:
        event = change.event
        if event.state is EventState.RETRACTED and change.previous is EventState.TRIGGERED:
            self._print(f"          Event {event.id} is withdrawn.")
        elif event.state is EventState.TRIGGERED and change.previous is EventState.RETRACTED:
            self._print(f"          Event {event.id} is there after all.")
        elif event.state is EventState.CLOSED and event.triggered_at is not None and not event.reason:
            self._print(f"          Event {event.id} ended {self._clock(event.reach)}.")

    def _print(self, text: str, to_stderr: bool = False) -> None:
        with self._lock:
            print(text, file=sys.stderr if to_stderr else sys.stdout, flush=True)
