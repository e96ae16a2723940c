"""What looks like a dialog or a notification on a drawn desktop and is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QTabWidget, QVBoxLayout, QWidget

from stride_desktop.training.canvas import muted
from stride_desktop.training.conditions import Span
from stride_desktop.training.screens.acts import Stepping, Visible
from stride_desktop.training.screens.contents import draw_content
from stride_desktop.training.screens.frames import framed
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.stage import Stage
from stride_desktop.training.screens.toasts import draw_banner
from stride_desktop.training.screens.words import label, paragraph, sentence, title


def add_look_alikes(stage: Stage) -> None:
    """A few of them, each now and then."""
    kinds: tuple[Callable[[Stage], None], ...] = (
        _small_window, _small_window, _drop_down, _tabs, _cards, _side_bar, _rows, _standing_strip,
    )  # fmt: skip
    for _ in range(int(stage.rng.choice([0, 0, 1, 2]))):
        kinds[int(stage.rng.integers(len(kinds)))](stage)


@dataclass(frozen=True, slots=True)
class _Sliding:
    """A widget that slides in from the left or right edge at the begin of its spans, and out at their end."""

    widget: QWidget
    spans: tuple[Span, ...]
    seconds: float
    hidden: int
    shown: int

    def show(self, time: float) -> object:
        """Move it."""
        gone = [time - span.start for span in self.spans if time in span]
        share = min(gone[0] / self.seconds, 1.0) if gone else 0.0
        x = round(self.hidden + (self.shown - self.hidden) * share)
        if x != self.widget.x():
            self.widget.move(x, self.widget.y())
            self.widget.raise_()
        return x


def _sized(stage: Stage, widget: QWidget, wide: tuple[float, float], high: tuple[float, float]) -> QWidget:
    rng, root = stage.rng, stage.root
    size = int(root.width() * rng.uniform(*wide)), int(root.height() * rng.uniform(*high))
    widget.setGeometry(
        int(rng.random() * (root.width() - size[0])), int(rng.random() * (root.height() - size[1])), *size
    )
    return widget


def _small_window(stage: Stage) -> None:
    """An ordinary window of a dialog's size opens and closes."""
    rng = stage.rng
    content = draw_content(rng, stage.look, stage.pictures)
    window = framed(rng, stage.look, stage.root, content.widget, title(rng), bool(rng.random() < 0.9))
    stage.acts += [*content.acts, Visible((window,), stage.cast.spans())]
    _sized(stage, window, (0.14, 0.4), (0.14, 0.4))


def _drop_down(stage: Stage) -> None:
    """Suggestions open below a field for a moment."""
    rng = stage.rng
    rows = QListWidget(stage.root)
    rows.addItems([label(rng) for _ in range(int(rng.integers(3, 12)))])
    rows.setStyleSheet(f"background: {css(stage.look.base)}; color: {css(stage.look.ink)};")
    at = rng.uniform(2, stage.cast.duration)
    stage.acts.append(Visible((rows,), (Span(at, at + rng.uniform(1, 8)),)))
    _sized(stage, rows, (0.1, 0.3), (0.1, 0.3))


def _tabs(stage: Stage) -> None:
    """A window whose tabs are changed."""
    rng, tabs = stage.rng, QTabWidget()
    for _ in range(int(rng.integers(2, 5))):
        content = draw_content(rng, stage.look, stage.pictures)
        stage.acts += content.acts
        tabs.addTab(content.widget, label(rng))
    order = rng.integers(tabs.count(), size=9).tolist()
    _sized(stage, framed(rng, stage.look, stage.root, tabs, title(rng)), (0.3, 0.7), (0.3, 0.7))
    stage.acts.append(Stepping(lambda step: tabs.setCurrentIndex(order[step % 9]), rng.uniform(4, 20)))


def _cards(stage: Stage) -> None:
    """A list of cards to which one is added now and then."""
    rng, inside = stage.rng, QWidget()
    layout = QVBoxLayout(inside)
    first, every = int(rng.integers(1, 4)), rng.uniform(5, 25)
    cards: list[QWidget] = []
    for _ in range(int(rng.integers(4, 8))):
        card = QLabel(f"<b>{label(rng)}</b><br>{sentence(rng, int(rng.integers(3, 10)))}")
        card.setWordWrap(True)
        card.setStyleSheet(
            f"background: {css(muted(rng, 0.75, 1.0))}; color: #222; padding: 8px;"
            f"border-radius: {stage.look.rounded}px;"
        )
        layout.addWidget(card)
        cards.append(card)
    layout.addStretch()

    def show(step: int) -> None:
        for place, card in enumerate(cards):
            card.setVisible(place < first + max(step, 0))

    _sized(stage, framed(rng, stage.look, stage.root, inside, title(rng)), (0.2, 0.4), (0.5, 0.8))
    stage.acts.append(Stepping(show, every))


def _side_bar(stage: Stage) -> None:
    """A bar over the whole height that slides in and goes."""
    rng, root = stage.rng, stage.root
    bar = QFrame(root)
    bar.setObjectName("side")
    bar.setStyleSheet(
        f"#side {{ background: {css(stage.look.face)}; border: 1px solid #888; }}"
        f"QLabel {{ color: {css(stage.look.ink)}; }}"
    )
    layout = QVBoxLayout(bar)
    for _ in range(int(rng.integers(3, 12))):
        layout.addWidget(QLabel(label(rng)))
    text = QLabel(paragraph(rng, 2))
    text.setWordWrap(True)
    layout.addWidget(text)
    layout.addStretch()
    wide, left = int(root.width() * rng.uniform(0.12, 0.35)), rng.random() < 0.5
    hidden, shown = (-wide, 0) if left else (root.width(), root.width() - wide)
    bar.setGeometry(hidden, 0, wide, root.height())
    stage.acts.append(_Sliding(bar, stage.cast.spans(), rng.uniform(0.2, 1.2), hidden, shown))


def _rows(stage: Stage) -> None:
    """A list of which another row is highlighted now and then."""
    rng, rows = stage.rng, QListWidget()
    rows.addItems([sentence(rng, int(rng.integers(2, 7))) for _ in range(30)])
    order = rng.integers(14, size=9).tolist()
    _sized(stage, framed(rng, stage.look, stage.root, rows, title(rng)), (0.25, 0.6), (0.3, 0.7))
    stage.acts.append(Stepping(lambda step: rows.setCurrentRow(order[step % 9]), rng.uniform(2, 15)))


def _standing_strip(stage: Stage) -> None:
    """A strip as of a notification that is there from the begin to the end."""
    strip = draw_banner(stage.rng, stage.root)
    stage.acts.append(Visible((strip,), (Span(-1e4, 1e6),)))
