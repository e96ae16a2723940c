"""What ordinary windows show: editors, terminals, tables, pages, forms; some of it changes by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import muted
from stride_desktop.training.conditions import HUES, Span, vivid
from stride_desktop.training.screens.acts import Act, Printing, Scrolling
from stride_desktop.training.screens.looks import Look, css
from stride_desktop.training.screens.words import code_line, label, log_line, paragraph, sentence

ALWAYS = Span(-1000.0, 100_000.0)
_STRIPS = 0.2
"""Share of contents below a coloured strip."""


@dataclass
class Content:
    """A widget for the inside of a window, and what changes in it by itself."""

    widget: QWidget
    acts: list[Act] = field(default_factory=list)


def draw_content(rng: np.random.Generator, look: Look, pictures: list[Image]) -> Content:
    """A random content."""
    kinds: tuple[Callable[[np.random.Generator, Look, list[Image]], Content], ...] = (
        _editor, _editor, _terminal, _terminal, _table, _tree, _page, _page, _form, _dashboard, _viewer,
        _chat,
    )  # fmt: skip
    content = kinds[int(rng.integers(len(kinds)))](rng, look, pictures)
    return _with_strip(rng, content) if rng.random() < _STRIPS else content


def _with_strip(rng: np.random.Generator, content: Content) -> Content:
    """A content below a coloured strip, as of a warning or a tool bar, that stays."""
    outer = QWidget()
    layout = QVBoxLayout(outer)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    strip = QLabel(sentence(rng, int(rng.integers(2, 9))))
    colour = vivid(str(rng.choice(list(HUES))), rng.random(), rng.random(), rng.random())
    strip.setStyleSheet(
        f"background: {css(colour)}; color: {'white' if sum(colour) < 430 else 'black'};"
        f"padding: {int(rng.integers(0, 7))}px;"
    )
    if rng.random() < 0.5:
        strip.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addWidget(strip)
    layout.addWidget(content.widget, 1)
    return Content(outer, content.acts)


def some_spans(rng: np.random.Generator) -> tuple[Span, ...]:
    """When ordinary activity goes on: always, or in bursts."""
    if rng.random() < 0.3:
        return (ALWAYS,)
    starts = np.sort(rng.uniform(-20, 130, int(rng.integers(1, 6))))
    return tuple(Span(float(at), float(at + rng.uniform(2, 15))) for at in starts)


def _monospaced(rng: np.random.Generator, look: Look, view: QPlainTextEdit) -> None:
    font = QFont(look.monospaced, -1)
    font.setPointSizeF(look.points * rng.uniform(0.85, 1.15))
    view.setFont(font)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)


def _editor(rng: np.random.Generator, look: Look, _pictures: list[Image]) -> Content:
    view = QPlainTextEdit()
    code = rng.random() < 0.5
    lines = tuple(code_line(rng) if code else paragraph(rng, 2) for _ in range(60))
    if code:
        _monospaced(rng, look, view)
    view.setPlainText("\n".join(lines))
    acts: list[Act] = []
    if rng.random() < 0.5:
        first = int(rng.integers(500, 1900))
        acts.append(Printing(view, lines, some_spans(rng), rng.uniform(2, 12), first, typed=True))
    elif rng.random() < 0.5:
        acts.append(Scrolling(view, tuple(rng.uniform(0, 1, 5)), rng.uniform(2, 20)))
    return Content(view, acts)


def _terminal(rng: np.random.Generator, look: Look, _pictures: list[Image]) -> Content:
    view = QPlainTextEdit()
    _monospaced(rng, look, view)
    if rng.random() < 0.8:
        back = (0, 0, 0) if rng.random() < 0.5 else tuple(int(v) for v in rng.integers(0, 60, 3))
        ink = (200, 200, 200) if rng.random() < 0.7 else (90, 220, 110)
        view.setStyleSheet(f"background: {css(back)}; color: {css(ink)}; border: none;")  # type: ignore[arg-type]
    lines = tuple(log_line(rng) for _ in range(120))
    pace = float(rng.choice([0.2, 1.0, 4.0, 15.0]))
    return Content(view, [Printing(view, lines, some_spans(rng), pace, int(rng.integers(30, 60)))])


def _table(rng: np.random.Generator, look: Look, _pictures: list[Image]) -> Content:  # noqa: ARG001
    table = QTableWidget(int(rng.integers(8, 30)), int(rng.integers(3, 9)))
    for row in range(table.rowCount()):
        for column in range(table.columnCount()):
            text = label(rng) if column == 0 else f"{rng.uniform(0, 9999):.2f}"
            item = QTableWidgetItem(text)
            table.setItem(row, column, item)
            if rng.random() < 0.03:
                item.setBackground(QColor(*muted(rng)))
    return Content(table)


def _tree(rng: np.random.Generator, look: Look, _pictures: list[Image]) -> Content:  # noqa: ARG001
    tree = QTreeWidget()
    tree.setHeaderLabels([label(rng) for _ in range(int(rng.integers(1, 4)))])
    for _ in range(int(rng.integers(4, 14))):
        item = QTreeWidgetItem(tree, [label(rng) for _ in range(3)])
        for _ in range(int(rng.integers(0, 5))):
            QTreeWidgetItem(item, [label(rng) for _ in range(3)])
        item.setExpanded(bool(rng.random() < 0.6))
    return Content(tree)


def picture_label(image: Image, width: int) -> QLabel:
    """A picture as a widget of so many logical pixels."""
    high, wide = image.shape[:2]
    shown = QImage(image.data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()
    pixmap = QPixmap.fromImage(shown).scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    made = QLabel()
    made.setPixmap(pixmap)
    return made


def _page(rng: np.random.Generator, look: Look, pictures: list[Image]) -> Content:
    """A long web-like page: navigation, headings, paragraphs, pictures, buttons."""
    area, inside = QScrollArea(), QWidget()
    white = rng.random() < 0.7
    back, ink = ("white", "#222") if white else ("#15181c", "#ddd")
    inside.setStyleSheet(f"QWidget {{ background: {back}; color: {ink}; border: none; }}")
    layout = QVBoxLayout(inside)
    bar = QLabel("   ".join(label(rng) for _ in range(5)))
    bar.setStyleSheet(f"background: {css(muted(rng))}; color: white; padding: {int(rng.integers(4, 16))}px;")
    layout.addWidget(bar)
    for _ in range(int(rng.integers(4, 10))):
        draw = rng.random()
        if draw < 0.25:
            heading = QLabel(label(rng))
            heading.setStyleSheet(f"font-size: {int(rng.integers(16, 34))}px; font-weight: bold;")
            layout.addWidget(heading)
        elif draw < 0.45 and pictures:
            layout.addWidget(
                picture_label(pictures[int(rng.integers(len(pictures)))], int(rng.integers(150, 500)))
            )
        elif draw < 0.55:
            button = QPushButton(label(rng))
            button.setStyleSheet(
                f"background: {css(look.accent)}; color: white; padding: 6px; border-radius: 4px;"
            )
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            text = QLabel(paragraph(rng, int(rng.integers(2, 6))))
            text.setWordWrap(True)
            layout.addWidget(text)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    positions = tuple(rng.uniform(0, 1, 6)) if rng.random() < 0.5 else (0.0,)
    return Content(area, [Scrolling(area, positions, rng.uniform(2, 20))])


def _form(rng: np.random.Generator, look: Look, _pictures: list[Image]) -> Content:  # noqa: ARG001
    """Settings: fields, boxes, sliders, tabs, and a bar that is not full."""
    tabs = QTabWidget()
    for _ in range(int(rng.integers(1, 5))):
        page = QWidget()
        form = QFormLayout(page)
        for _ in range(int(rng.integers(3, 9))):
            form.addRow(label(rng), _field(rng))
        tabs.addTab(page, label(rng))
    outer = QWidget()
    layout = QVBoxLayout(outer)
    layout.addWidget(tabs)
    buttons = QHBoxLayout()
    buttons.addStretch()
    for name in ("Cancel", "Apply", "OK")[: int(rng.integers(0, 4))]:
        buttons.addWidget(QPushButton(name))
    layout.addLayout(buttons)
    return Content(outer)


def _field(rng: np.random.Generator) -> QWidget:
    draw = rng.random()
    if draw < 0.4:
        return QLineEdit(label(rng) if rng.random() < 0.7 else "")
    if draw < 0.55:
        box = QComboBox()
        box.addItem(label(rng))
        return box
    if draw < 0.8:
        check = QCheckBox(label(rng))
        check.setChecked(bool(rng.random() < 0.5))
        return check
    if draw < 0.9:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setValue(int(rng.integers(100)))
        return slider
    bar = QProgressBar()
    bar.setValue(int(rng.integers(0, 97)))
    return bar


def _dashboard(rng: np.random.Generator, look: Look, pictures: list[Image]) -> Content:  # noqa: ARG001
    """Cards with figures, bars and coloured marks."""
    outer = QWidget()
    grid = QGridLayout(outer)
    for k in range(int(rng.integers(4, 13))):
        card = QFrame()
        card.setStyleSheet(
            f"QFrame {{ background: {css(look.base)}; border-radius: {look.rounded}px; }}"
            f"QLabel {{ color: {css(look.ink)}; }}"
        )
        inside = QVBoxLayout(card)
        inside.addWidget(QLabel(label(rng)))
        figure = QLabel(f"{int(rng.integers(1000))}{rng.choice(['', ' %', ' ms', ' GB'])}")
        figure.setStyleSheet(f"font-size: {int(rng.integers(14, 30))}px;")
        inside.addWidget(figure)
        if rng.random() < 0.4:
            bar = QProgressBar()
            bar.setValue(int(rng.integers(0, 97)))
            inside.addWidget(bar)
        grid.addWidget(card, k // 3, k % 3)
    return Content(outer)


def _viewer(rng: np.random.Generator, look: Look, pictures: list[Image]) -> Content:
    """A picture, or files as a list when there are no pictures."""
    if pictures:
        return Content(picture_label(pictures[int(rng.integers(len(pictures)))], int(rng.integers(300, 900))))
    return _list(rng, look, pictures)


def _list(rng: np.random.Generator, look: Look, _pictures: list[Image]) -> Content:  # noqa: ARG001
    view = QListWidget()
    view.addItems([label(rng) + rng.choice([".txt", ".png", ".pdf", ""]) for _ in range(30)])
    return Content(view)


def _chat(rng: np.random.Generator, look: Look, _pictures: list[Image]) -> Content:
    """Messages in bubbles, with a field at the bottom."""
    outer = QWidget()
    layout = QVBoxLayout(outer)
    for _ in range(int(rng.integers(3, 9))):
        bubble = QLabel(sentence(rng, int(rng.integers(3, 14))))
        own = rng.random() < 0.5
        back = css(look.accent) if own else css(muted(rng, 0.6, 0.95))
        bubble.setStyleSheet(
            f"background: {back}; color: {'white' if own else 'black'}; border-radius: 8px; padding: 5px;"
        )
        side = Qt.AlignmentFlag.AlignRight if own else Qt.AlignmentFlag.AlignLeft
        layout.addWidget(bubble, 0, side)
    layout.addStretch()
    layout.addWidget(QLineEdit())
    return Content(outer)
