"""Windows of a drawn desktop: a title bar around a content, drawn as a child of the desktop."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stride_desktop.training.canvas import muted
from stride_desktop.training.screens.looks import Look, css

_MARKS = (("–", "□", "✕"), ("●", "●", "●"), ("", "", "✕"))


def framed(
    rng: np.random.Generator, look: Look, parent: QWidget, content: QWidget, title: str, bar: bool = True
) -> QFrame:
    """A window with a border and, if wanted, a title bar around a content."""
    window = QFrame(parent)
    window.setObjectName("window")
    window.setStyleSheet(f"#window {{ background: {css(look.face)}; border: 1px solid {css(_edge(look))}; }}")
    layout = QVBoxLayout(window)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.setSpacing(0)
    if bar:
        layout.addWidget(_title_bar(rng, look, title))
    layout.addWidget(content, 1)
    return window


def settle(window: QFrame) -> None:
    """Lay out a window's inside at once, so that its parts have their sizes."""
    window.ensurePolished()
    for part in (window, *window.findChildren(QWidget)):
        if (layout := part.layout()) is not None:
            layout.activate()


def shadow(widget: QWidget, blur: float = 24.0) -> None:
    """Put a soft shadow behind a widget."""
    effect = QGraphicsDropShadowEffect(widget)
    effect.setBlurRadius(blur)
    effect.setOffset(0, blur / 6)
    widget.setGraphicsEffect(effect)


def _edge(look: Look) -> tuple[int, int, int]:
    factor = 1.6 if look.dark else 0.6
    return tuple(min(int(v * factor), 255) for v in look.face)  # type: ignore[return-value]


def _title_bar(rng: np.random.Generator, look: Look, title: str) -> QWidget:
    bar = QWidget()
    bar.setAutoFillBackground(True)
    draw = rng.random()
    back = (
        look.accent if draw < 0.2 else muted(rng) if draw < 0.3 else _edge(look) if draw < 0.5 else look.face
    )
    ink = "white" if sum(back) < 380 else "black"
    bar.setStyleSheet(f"background: {css(back)}; color: {ink};")
    layout = QHBoxLayout(bar)
    layout.setContentsMargins(8, int(rng.integers(1, 8)), 8, int(rng.integers(1, 8)))
    text = QLabel(title)
    if rng.random() < 0.5:
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addWidget(text, 1)
    for mark in _MARKS[int(rng.integers(len(_MARKS)))]:
        layout.addWidget(QLabel(mark))
    return bar
