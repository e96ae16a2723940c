"""Dialogs and toasts as several toolkits and web pages draw them, and their look-alikes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.training.canvas import muted
from stride_desktop.training.screens.frames import framed, shadow
from stride_desktop.training.screens.looks import Look, css
from stride_desktop.training.screens.words import BUTTONS, NOTICES, label, pick, sentence

_ICONS = (
    QMessageBox.Icon.NoIcon,
    QMessageBox.Icon.Information,
    QMessageBox.Icon.Warning,
    QMessageBox.Icon.Critical,
    QMessageBox.Icon.Question,
)


def draw_dialog(rng: np.random.Generator, look: Look, parent: QWidget) -> tuple[QWidget, ...]:
    """A dialog somewhere near the middle; the second widget, if any, dims what is behind it."""
    kinds: tuple[Callable[[np.random.Generator, Look, QWidget], QWidget], ...] = (
        _message_box, _message_box, _card, _card, _plain_box, _prompt,
    )  # fmt: skip
    made = kinds[int(rng.integers(len(kinds)))](rng, look, parent)
    wide, high = parent.width(), parent.height()
    made.adjustSize()
    widest = int(wide * rng.uniform(0.2, 0.5))
    if rng.random() < 0.5 and made.width() < widest:
        made.resize(widest, max(made.sizeHint().height(), made.heightForWidth(widest)))
    off = rng.normal(0, 0.08, 2) if rng.random() < 0.75 else rng.uniform(-0.45, 0.45, 2)
    x = (0.5 + off[0]) * wide - made.width() / 2
    y = (0.45 + off[1]) * high - made.height() / 2
    made.move(
        int(np.clip(x, 0, max(wide - made.width(), 0))), int(np.clip(y, 0, max(high - made.height(), 0)))
    )
    if rng.random() < 0.35:
        return made, _veil(rng, parent)
    return (made,)


def _veil(rng: np.random.Generator, parent: QWidget) -> QWidget:
    veil = QFrame(parent)
    veil.setObjectName("veil")
    veil.setStyleSheet(f"#veil {{ background: rgba(0, 0, 0, {int(rng.integers(60, 170))}); }}")
    veil.resize(parent.size())
    return veil


def _message_box(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """The toolkit's own message box in a window."""
    box = QMessageBox(_ICONS[int(rng.integers(5))], "", sentence(rng, int(rng.integers(4, 16))))
    box.setWindowFlags(Qt.WindowType.Widget)
    if rng.random() < 0.5:
        box.setInformativeText(sentence(rng, int(rng.integers(6, 24))))
    for _ in range(int(rng.integers(1, 4))):
        box.addButton(pick(rng, BUTTONS), QMessageBox.ButtonRole.ActionRole)
    made = framed(rng, look, parent, box, pick(rng, NOTICES), bool(rng.random() < 0.8))
    if rng.random() < 0.6:
        shadow(made)
    return made


