"""What a request may wait for on a drawn desktop: one function for each family of conditions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from stride_desktop.training.canvas import hsv, muted
from stride_desktop.training.cast import draw_pair
from stride_desktop.training.conditions import Condition, Family, Span, vivid
from stride_desktop.training.screens.acts import Filling, Turning, Visible
from stride_desktop.training.screens.badges import ALARM, CALM, PENDING, draw_badge, draw_states
from stride_desktop.training.screens.frames import framed
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.motions import stage_motion
from stride_desktop.training.screens.popups import draw_dialog
from stride_desktop.training.screens.stage import Stage
from stride_desktop.training.screens.toasts import draw_second, draw_toast
from stride_desktop.training.screens.words import label, pick, sentence, title

_STACKS = 0.25
"""Share of notifications that a second one joins."""


def stage_dialog(stage: Stage) -> None:
    """A dialog or a notification that opens and closes."""
    if stage.rng.random() < 0.45:
        _stage_toast(stage)
        return
    widgets = draw_dialog(stage.rng, stage.look, stage.root)
    spans = stage.cast.spans()
    stage.acts.append(Visible(widgets, spans))
    stage.top += widgets[::-1]
    stage.happens(Condition(Family.DIALOG, "", "dialog"), spans, widgets[0])


def _stage_toast(stage: Stage) -> None:
    """A notification, which often goes by itself; now and then a second one comes while it is there."""
    rng, root = stage.rng, stage.root
    first, spans = draw_toast(rng, root), stage.cast.spans()
    if rng.random() < 0.5:
        spans = tuple(Span(span.start, min(span.end, span.start + rng.uniform(4, 9))) for span in spans)
    shown = [(first, spans)]
    if rng.random() < _STACKS:
        inner = tuple(
            Span(span.start + rng.uniform(1.5, 3), min(span.end - 0.5, span.start + rng.uniform(5, 15)))
            for span in spans
            if span.end - span.start > 4
        )
        shown.append((draw_second(rng, root, first), inner))
    for widget, during in shown:
        stage.acts.append(Visible((widget,), during))
        stage.top.append(widget)
        stage.happens(Condition(Family.DIALOG, "", "toast"), during, widget)


def stage_progress(stage: Stage) -> None:
    """A bar that fills up and stays full, in a window of its own or at the foot of a page."""
    rng = stage.rng
    bar, text = QProgressBar(), QLabel(sentence(rng, 4))
    bar.setRange(0, 1000)
    bar.setTextVisible(bool(rng.random() < 0.4))
    if rng.random() < 0.55:
        colour = css(stage.look.accent if rng.random() < 0.6 else hsv(rng.uniform(90, 230), 0.7, 0.8))
        track = css(muted(rng, 0.6, 0.9) if not stage.look.dark else muted(rng, 0.15, 0.35))
        radius = int(rng.choice([0, 2, 5]))
        bar.setStyleSheet(
            f"QProgressBar {{ background: {track}; border: none; border-radius: {radius}px; }}"
            f"QProgressBar::chunk {{ background: {colour}; border-radius: {radius}px; }}"
        )
        bar.setFixedHeight(int(rng.integers(8, 26)))
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.addWidget(text)
    layout.addWidget(bar)
    if rng.random() < 0.4:
        layout.addWidget(QLabel(sentence(rng, 6)))
    window = framed(rng, stage.look, stage.root, inside, title(rng), bool(rng.random() < 0.7))
    stage.put(window, rng.uniform(0.25, 0.55), rng.uniform(0.1, 0.2))
    window.resize(window.width(), max(window.height(), window.sizeHint().height()))
    layout.activate()
    spans = stage.cast.spans(2)
    seconds = rng.uniform(8, 50)
    say: Callable[[float], None] = _silent
    if rng.random() < 0.5:
        done = f"{label(rng)} {pick(rng, ('done', 'complete', 'finished'))}"

        def say(level: float) -> None:
            text.setText(f"{level:.0%}" if level < 1 else done)

    resting = float(rng.choice([0.0, rng.uniform(0.1, 0.95)]))
    stall = float(rng.choice([0.0, rng.uniform(0.7, 0.97)]))
    stage.acts.append(Filling(bar, spans, seconds, stall, resting, say))
    window.ensurePolished()
    stage.happens(Condition(Family.PROGRESS), spans, window)


def _silent(level: float) -> None:
    """Say nothing of a bar's level."""


