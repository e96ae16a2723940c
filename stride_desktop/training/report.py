"""The results of an evaluation, and the table that shows them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EdgeResult:
    """Scores of one edge of a family ("blank", "blank ends").

    f1: at an overlap of 0.5; onset, offset: mean seconds by which found spans begin and end late; recall,
    delay: of triggers; false_triggers: superfluous ones in these streams; swapped_f1: with requests for
    something else; per_frame_f1, difference_f1: baselines.
    """

    family: str
    ends: bool
    events: int
    f1: float
    onset: float
    offset: float
    recall: float
    delay: float
    false_triggers: int
    swapped_f1: float
    per_frame_f1: float
    difference_f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """All results.

    false_per_hour: triggers per watched hour of eventless streams, in all and by family. calls: denoising
    calls per watched minute of streams with events.
    """

    edges: tuple[EdgeResult, ...]
    false_per_hour: float
    false_per_hour_by_family: dict[str, float]
    eventless_hours: float
    f1_must_know: float
    recall_must_know: float
    swapped_f1: float
    calls: float

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dictionary."""
        return asdict(self)


def table(report: Report) -> str:
    """The report as a readable table."""
    lines = [
        f"{'request':<16}{'events':>7}{'F1@0.5':>8}{'onset':>8}{'offset':>8}{'recall':>8}{'delay':>7}{'false':>7}"
        f"{'swapped':>9}{'frame':>7}{'diff':>7}"
    ]
    for item in report.edges:
        name = f"{item.family}{' ends' if item.ends else ''}"
        lines.append(
            f"{name:<16}{item.events:>7}{item.f1:>8.2f}{item.onset:>+7.1f}s{item.offset:>+7.1f}s"
            f"{item.recall:>8.2f}{item.delay:>6.1f}s{item.false_triggers:>7}"
            f"{item.swapped_f1:>9.2f}{item.per_frame_f1:>7.2f}{item.difference_f1:>7.2f}"
        )
    lines.append(
        f"must-know families: F1@0.5 {report.f1_must_know:.2f}, recall {report.recall_must_know:.2f}"
    )
    lines.append(f"swapped requests: F1@0.5 {report.swapped_f1:.2f}")
    rate = f"{report.false_per_hour:.1f} an hour over {report.eventless_hours:.1f} watched hours"
    lines.append(f"false triggers on eventless streams: {rate}")
    lines.append(f"denoising calls: {report.calls:.0f} a minute")
    return "\n".join(lines)
