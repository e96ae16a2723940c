"""Notifications: notices in a corner, banners, snack bars, those of the system, and messages in bubbles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStyle, QVBoxLayout, QWidget

from stride_desktop.training.canvas import Colour, muted
from stride_desktop.training.conditions import HUES, vivid
from stride_desktop.training.screens.frames import shadow
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.words import BUTTONS, label, pick, sentence

Maker = Callable[[np.random.Generator, QWidget], QWidget]


def draw_toast(rng: np.random.Generator, parent: QWidget) -> QWidget:
    """A short notice where such things appear."""
    kinds: tuple[Maker, ...] = (
        _notice, _notice, draw_banner, _snack_bar, _of_the_system, _of_the_system, _bubble,
    )  # fmt: skip
    return kinds[int(rng.integers(len(kinds)))](rng, parent)


def draw_second(rng: np.random.Generator, parent: QWidget, first: QWidget) -> QWidget:
    """One that appears above or below another one."""
    made = _notice(rng, parent) if rng.random() < 0.5 else _of_the_system(rng, parent)
    made.resize(first.width(), made.height())
    gap = int(rng.integers(4, 16))
    below = first.y() < parent.height() / 2
    made.move(first.x(), first.y() + first.height() + gap if below else first.y() - made.height() - gap)
    return made


def _notice(rng: np.random.Generator, parent: QWidget) -> QWidget:
    """An icon, a heading and some text at an edge or a corner."""
    dark, back = bool(rng.random() < 0.55), "#fdfdfd"
    if dark:
        back = "#26282c"
    if rng.random() < 0.35:
        back, dark = css(muted(rng, 0.25, 0.8)), True
    toast = _frame(rng, parent, back, dark, int(rng.integers(0, 14)), border=True)
    layout = QHBoxLayout(toast)
    margin = int(rng.integers(5, 16))
    layout.setContentsMargins(margin, margin, margin, margin)
    if rng.random() < 0.55:
        layout.addWidget(_icon(rng, int(rng.integers(16, 44))))
    layout.addLayout(_lines(rng, int(rng.integers(150, 290)), rng.random() < 0.6))
    if rng.random() < 0.4:
        layout.addWidget(QLabel("✕"))
    if rng.random() < 0.7:
        shadow(toast, rng.uniform(8, 30))
    toast.adjustSize()
    gap = int(rng.integers(4, 40))
    across = rng.choice([gap, parent.width() - toast.width() - gap, (parent.width() - toast.width()) / 2],
                        p=[0.2, 0.55, 0.25])  # fmt: skip
    down = rng.choice([gap, parent.height() - toast.height() - gap * 1.5])
    toast.move(int(max(across, 0)), int(max(down, 0)))
    return toast


def draw_banner(rng: np.random.Generator, parent: QWidget) -> QWidget:
    """A strip over the whole width, at the top or at the bottom."""
    if rng.random() < 0.5:
        colour: Colour = vivid(str(rng.choice(list(HUES))), *rng.random(3))
    else:
        colour = muted(rng, 0.1, 1.0)
    banner = _frame(rng, parent, css(colour), sum(colour) < 400, 0)
    layout = QHBoxLayout(banner)
    layout.setContentsMargins(14, int(rng.integers(3, 14)), 14, int(rng.integers(3, 14)))
    text = QLabel(sentence(rng, int(rng.integers(3, 14))))
    if rng.random() < 0.4:
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addWidget(text, 1)
    if rng.random() < 0.5:
        action = QLabel(pick(rng, BUTTONS))
        action.setStyleSheet("border: 1px solid; border-radius: 4px; padding: 3px 10px;")
        layout.addWidget(action)
    if rng.random() < 0.5:
        layout.addWidget(QLabel("✕"))
    banner.adjustSize()
    high = banner.height()
    top = int(rng.choice([0, 30, 60])) if rng.random() < 0.6 else parent.height() - high
    banner.setGeometry(0, top, parent.width(), high)
    return banner


def _snack_bar(rng: np.random.Generator, parent: QWidget) -> QWidget:
    """A dark strip with one line and a coloured word, at the bottom."""
    bar = _frame(rng, parent, css(muted(rng, 0.1, 0.25)), True, int(rng.choice([0, 4, 4, 18])))
    layout = QHBoxLayout(bar)
    layout.setContentsMargins(16, int(rng.integers(6, 14)), 16, int(rng.integers(6, 14)))
    layout.addWidget(QLabel(sentence(rng, int(rng.integers(2, 8)))), 1)
    if rng.random() < 0.7:
        word = QLabel(pick(rng, BUTTONS).upper())
        colour = css(vivid(str(rng.choice(list(HUES))), 0.5, 0.3, 1))
        word.setStyleSheet(f"color: {colour}; font-weight: bold;")
        layout.addWidget(word)
    bar.setMinimumWidth(int(rng.integers(200, 460)))
    bar.adjustSize()
    gap = int(rng.integers(8, 50))
    across = gap if rng.random() < 0.35 else (parent.width() - bar.width()) // 2
    bar.move(max(across, 0), parent.height() - bar.height() - gap)
    return bar


def _of_the_system(rng: np.random.Generator, parent: QWidget) -> QWidget:
    """An icon, a title and two lines, at the top right or in the middle of the top."""
    dark = bool(rng.random() < 0.5)
    level = int(rng.integers(20, 60)) if dark else int(rng.integers(225, 256))
    back, radius = css((level, level, level)), int(rng.integers(0, 20))
    toast = _frame(rng, parent, back, dark, radius, bool(rng.random() < 0.5))
    layout = QHBoxLayout(toast)
    layout.setContentsMargins(12, 10, 12, 10)
    if rng.random() < 0.6:
        layout.addWidget(_icon(rng, int(rng.integers(20, 52))))
    else:
        mark = QLabel()
        size = int(rng.integers(18, 44))
        mark.setFixedSize(size, size)
        radius = int(rng.integers(0, size // 2))
        mark.setStyleSheet(f"background: {css(muted(rng))}; border-radius: {radius}px;")
        layout.addWidget(mark)
    layout.addLayout(_lines(rng, int(rng.integers(200, 330)), heading=True), 1)
    if rng.random() < 0.7:
        shadow(toast, rng.uniform(10, 36))
    toast.adjustSize()
    gap = int(rng.integers(2, 40))
    right = rng.random() < 0.6
    across = parent.width() - toast.width() - gap if right else (parent.width() - toast.width()) // 2
    toast.move(max(across, 0), gap)
    return toast


def _bubble(rng: np.random.Generator, parent: QWidget) -> QWidget:
    """A message of a conversation, with the round picture of who sent it, at the bottom right."""
    back: Colour = (255, 255, 255) if rng.random() < 0.5 else muted(rng, 0.3, 0.9)
    toast = _frame(rng, parent, css(back), sum(back) < 400, int(rng.integers(10, 24)), rng.random() < 0.4)
    layout = QHBoxLayout(toast)
    size = int(rng.integers(26, 52))
    face = QLabel()
    face.setFixedSize(size, size)
    face.setStyleSheet(f"background: {css(muted(rng, 0.3, 0.9))}; border-radius: {size // 2}px;")
    layout.addWidget(face)
    layout.addLayout(_lines(rng, int(rng.integers(130, 260)), rng.random() < 0.7))
    shadow(toast, 20)
    toast.adjustSize()
    gap = int(rng.integers(8, 60))
    toast.move(max(parent.width() - toast.width() - gap, 0), max(parent.height() - toast.height() - gap, 0))
    return toast


def _frame(
    rng: np.random.Generator, parent: QWidget, back: str, dark: bool, radius: int, border: bool = False
) -> QFrame:
    toast = QFrame(parent)
    toast.setObjectName("toast")
    edge = "1px solid #777" if border and rng.random() < 0.8 else "none"
    toast.setStyleSheet(
        f"#toast {{ background: {back}; border-radius: {radius}px; border: {edge}; }}"
        f" QLabel {{ color: {'#eee' if dark else '#222'}; }}"
    )
    return toast


def _icon(rng: np.random.Generator, size: int) -> QLabel:
    icon = QLabel()
    sign = QStyle.StandardPixmap(int(rng.integers(9, 13)))
    icon.setPixmap(icon.style().standardIcon(sign).pixmap(size, size))
    return icon


def _lines(rng: np.random.Generator, wide: int, heading: bool) -> QVBoxLayout:
    """Text of a width, with or without a heading."""
    lines = QVBoxLayout()
    if heading:
        top = QLabel(label(rng))
        top.setStyleSheet("font-weight: bold;")
        lines.addWidget(top)
    text = QLabel(sentence(rng, int(rng.integers(3, 14))))
    text.setWordWrap(True)
    text.setMinimumWidth(wide)
    lines.addWidget(text)
    return lines