def stage_badge(stage: Stage) -> None:
    """A status that turns from green (or grey) to red and back, sometimes with a pause between."""
    rng, badge = stage.rng, draw_badge(stage.rng)
    card = QFrame(stage.root)
    card.setObjectName("status")
    card.setStyleSheet(
        f"#status {{ background: {css(stage.look.base)}; }} QLabel {{ color: {css(stage.look.ink)}; }}"
    )
    row = QHBoxLayout(card)
    row.addWidget(QLabel(label(rng)))
    mark = QLabel()
    size = int(rng.integers(9, 34))
    if badge.kind == "dot":
        mark.setFixedSize(size, size)
    row.addWidget(mark)
    row.addStretch()

    def paint(state: str) -> None:
        colour = css(badge.colours[state])
        if badge.kind in ("word", "icon"):
            large = f"font-size: {size + 4}px;" if badge.kind == "icon" else ""
            mark.setStyleSheet(f"color: {colour}; font-weight: bold; {large}")
        else:
            radius, padding = (size // 2, 0) if badge.kind == "dot" else (4, size // 5)
            mark.setStyleSheet(
                f"background: {colour}; color: white; border-radius: {radius}px; padding: {padding}px;"
            )
        if badge.kind != "dot":
            mark.setText(badge.words[state])

    for state in (PENDING, ALARM, CALM):  # the mark is as wide as its widest word
        paint(state)
        mark.setMinimumWidth(max(mark.minimumWidth(), mark.sizeHint().width()))
    stage.put(card, rng.uniform(0.12, 0.3), 0.06)
    card.resize(max(card.width(), card.sizeHint().width()), max(card.height(), card.sizeHint().height()))
    row.activate()
    spans, pending = draw_states(stage.cast)
    stage.acts.append(Turning(CALM, {ALARM: spans, PENDING: pending}, paint, []))
    stage.happens(Condition(Family.BADGE, "red"), spans, mark)
    if badge.green:
        stage.happens(
            Condition(Family.BADGE, "green"), between((*spans, *pending), stage.cast.duration), mark
        )


def between(spans: tuple[Span, ...], duration: float) -> tuple[Span, ...]:
    """The gaps before, between and after spans, which may lie in any order but not overlap."""
    ordered = sorted(spans, key=lambda span: span.start)
    edges = [-1.0, *(edge for span in ordered for edge in (span.start, span.end)), duration + 100]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Span(start, end) for start, end in pairs if end > start and start < duration)


def stage_object(stage: Stage) -> None:
    """A window, square, circle, banner or panel of one vivid colour."""
    rng, root = stage.rng, stage.root
    colour, shape = draw_pair(rng, "desktop", stage.cast.held_out)
    rgb = css(vivid(colour, rng.random(), rng.random(), rng.random()))
    wide = rng.uniform(0.07, 0.45)
    if shape == "banner":
        wide, high = rng.uniform(0.4, 1.0), rng.uniform(0.05, 0.12)
    else:
        high = min(wide * root.width() / root.height() * rng.uniform(0.7, 1.1), 0.8)
    inside = QLabel(sentence(rng, 3) if rng.random() < 0.3 else "")
    if shape in ("square", "circle"):
        high = wide * root.width() / root.height()
    radius = int(wide * root.width() / 2) - 1 if shape == "circle" else 0
    inside.setStyleSheet(f"background: {rgb}; color: white; border-radius: {radius}px;")
    if shape == "window":
        made: QWidget = framed(rng, stage.look, root, inside, title(rng))
    else:
        inside.setParent(root)
        made = inside
    stage.put(made, min(wide, 0.9), min(high, 0.85))
    if shape == "circle":
        made.resize(made.width(), made.width())
    spans = stage.cast.spans()
    stage.acts.append(Visible((made,), spans))
    stage.happens(Condition(Family.OBJECT, colour, shape), spans, made)


STAGERS: dict[Family, Callable[[Stage], None]] = {
    Family.BLANK: lambda _stage: None,
    Family.MOTION: stage_motion,
    Family.PROGRESS: stage_progress,
    Family.BADGE: stage_badge,
    Family.OBJECT: stage_object,
    Family.DIALOG: stage_dialog,
}
"""In this order they lie above each other."""
