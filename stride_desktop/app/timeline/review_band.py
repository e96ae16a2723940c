"""The band below the spans in which the user marks what is right, wrong or missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from stride_desktop.app.look.theme import Theme, mix
from stride_desktop.app.timeline import shapes, words
from stride_desktop.app.timeline.band import Band, Draft, Entry, LaneView
from stride_desktop.app.timeline.bars import draw_struck_bars
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.core.frames import INSIDE
from stride_desktop.core.review import Review, ReviewedSpan, Verdict


class ReviewBand(Band):
    """The spans of the user's review."""

    least = 1.25

    def shown(self, row: Row) -> bool:
        """The lane has a review."""
        return row.review is not None

    def height(self, unit: float, *, roomy: bool) -> int:  # noqa: ARG002
        """A line of text."""
        return round(unit * 0.95)

    def above(self, unit: float, gap: int) -> int:  # noqa: ARG002
        """Close below the spans that are judged."""
        return round(unit * 0.1)

    def paint(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """A bar for every span in view, with its verdict."""
        if view.row.review is None:
            return
        review, scale, theme = view.row.review, view.scale, view.style.theme
        painter.fillRect(area, theme.surface)
        painter.setPen(QPen(theme.border, 1))
        painter.drawLine(QLineF(0, area.top() + 0.5, scale.width, area.top() + 0.5))
        shown = [_as_dragged(span, view.marks.draft) for span in review.spans]
        shown = [span for span in shown if span.end >= scale.start and span.start <= scale.end]
        _draw_bars(painter, shown, scale, area, theme)
        _draw_verdicts(painter, shown, scale, area, theme)
        if view.marks.draft is not None and view.marks.draft.number is None:
            rect = _bar(view.marks.draft.start, view.marks.draft.end, scale, area)
            shapes.draw_outlines(painter, [rect], _dashed(theme))
        for span in shown:
            if span.id == view.marks.selected:
                _draw_handles(painter, _bar(span.start, span.end, scale, area), theme)

    def entries(self) -> Sequence[Entry]:
        """A span that was judged."""
        return ((_swatch, "reviewed", "your review: ✓ right, ✗ and struck wrong, dashed added"),)

    def describe(self, row: Row, at: float, clock: DisplayClock) -> list[str]:
        """The verdicts on the spans that cover the slot."""
        spans = row.review.spans if row.review else ()
        covering = [said for said in spans if said.start + INSIDE < at <= said.end + INSIDE]
        return [words.verdict(said, clock) for said in covering]


REVIEW = ReviewBand()


def _as_dragged(span: ReviewedSpan, draft: Draft | None) -> ReviewedSpan:
    if draft is None or draft.number != span.id:
        return span
    return replace(span, start=draft.start, end=draft.end)


def _bar(start: float, end: float, scale: TimeScale, band: QRectF) -> QRectF:
    left, right = max(-20.0, scale.x(start)), min(scale.width + 20, scale.x(end))
    inset = round(band.height() * 0.16)
    band = band.adjusted(0, inset, 0, -inset)
    return QRectF(round(left), band.top(), max(3, round(right) - round(left)), band.height())


def _draw_bars(
    painter: QPainter, spans: list[ReviewedSpan], scale: TimeScale, band: QRectF, theme: Theme
) -> None:
    """All bars of a kind at once; those of a kind that touch on the screen are one."""
    kinds: dict[tuple[Verdict, bool], list[QRectF]] = {}
    for span in spans:
        rects = kinds.setdefault((span.verdict, span.event is None), [])
        rect = _bar(span.start, span.end, scale, band)
        if rects and rect.width() <= 3 and rect.left() <= rects[-1].right():
            rects[-1].setRight(max(rects[-1].right(), rect.right()))
        else:
            rects.append(rect)
    for (verdict, added), rects in kinds.items():
        if verdict is Verdict.WRONG:
            draw_struck_bars(painter, shapes.boxes_of(rects), theme)
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(theme.background, theme.settled, 0.55 if verdict is Verdict.RIGHT else 0.14))
        painter.drawRects(rects)
        shapes.draw_outlines(painter, rects, _dashed(theme) if added else QPen(theme.settled, 1))


def _dashed(theme: Theme) -> QPen:
    """The outline of a span that the user added."""
    pen = QPen(theme.text, 2)
    pen.setDashPattern([2, 1.5])
    return pen


def _draw_verdicts(
    painter: QPainter, spans: list[ReviewedSpan], scale: TimeScale, band: QRectF, theme: Theme
) -> None:
    """✓ and ✗ in the bars that are wide enough."""
    size = band.height() * 0.6
    places: dict[Verdict, list[QPointF]] = {verdict: [] for verdict in Verdict}
    for span in spans:
        if (span.end - span.start) / scale.per_pixel >= size * 1.5:
            visible = _bar(span.start, span.end, scale, band).intersected(band)
            if not visible.isEmpty():
                places[span.verdict].append(visible.center())
    for at in places[Verdict.WRONG]:  # the line through the bar would cross the mark
        painter.fillRect(QRectF(at.x() - size * 0.6, at.y() - 2, size * 1.2, 4), theme.surface)
    shapes.draw_shapes(painter, places[Verdict.RIGHT], shapes.right_mark, size, theme.text)
    shapes.draw_shapes(painter, places[Verdict.WRONG], shapes.wrong_mark, size, theme.text)


def _draw_handles(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """The outline of the selected span, and grips at its ends."""
    outer = rect.adjusted(-2, -2, 2, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.text, 2))
    painter.drawRect(outer.adjusted(1, 1, -1, -1))
    for x in (outer.left(), outer.right()):
        grip = QRectF(x - 2, outer.top() - 1, 4, outer.height() + 2)
        painter.fillRect(grip, theme.text)


def span_at(review: Review, second: float, slack: float) -> ReviewedSpan | None:
    """The shortest span that covers a second, give or take `slack` seconds."""
    hits = [span for span in review.spans if span.start - slack <= second <= span.end + slack]
    return min(hits, key=lambda span: span.end - span.start, default=None)


def edge_at(review: Review, second: float, slack: float, selected: int | None) -> tuple[int, bool] | None:
    """The span with an edge within `slack` seconds, the selected one first; True: it is its end."""
    edges = [
        (span.id != selected, abs(edge - second), span.id, is_end)
        for span in review.spans
        for edge, is_end in ((span.start, False), (span.end, True))
        if abs(edge - second) <= slack
    ]
    best = min(edges, default=None)
    return (best[2], best[3]) if best else None


def _swatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, mix(theme.background, theme.settled, 0.55))
    shapes.draw_outlines(painter, [rect], QPen(theme.settled, 1))
    shapes.draw_shapes(painter, [rect.center()], shapes.right_mark, rect.height(), theme.text)
