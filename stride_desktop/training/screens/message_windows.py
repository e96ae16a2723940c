"""More looks of dialogs: bare messages, header bars, sheets, coloured heads, large and tiny ones."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.training.canvas import Colour, muted
from stride_desktop.training.conditions import vivid
from stride_desktop.training.screens.frames import framed, shadow
from stride_desktop.training.screens.looks import Look, css
from stride_desktop.training.screens.words import BUTTONS, NOTICES, label, pick, sentence

_PAPERS = ((255, 255, 255), (250, 250, 250), (217, 217, 217), (192, 192, 192), (46, 48, 53), (30, 30, 33))


def bare_message(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """A window without a title bar: text and one button, as the oldest toolkits show it."""
    frame, layout, ink = _surface(rng, look, parent, radius=0)
    layout.addWidget(QLabel("\n".join(sentence(rng, int(rng.integers(2, 7))) for _ in range(_few(rng)))))
    row = QHBoxLayout()
    row.addWidget(_outlined(rng, ink))
    row.addStretch()
    if rng.random() < 0.4:
        row.insertStretch(0)
    layout.addLayout(row)
    if rng.random() < 0.3:
        shadow(frame)
    return frame


def header_dialog(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """Rounded, with buttons in a header bar or in a row at the foot, and an icon above the text."""
    frame, layout, ink = _surface(rng, look, parent, radius=int(rng.integers(8, 22)))
    if rng.random() < 0.6:
        bar = QHBoxLayout()
        bar.addWidget(_outlined(rng, ink))
        heading = QLabel(f"<b>{pick(rng, NOTICES)}</b>")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        bar.addWidget(heading, 1)
        bar.addWidget(_filled(rng, look.accent))
        layout.addLayout(bar)
        _fill(rng, layout, centred=rng.random() < 0.6)
    else:
        _fill(rng, layout, centred=True, heading=True)
        row = QHBoxLayout()
        for _ in range(int(rng.integers(1, 4))):
            row.addWidget(_outlined(rng, ink, wide=True))
        layout.addLayout(row)
    shadow(frame, rng.uniform(16, 50))
    return frame


def banded_dialog(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """A dialog whose head is a band of a strong colour, as of an error or a warning."""
    frame, layout, _ = _surface(rng, look, parent, radius=int(rng.choice([0, 0, 6])))
    layout.setContentsMargins(0, 0, 0, 10)
    colour = vivid(str(rng.choice(["red", "red", "orange", "yellow", "blue", "green"])), *rng.random(3))
    head = QLabel(f"<b>{rng.choice(['⚠ ', '✖ ', 'ℹ ', ''])!s}{pick(rng, NOTICES)}</b>")
    ink = "white" if sum(colour) < 430 else "black"
    head.setStyleSheet(
        f"background: {css(colour)}; color: {ink}; padding: {int(rng.integers(4, 16))}px;"
        f"font-size: {int(rng.integers(11, 20))}px;"
    )
    layout.addWidget(head)
    body = QVBoxLayout()
    body.setContentsMargins(14, 6, 14, 2)
    _fill(rng, body, centred=False)
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(_filled(rng, colour if rng.random() < 0.4 else look.accent))
    body.addLayout(row)
    layout.addLayout(body)
    if rng.random() < 0.6:
        shadow(frame, rng.uniform(10, 40))
    return frame


def sheet(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """A sheet that hangs from the top of a window."""
    frame, layout, _ = _surface(rng, look, parent, radius=0)
    _fill(rng, layout, centred=rng.random() < 0.3, heading=True)
    row = QHBoxLayout()
    row.addStretch()
    for k in range(int(rng.integers(1, 4))):
        row.addWidget(_filled(rng, look.accent) if k == 0 else QPushButton(pick(rng, BUTTONS)))
    layout.addLayout(row)
    frame.setMinimumWidth(int(parent.width() * rng.uniform(0.25, 0.5)))
    shadow(frame, 30)
    return frame


def tiny_dialog(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """A word or two and perhaps a button; about 150 by 80 pixels of a screen of 1280."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(6, 6, 6, 6)
    layout.addWidget(QLabel(pick(rng, NOTICES)))
    if rng.random() < 0.75:
        layout.addWidget(QPushButton(pick(rng, BUTTONS)), 0, Qt.AlignmentFlag.AlignCenter)
    made = framed(rng, look, parent, inside, label(rng), bool(rng.random() < 0.6))
    made.setMinimumWidth(int(parent.width() * rng.uniform(0.1, 0.16)))
    return made


