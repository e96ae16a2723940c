"""The drawing data of each lane, derived from it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stride_desktop.app.timeline.span_table import SpanTable
from stride_desktop.core.review import Review
from stride_desktop.core.timeline import Lane, TimelineSnapshot


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One lane as it is drawn. title and model: None without a header. answers: text by event id."""

    snapshot: TimelineSnapshot
    table: SpanTable
    title: str | None = None
    model: str = ""
    review: Review | None = None
    answers: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, lane: Lane, before: Row | None = None, header: bool = True) -> Row:
        """The row of a lane. before: the row so far, which is used again, or its unchanged parts are."""
        title = lane.query if header else None
        table = SpanTable.of(lane.snapshot.events, before.table if before else None)
        row = cls(lane.snapshot, table, title, lane.model, lane.review, lane.answers)
        return before if before is not None and row._same(before) else row

    @property
    def empty(self) -> bool:
        """Nothing was watched yet."""
        return self.snapshot.newest is None

    def _same(self, other: Row) -> bool:
        """Both are drawn alike, since they consist of the same parts."""
        return (
            self.snapshot is other.snapshot
            and self.review is other.review
            and (self.title, self.model) == (other.title, other.model)
            and self.answers.keys() == other.answers.keys()
        )


def bounds(rows: tuple[Row, ...]) -> tuple[float, float] | None:
    """When the first and the newest frame of all rows were taken; None where nothing was watched."""
    watched = [
        (row.snapshot.newest if row.snapshot.begin is None else row.snapshot.begin, row.snapshot.newest)
        for row in rows
        if row.snapshot.newest is not None
    ]
    return (min(first for first, _ in watched), max(newest for _, newest in watched)) if watched else None
