"""What watching for one kind of event came to, added up over streams."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stride_desktop.training.baselines import NO_RETENTION, ONE_STEP, PER_FRAME
from stride_desktop.training.conditions import Span
from stride_desktop.training.scores import (
    Count,
    TriggerCount,
    best_difference_score,
    edge_errors,
    match_spans,
    match_triggers,
)
from stride_desktop.training.watching import Watch

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class KindResult:
    """Scores of one kind of event; NaN where there is nothing to say.

    events: times wordings. told: share of them with an alert within `IN_TIME`. delay: median seconds to
    the alert. f1: of spans, at an overlap of 0.5. onset, offset: mean seconds by which found spans begin
    and end late. false: alerts beside the events, in streams that have them. quiet_hours: watched without
    any event; false_per_hour: alerts in them. swapped: watched streams in which only other things happen;
    swapped_told: those with an alert. known: share of the wordings that the model says it understands.
    one_step_f1, no_retention_f1, per_frame_f1, difference_f1: of simpler ways, see `baselines`.
    """

    kind: str
    events: int
    told: float
    delay: float
    f1: float
    onset: float
    offset: float
    false: int
    quiet_hours: float
    false_per_hour: float
    swapped: int
    swapped_told: int
    known: float
    one_step_f1: float
    no_retention_f1: float
    per_frame_f1: float
    difference_f1: float

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dictionary."""
        return asdict(self)


@dataclass(slots=True)
class Tally:
    """Running totals of one kind; they add up."""

    spans: Count = field(default_factory=Count)
    triggers: TriggerCount = field(default_factory=TriggerCount)
    errors: list[tuple[float, float]] = field(default_factory=list)
    quiet_seconds: float = 0.0
    quiet_false: int = 0
    swapped: int = 0
    swapped_told: int = 0
    known: list[bool] = field(default_factory=list)
    others: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    series: list[NDArray[np.float64]] = field(default_factory=list)
    truths: list[tuple[Span, ...]] = field(default_factory=list)

    def add_events(self, seen: Watch, truth: tuple[Span, ...]) -> None:
        """A stream in which it happens."""
        self.spans += match_spans(seen.predicted, truth)
        self.triggers += match_triggers(seen.triggers, truth)
        self.errors += edge_errors(seen.predicted, truth)

    def add_baselines(
        self, found: dict[str, list[Span]], differences: NDArray[np.float64], truth: tuple[Span, ...]
    ) -> None:
        """What simpler ways find in it."""
        for name, spans in found.items():
            self.others[name] += match_spans(spans, truth)
        self.series.append(differences)
        self.truths.append(truth)

    def add_quiet(self, seen: Watch, seconds: float) -> None:
        """A stream in which nothing happens that could be asked for."""
        self.quiet_seconds += seconds
        self.quiet_false += len(seen.triggers)

    def add_swapped(self, seen: Watch) -> None:
        """A stream in which something else happens."""
        self.swapped += 1
        self.swapped_told += bool(seen.triggers)

    def __add__(self, other: Tally) -> Tally:
        names = self.others.keys() | other.others.keys()
        counts = {name: self.others[name] + other.others[name] for name in names}
        return Tally(
            self.spans + other.spans,
            self.triggers + other.triggers,
            self.errors + other.errors,
            self.quiet_seconds + other.quiet_seconds,
            self.quiet_false + other.quiet_false,
            self.swapped + other.swapped,
            self.swapped_told + other.swapped_told,
            self.known + other.known,
            defaultdict(Count, counts),
            self.series + other.series,
            self.truths + other.truths,
        )

    def result(self, kind: str) -> KindResult:
        """The scores."""
        hours, triggers = self.quiet_seconds / 3600, self.triggers
        happened = triggers.events > 0
        onset, offset = np.mean(self.errors, axis=0).tolist() if self.errors else (_NAN, _NAN)
        return KindResult(
            kind,
            triggers.events,
            triggers.in_time / triggers.events if happened else _NAN,
            triggers.delay,
            self.spans.f1 if happened else _NAN,
            onset,
            offset,
            triggers.false,
            hours,
            self.quiet_false / hours if hours else _NAN,
            self.swapped,
            self.swapped_told,
            float(np.mean(self.known)) if self.known else _NAN,
            self._other(ONE_STEP),
            self._other(NO_RETENTION),
            self._other(PER_FRAME),
            best_difference_score(self.series, self.truths)[0] if self.series else _NAN,
        )

    def _other(self, name: str) -> float:
        """F1 of a simpler way."""
        return self.others[name].f1 if name in self.others else _NAN
