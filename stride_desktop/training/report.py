"""The results of an evaluation, and the table that shows them."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stride_desktop.training.recorded_evaluation import RecordedReport
    from stride_desktop.training.tally import KindResult


@dataclass(frozen=True, slots=True)
class EdgeResult:
    """Scores of one edge of a family ("blank", "blank ends").

    f1: at an overlap of 0.5; onset, offset: mean seconds by which found spans begin and end late; recall,
    delay: of triggers; told: share of events with a trigger in time; false_triggers: superfluous ones in
    these streams; swapped_f1: with requests for something else; one_step_f1, no_retention_f1, per_frame_f1,
    difference_f1: of simpler ways, see `baselines`.
    """

    family: str
    ends: bool
    events: int
    f1: float
    onset: float
    offset: float
    recall: float
    told: float
    delay: float
    false_triggers: int
    swapped_f1: float
    one_step_f1: float
    no_retention_f1: float
    per_frame_f1: float
    difference_f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """All results.

    false_per_hour: triggers per watched hour of eventless streams, in all and by family. swapped_f1,
    swapped_told: of requests for something else, and the share of them with a trigger. calls: denoising
    calls per watched minute of streams with events.
    """

    edges: tuple[EdgeResult, ...]
    false_per_hour: float
    false_per_hour_by_family: dict[str, float]
    eventless_hours: float
    f1_must_know: float
    recall_must_know: float
    swapped_f1: float
    swapped_told: float
    calls: float

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dictionary."""
        return asdict(self)


def table(report: Report) -> str:
    """The report as a readable table."""
    lines = [
        f"{'request':<16}{'events':>7}{'F1@0.5':>8}{'onset':>8}{'offset':>8}{'recall':>8}{'≤ 6 s':>7}"
        f"{'delay':>7}{'false':>7}{'swapped':>9}{'1 step':>8}{'no ret.':>8}{'frame':>7}{'diff':>7}"
    ]
    for item in report.edges:
        name = f"{item.family}{' ends' if item.ends else ''}"
        lines.append(
            f"{name:<16}{item.events:>7}{item.f1:>8.2f}{item.onset:>+7.1f}s{item.offset:>+7.1f}s"
            f"{item.recall:>8.2f}{item.told:>7.2f}{item.delay:>6.1f}s{item.false_triggers:>7}"
            f"{item.swapped_f1:>9.2f}{item.one_step_f1:>8.2f}{item.no_retention_f1:>8.2f}"
            f"{item.per_frame_f1:>7.2f}{item.difference_f1:>7.2f}"
        )
    lines.append(
        f"must-know families: F1@0.5 {report.f1_must_know:.2f}, recall {report.recall_must_know:.2f}"
    )
    lines.append(f"swapped requests: F1@0.5 {report.swapped_f1:.2f}, told {report.swapped_told:.1%}")
    rate = f"{report.false_per_hour:.1f} an hour over {report.eventless_hours:.1f} watched hours"
    lines.append(f"false triggers on eventless streams: {rate}")
    lines.append(f"denoising calls: {report.calls:.0f} a minute")
    return "\n".join(lines)


def recordings_table(report: RecordedReport) -> str:
    """What watching recordings came to, as a readable table."""
    lines = [
        f"{'request':<32}{'events':>7}{'told':>6}{'delay':>7}{'F1@0.5':>8}{'onset':>7}{'offset':>7}{'false':>6}"
        f"{'an hour':>8}{'(hours)':>8}{'swapped':>9}{'1 step':>8}{'no ret.':>8}{'frame':>7}{'diff':>6}"
    ]
    lines += [_row(item) for item in (*report.kinds, report.total, report.foreign)]
    lines.append(
        f"{report.recordings} recordings of {report.hours:.1f} h, {report.quiet_hours:.1f} h without event"
    )
    lines += [
        f"understood: {_number(item.known, '.0%')} of the wordings for {item.kind}"
        for item in (report.total, report.foreign)
    ]
    return "\n".join(lines)


def _row(item: KindResult) -> str:
    """A kind of event as a line of the table."""
    return (
        f"{item.kind:<32}{item.events:>7}{_number(item.told, '.0%'):>6}{_number(item.delay, '.1f'):>7}"
        f"{_number(item.f1):>8}{_number(item.onset, '+.1f'):>7}{_number(item.offset, '+.1f'):>7}"
        f"{item.false:>6}{_number(item.false_per_hour, '.1f'):>8}{item.quiet_hours:>8.1f}"
        f"{f'{item.swapped_told}/{item.swapped}':>9}{_number(item.one_step_f1):>8}"
        f"{_number(item.no_retention_f1):>8}{_number(item.per_frame_f1):>7}{_number(item.difference_f1):>6}"
    )


def _number(value: float, form: str = ".2f") -> str:
    """A figure, or a dash where there is none."""
    return "-" if math.isnan(value) else format(value, form)
