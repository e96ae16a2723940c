"""Rows and columns of widgets without margins, for parts of a larger layout."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Box = TypeVar("Box", bound=QBoxLayout)


Item = QWidget | QLayout | None
"""A part of a row or column; None is spare room."""


def row(*items: Item, parent: QWidget | None = None, wide: Item = None) -> QHBoxLayout:
    """Items from left to right. parent: the widget to lay out; wide: the item that takes all spare room."""
    return _fill(QHBoxLayout(), items, parent, wide)


def column(*items: Item, parent: QWidget | None = None, wide: Item = None) -> QVBoxLayout:
    """Items from top to bottom. Arguments: as for `row`."""
    return _fill(QVBoxLayout(), items, parent, wide)


def _fill(box: Box, items: tuple[Item, ...], parent: QWidget | None, wide: Item) -> Box:
    box.setContentsMargins(0, 0, 0, 0)
    if parent is not None:
        parent.setLayout(box)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, QLayout):
            box.addLayout(item, int(item is wide))
        else:
            box.addWidget(item, int(item is wide))
    return box
