"""The band below the spans where a person says what is right, wrong or missing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from stride_desktop.app.look.theme import Theme, mix
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.scale import Bands, TimeScale
from stride_desktop.core.review import Review, ReviewedSpan, Verdict


@dataclass(frozen=True, slots=True)
class Draft:
    """A span while it is being dragged. number: its id; None is a new one."""

    number: int | None
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What is picked out in the band: the selected span, and the one that is being dragged."""

    selected: int | None = None
    draft: Draft | None = None


def draw_review(
    painter: QPainter, review: Review, marks: Marks, scale: TimeScale, bands: Bands, theme: Theme
) -> None:
    """A bar per span with what was said of it; only what is visible is drawn."""
    band = bands.review
    painter.fillRect(band, theme.surface)
    painter.setPen(QPen(theme.border, 1))
    painter.drawLine(QLineF(0, band.top() + 0.5, scale.width, band.top() + 0.5))
    shown = [_as_dragged(span, marks.draft) for span in review.spans]
    shown = [span for span in shown if span.end >= scale.start and span.start <= scale.end]
    _draw_bars(painter, shown, scale, bands, theme)
    _draw_verdicts(painter, shown, scale, bands, theme)
    if marks.draft is not None and marks.draft.number is None:
        rect = _bar(marks.draft.start, marks.draft.end, scale, bands)
        shapes.draw_outlines(painter, [rect], _dashed(theme))
    for span in shown:
        if span.id == marks.selected:
            _draw_handles(painter, _bar(span.start, span.end, scale, bands), theme)


def _as_dragged(span: ReviewedSpan, draft: Draft | None) -> ReviewedSpan:
    if draft is None or draft.number != span.id:
        return span
    return replace(span, start=draft.start, end=draft.end)


def _bar(start: float, end: float, scale: TimeScale, bands: Bands) -> QRectF:
    left, right = max(-20.0, scale.x(start)), min(scale.width + 20, scale.x(end))
    inset = round(bands.review.height() * 0.16)
    band = bands.review.adjusted(0, inset, 0, -inset)
    return QRectF(round(left), band.top(), max(3, round(right) - round(left)), band.height())


def _draw_bars(
    painter: QPainter, spans: list[ReviewedSpan], scale: TimeScale, bands: Bands, theme: Theme
) -> None:
    """All bars of a kind at once; those of a kind that touch on the screen are one."""
    kinds: dict[tuple[Verdict, bool], list[QRectF]] = {}
    for span in spans:
        rects = kinds.setdefault((span.verdict, span.event is None), [])
        rect = _bar(span.start, span.end, scale, bands)
        if rects and rect.width() <= 3 and rect.left() <= rects[-1].right():
            rects[-1].setRight(max(rects[-1].right(), rect.right()))
        else:
            rects.append(rect)
    for (verdict, added), rects in kinds.items():
        if verdict is Verdict.WRONG:
            shapes.draw_struck_bars(painter, shapes.boxes_of(rects), theme)
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(theme.background, theme.settled, 0.55 if verdict is Verdict.RIGHT else 0.14))
        painter.drawRects(rects)
        shapes.draw_outlines(painter, rects, _dashed(theme) if added else QPen(theme.settled, 1))


def _dashed(theme: Theme) -> QPen:
    """The outline of what a person added."""
    pen = QPen(theme.text, 2)
    pen.setDashPattern([2, 1.5])
    return pen


def _draw_verdicts(
    painter: QPainter, spans: list[ReviewedSpan], scale: TimeScale, bands: Bands, theme: Theme
) -> None:
    """✓ and ✗ in the bars that are wide enough."""
    size = bands.review.height() * 0.6
    places: dict[Verdict, list[QPointF]] = {verdict: [] for verdict in Verdict}
    for span in spans:
        if (span.end - span.start) / scale.per_pixel >= size * 1.5:
            visible = _bar(span.start, span.end, scale, bands).intersected(bands.review)
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
