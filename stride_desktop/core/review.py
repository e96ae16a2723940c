"""The user's review of a lane: spans marked right or wrong, moved, added or deleted, with undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState

SHORTEST = 1.0
"""Shortest span in seconds, the length of a slot."""


class Verdict(StrEnum):
    """The user's verdict on a span."""

    OPEN = "open"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ReviewedSpan:
    """A span after the user's edits. start, end: stream seconds.

    event: id of the detected event; None for a span that the user added.
    """

    id: int
    start: float
    end: float
    event: int | None = None
    verdict: Verdict = Verdict.OPEN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The user's review of a lane. Immutable: every edit returns a new one.

    spans: by start. reviewed: the user has checked the whole lane. next_id: the next unused span id.
    Edits of a span that does not exist raise KeyError.
    """

    spans: tuple[ReviewedSpan, ...] = ()
    reviewed: bool = False
    note: str = ""
    next_id: int = 1

    @classmethod
    def of(cls, events: Iterable[Event]) -> Review:
        """A review without verdicts: the events that stand, numbered from 1."""
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
        """A review with another verdict on a span."""
        return self._with(number, verdict=verdict)

    def moved(self, number: int, start: float, end: float) -> Review:
        """A review with a span moved; it lasts SHORTEST at least."""
        return self._with(number, start=start, end=max(end, start + SHORTEST))

    def annotated(self, number: int, note: str) -> Review:
        """A review with another note on a span."""
        return self._with(number, note=note)

    def added(self, start: float, end: float) -> Review:
        """A review with one more span, under the id `next_id`; its verdict is RIGHT."""
        span = ReviewedSpan(self.next_id, start, max(end, start + SHORTEST), verdict=Verdict.RIGHT)
        return replace(self, spans=_in_order((*self.spans, span)), next_id=self.next_id + 1)

    def deleted(self, number: int) -> Review:
        """A review without a span."""
        gone = self.span(number)
        return replace(self, spans=tuple(span for span in self.spans if span is not gone))

    @property
    def truth(self) -> tuple[ReviewedSpan, ...]:
        """The spans that are not marked wrong: what should have been detected."""
        return tuple(span for span in self.spans if span.verdict is not Verdict.WRONG)

    def _with(self, number: int, **fields: Any) -> Review:  # noqa: ANN401
        old = self.span(number)
        spans = (replace(span, **fields) if span is old else span for span in self.spans)
        return replace(self, spans=_in_order(spans))


def stands(event: Event) -> bool:
    """Whether the event was not withdrawn, forgotten or merged into another."""
    gone = (EventState.FORGOTTEN, EventState.RETRACTED)
    return event.state not in gone and event.reason not in (MERGED, WITHDRAWN)


def _in_order(spans: Iterable[ReviewedSpan]) -> tuple[ReviewedSpan, ...]:
    return tuple(sorted(spans, key=lambda span: (span.start, span.id)))


class ReviewHistory:
    """The current review with its undo and redo stacks."""

    def __init__(self, review: Review) -> None:
        self._past: list[Review] = []
        self._future: list[Review] = []
        self.now = review

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit to redo."""
        return bool(self._future)

    def do(self, review: Review) -> None:
        """Make an edit; clears the redo stack. An equal review is no edit."""
        if review != self.now:
            self._past.append(self.now)
            self._future.clear()
            self.now = review

    def undo(self) -> None:
        """Undo the last edit, if any."""
        if self._past:
            self._future.append(self.now)
            self.now = self._past.pop()

    def redo(self) -> None:
        """Redo the last undone edit, if any."""
        if self._future:
            self._past.append(self.now)
            self.now = self._future.pop()
