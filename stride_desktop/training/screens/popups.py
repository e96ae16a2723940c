"""Dialogs as several toolkits and web pages draw them, and menus."""

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
    QVBoxLayout,
    QWidget,
)

from stride_desktop.training.canvas import muted
from stride_desktop.training.screens.frames import framed, shadow
from stride_desktop.training.screens.looks import Look, css
from stride_desktop.training.screens.message_windows import (
    banded_dialog,
    bare_message,
    header_dialog,
    large_dialog,
    sheet,
    tiny_dialog,
)
from stride_desktop.training.screens.words import BUTTONS, NOTICES, label, pick, sentence

_ICONS = (
    QMessageBox.Icon.NoIcon,
    QMessageBox.Icon.Information,
    QMessageBox.Icon.Warning,
    QMessageBox.Icon.Critical,
    QMessageBox.Icon.Question,
)


def draw_dialog(rng: np.random.Generator, look: Look, parent: QWidget) -> tuple[QWidget, ...]:
    """A dialog, mostly near the middle; the second widget, if any, dims what is behind it."""
    kinds: tuple[Callable[[np.random.Generator, Look, QWidget], QWidget], ...] = (
        _message_box, _message_box, _card, _card, _plain_box, _prompt, bare_message, bare_message,
        header_dialog, header_dialog, banded_dialog, sheet, tiny_dialog, large_dialog,
    )  # fmt: skip
    kind = kinds[int(rng.integers(len(kinds)))]
    made = kind(rng, look, parent)
    wide, high = parent.width(), parent.height()
    made.adjustSize()
    widest = int(wide * rng.uniform(0.2, 0.5))
    if kind is not tiny_dialog and rng.random() < 0.4 and made.width() < widest:
        made.resize(widest, max(made.sizeHint().height(), made.heightForWidth(widest)))
    x, y = _corner(rng, (wide - made.width(), high - made.height()))
    if kind is sheet:
        y = float(rng.choice([0, 24, 48]))
    made.move(int(max(min(x, wide - made.width()), 0)), int(max(min(y, high - made.height()), 0)))
    if rng.random() < 0.3:
        return made, _veil(rng, parent)
    return (made,)


def _corner(rng: np.random.Generator, room: tuple[int, int]) -> tuple[float, float]:
    """Top left corner within the room that is free: in the middle, anywhere, or in a corner of the screen."""
    draw = rng.random()
    if draw < 0.65:
        x, y = rng.normal(0.5, 0.1), rng.normal(0.43, 0.1)
    elif draw < 0.9:
        x, y = rng.uniform(0, 1, 2)
    else:
        x, y = rng.choice([0.01, 0.99], 2)
    return float(x * room[0]), float(y * room[1])


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
