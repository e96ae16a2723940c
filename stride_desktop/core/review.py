"""What a person says about the spans of a lane: right or wrong, moved, added, deleted; and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState

SHORTEST = 1.0
"""Seconds; a span cannot be made shorter, for a slot is no shorter."""


class Verdict(StrEnum):
    """What was said of a span."""

    OPEN = "open"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ReviewedSpan:
    """A span as a person left it. start, end: stream seconds.

    event: id of the event that it began as; None when a person added it.
    """

    id: int
    start: float
    end: float
    event: int | None = None
    verdict: Verdict = Verdict.OPEN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """All that was said about a lane. It never changes: every edit gives another one.

    spans: by start. reviewed: somebody went through all of it. next_id: never given to a span yet.
    Edits of a span that is not there raise KeyError.
    """

    spans: tuple[ReviewedSpan, ...] = ()
    reviewed: bool = False
    note: str = ""
    next_id: int = 1

    @classmethod
    def of(cls, events: Iterable[Event]) -> Review:
        """Nothing said yet: the events that stand, numbered from 1."""
        standing = sorted((event for event in events if stands(event)), key=lambda event: event.onset)
        spans = tuple(
            ReviewedSpan(number, event.onset, event.reach, event.id)
            for number, event in enumerate(standing, 1)
        )
        return cls(spans, next_id=len(spans) + 1)

    def span(self, number: int) -> ReviewedSpan:
        """The span with this id."""
        for span in self.spans:
            if span.id == number:
                return span
        raise KeyError(number)

    def judged(self, number: int, verdict: Verdict) -> Review:
        """The span is right, or wrong, or open again."""
        return self._with(number, verdict=verdict)

    def moved(self, number: int, start: float, end: float) -> Review:
        """The span begins and ends elsewhere; it lasts SHORTEST at least."""
        return self._with(number, start=start, end=max(end, start + SHORTEST))

    def annotated(self, number: int, note: str) -> Review:
        """The span has another note."""
        return self._with(number, note=note)

    def added(self, start: float, end: float) -> Review:
        """One more span, which has the id `next_id` had; right, since a person says so."""
        span = ReviewedSpan(self.next_id, start, max(end, start + SHORTEST), verdict=Verdict.RIGHT)
        return replace(self, spans=_in_order((*self.spans, span)), next_id=self.next_id + 1)

    def deleted(self, number: int) -> Review:
        """The span is gone."""
        gone = self.span(number)
        return replace(self, spans=tuple(span for span in self.spans if span is not gone))

    def with_note(self, note: str) -> Review:
        """Another note about the whole lane."""
        return replace(self, note=note)

    def with_reviewed(self, reviewed: bool) -> Review:
        """Somebody went through all of it, or not."""
        return replace(self, reviewed=reviewed)

    @property
    def truth(self) -> tuple[ReviewedSpan, ...]:
        """The spans that nobody called wrong: what should have been detected."""
        return tuple(span for span in self.spans if span.verdict is not Verdict.WRONG)

    def _with(self, number: int, **fields: Any) -> Review:  # noqa: ANN401
        old = self.span(number)
        spans = (replace(span, **fields) if span is old else span for span in self.spans)
        return replace(self, spans=_in_order(spans))


def stands(event: Event) -> bool:
    """The event was not withdrawn, forgotten or merged into another."""
    gone = (EventState.FORGOTTEN, EventState.RETRACTED)
    return event.state not in gone and event.reason not in (MERGED, WITHDRAWN)


def _in_order(spans: Iterable[ReviewedSpan]) -> tuple[ReviewedSpan, ...]:
    return tuple(sorted(spans, key=lambda span: (span.start, span.id)))


class ReviewHistory:
    """The review as it is now, with what can be undone and redone."""

    def __init__(self, review: Review) -> None:
        self._past: list[Review] = []
        self._future: list[Review] = []
        self.now = review

    @property
    def can_undo(self) -> bool:
        """Something was done."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Something was undone, and nothing done since."""
        return bool(self._future)

    def do(self, review: Review) -> None:
        """Make an edit; what had been undone can no longer be redone. The same review is no edit."""
        if review != self.now:
            self._past.append(self.now)
            self._future.clear()
            self.now = review

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        if self._past:
            self._future.append(self.now)
            self.now = self._past.pop()

    def redo(self) -> None:
        """Make the edit again that was taken back last, if there is one."""
        if self._future:
            self._past.append(self.now)
            self.now = self._future.pop()