def _card(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """A card as web pages and recent desktops show it: heading, text, wide buttons."""
    card = QFrame(parent)
    dark = look.dark if rng.random() < 0.7 else not look.dark
    back, ink = ("#2a2d33", "#eee") if dark else ("#ffffff", "#222")
    if rng.random() < 0.3:
        back, ink = css(look.face), css(look.ink)
    card.setObjectName("card")
    card.setStyleSheet(
        f"#card {{ background: {back}; border-radius: {look.rounded}px; border: 1px solid #888; }}"
        f"QLabel {{ color: {ink}; }}"
    )
    layout = QVBoxLayout(card)
    margin = int(rng.integers(10, 32))
    layout.setContentsMargins(margin, margin, margin, margin)
    middle = rng.random() < 0.5
    heading = QLabel(pick(rng, NOTICES))
    heading.setStyleSheet(f"font-size: {int(rng.integers(13, 24))}px; font-weight: bold;")
    text = QLabel(sentence(rng, int(rng.integers(6, 26))))
    text.setWordWrap(True)
    text.setMinimumWidth(int(rng.integers(220, 420)))
    for item in (heading, text):
        item.setAlignment(Qt.AlignmentFlag.AlignCenter if middle else Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(item)
    buttons = QHBoxLayout()
    if not middle:
        buttons.addStretch()
    for k in range(int(rng.integers(1, 4))):
        button = QPushButton(pick(rng, BUTTONS))
        shade = css(look.accent) if k == 0 else "#d8dade" if not dark else "#444"
        colour = "white" if k == 0 or dark else "#222"
        button.setStyleSheet(
            f"background: {shade}; color: {colour}; border-radius: {look.rounded // 2}px; padding: 6px 14px;"
        )
        buttons.addWidget(button)
    layout.addLayout(buttons)
    shadow(card, rng.uniform(10, 40))
    return card


def _plain_box(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """The barest dialog there is: a line of text and a button, as old toolkits draw it."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    margin = int(rng.integers(4, 16))
    layout.setContentsMargins(margin, margin, margin, margin)
    text = QLabel(sentence(rng, int(rng.integers(2, 9))))
    layout.addWidget(text)
    row = QHBoxLayout()
    for _ in range(int(rng.integers(1, 3))):
        button = QPushButton(pick(rng, BUTTONS))
        radius = int(rng.integers(0, 6))
        button.setStyleSheet(
            f"border: 1px solid {css(look.ink)}; padding: 3px 8px; border-radius: {radius}px;"
        )
        row.addWidget(button)
    row.addStretch()
    layout.addLayout(row)
    back = (
        (255, 255, 255) if rng.random() < 0.3 else look.face if rng.random() < 0.5 else muted(rng, 0.6, 1.0)
    )
    ink = "black" if sum(back) > 330 else "white"
    inside.setStyleSheet(f"background: {css(back)}; color: {ink};")
    return framed(rng, look, parent, inside, pick(rng, NOTICES), bool(rng.random() < 0.7))


def _prompt(rng: np.random.Generator, look: Look, parent: QWidget) -> QWidget:
    """A dialog that asks for something: fields and buttons."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.addWidget(QLabel(sentence(rng, int(rng.integers(3, 9)))))
    for _ in range(int(rng.integers(1, 4))):
        layout.addWidget(QLabel(label(rng)))
        layout.addWidget(QLineEdit(label(rng) if rng.random() < 0.5 else ""))
    row = QHBoxLayout()
    row.addStretch()
    for name in (pick(rng, BUTTONS), "Cancel"):
        row.addWidget(QPushButton(name))
    layout.addLayout(row)
    made = framed(rng, look, parent, inside, pick(rng, NOTICES), bool(rng.random() < 0.8))
    shadow(made)
    return made


def draw_toast(rng: np.random.Generator, look: Look, parent: QWidget) -> tuple[QWidget, ...]:  # noqa: ARG001
    """A short notice at an edge or a corner."""
    toast = QFrame(parent)
    dark = bool(rng.random() < 0.55)
    back = "#26282c" if dark else "#fdfdfd"
    if rng.random() < 0.35:
        back = css(muted(rng, 0.25, 0.8))
        dark = True
    toast.setObjectName("toast")
    radius = int(rng.integers(0, 14))
    toast.setStyleSheet(
        f"#toast {{ background: {back}; border-radius: {radius}px; border: 1px solid #777; }}"
        f" QLabel {{ color: {'#eee' if dark else '#222'}; }}"
    )
    layout = QHBoxLayout(toast)
    margin = int(rng.integers(5, 16))
    layout.setContentsMargins(margin, margin, margin, margin)
    if rng.random() < 0.55:
        icon = QLabel()
        sign = QStyle.StandardPixmap(int(rng.integers(9, 13)))
        size = int(rng.integers(16, 44))
        icon.setPixmap(parent.style().standardIcon(sign).pixmap(size, size))
        layout.addWidget(icon)
    lines = QVBoxLayout()
    if rng.random() < 0.6:
        heading = QLabel(label(rng))
        heading.setStyleSheet("font-weight: bold;")
        lines.addWidget(heading)
    text = QLabel(sentence(rng, int(rng.integers(3, 12))))
    text.setWordWrap(True)
    text.setMinimumWidth(int(rng.integers(150, 290)))
    lines.addWidget(text)
    layout.addLayout(lines)
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
    return (toast,)


def draw_menu(rng: np.random.Generator, parent: QWidget) -> QWidget:
    """A menu or a tool tip: what opens and is neither a dialog nor a toast."""
    if rng.random() < 0.3:
        tip = QLabel(sentence(rng, int(rng.integers(2, 7))), parent)
        tip.setStyleSheet("background: #ffffdc; color: black; border: 1px solid black; padding: 2px;")
        made: QWidget = tip
    else:
        menu = QMenu(parent)
        menu.setWindowFlags(Qt.WindowType.Widget)
        for _ in range(int(rng.integers(3, 14))):
            menu.addAction(label(rng))
        made = menu
    made.adjustSize()
    made.move(
        int(rng.uniform(0, max(parent.width() - made.width(), 1))),
        int(rng.uniform(0, max(parent.height() - made.height(), 1))),
    )
    return made