def large_dialog(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """A dialog of up to 60 % of the screen: a list or fields, and buttons at the foot."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.addWidget(QLabel(f"<b>{pick(rng, NOTICES)}</b>"))
    layout.addWidget(QLabel(sentence(rng, int(rng.integers(5, 14)))))
    if rng.random() < 0.6:
        rows = QListWidget()
        rows.addItems([sentence(rng, int(rng.integers(1, 6))) for _ in range(int(rng.integers(4, 25)))])
        layout.addWidget(rows, 1)
    else:
        for _ in range(int(rng.integers(2, 7))):
            layout.addWidget(QLabel(label(rng)))
            layout.addWidget(QLineEdit(label(rng) if rng.random() < 0.5 else ""))
        layout.addStretch()
    row = QHBoxLayout()
    row.addStretch()
    for _ in range(int(rng.integers(1, 4))):
        row.addWidget(QPushButton(pick(rng, BUTTONS)))
    layout.addLayout(row)
    made = framed(rng, look, parent, inside, pick(rng, NOTICES), bool(rng.random() < 0.7))
    made.setMinimumSize(
        int(parent.width() * rng.uniform(0.35, 0.75)), int(parent.height() * rng.uniform(0.4, 0.78))
    )
    if rng.random() < 0.6:
        shadow(made, 30)
    return made


def _surface(
    rng: np.random.Generator, look: Look, parent: QWidget, radius: int
) -> tuple[QFrame, QVBoxLayout, str]:
    """A frame, its layout, and the colour of text on it."""
    frame = QFrame(parent)
    back: Colour = _PAPERS[int(rng.integers(len(_PAPERS)))]
    if rng.random() < 0.35:
        back = look.face if rng.random() < 0.6 else muted(rng, 0.5, 1.0)
    ink = "#f0f0f0" if sum(back) < 380 else "#1a1a1a"
    edge = str(rng.choice(["none", "1px solid #888", "1px solid black", "2px solid #555"]))
    frame.setObjectName("surface")
    frame.setStyleSheet(
        f"#surface {{ background: {css(back)}; border: {edge}; border-radius: {radius}px; }}"
        f"QLabel {{ color: {ink}; }}"
    )
    layout = QVBoxLayout(frame)
    margin = int(rng.integers(5, 24))
    layout.setContentsMargins(margin, margin, margin, margin)
    return frame, layout, ink


def _fill(rng: np.random.Generator, layout: QVBoxLayout, centred: bool, heading: bool = False) -> None:
    """An icon, a heading, text, and perhaps a field, a list or how far something has got."""
    side = Qt.AlignmentFlag.AlignCenter if centred else Qt.AlignmentFlag.AlignLeft
    if rng.random() < 0.45:
        icon, size = QLabel(), int(rng.integers(24, 72))
        sign = QStyle.StandardPixmap(int(rng.integers(9, 13)))
        icon.setPixmap(icon.style().standardIcon(sign).pixmap(size, size))
        layout.addWidget(icon, 0, side)
    if heading:
        top = QLabel(f"<b>{pick(rng, NOTICES)}</b>")
        top.setStyleSheet(f"font-size: {int(rng.integers(13, 22))}px;")
        layout.addWidget(top, 0, side)
    text = QLabel(sentence(rng, int(rng.integers(3, 24))))
    text.setWordWrap(True)
    text.setMinimumWidth(int(rng.integers(160, 400)))
    text.setAlignment(side)
    layout.addWidget(text)
    draw = rng.random()
    if draw < 0.2:
        layout.addWidget(QLineEdit(label(rng) if rng.random() < 0.4 else ""))
    elif draw < 0.35:
        rows = QListWidget()
        rows.addItems([label(rng) for _ in range(int(rng.integers(3, 9)))])
        rows.setFixedHeight(int(rng.integers(60, 160)))
        layout.addWidget(rows)
    elif draw < 0.5:
        share = int(rng.integers(1, 99))
        layout.addWidget(QLabel(f"{share} % – {int(rng.integers(2, 50))} of {int(rng.integers(50, 900))}"))


def _few(rng: np.random.Generator) -> int:
    return int(rng.choice([1, 1, 2, 3]))


def _outlined(rng: np.random.Generator, ink: str, wide: bool = False) -> QPushButton:
    button = QPushButton(pick(rng, BUTTONS))
    radius = 0 if wide else int(rng.integers(0, 8))
    button.setStyleSheet(
        f"border: 1px solid #888; background: transparent; color: {ink};"
        f"padding: {int(rng.integers(2, 8))}px 10px; border-radius: {radius}px;"
    )
    return button


def _filled(rng: np.random.Generator, back: Colour) -> QPushButton:
    button = QPushButton(pick(rng, BUTTONS))
    button.setStyleSheet(
        f"border: none; background: {css(back)}; color: {'white' if sum(back) < 430 else 'black'};"
        f"padding: {int(rng.integers(3, 9))}px 14px; border-radius: {int(rng.integers(0, 10))}px;"
    )
    return button
