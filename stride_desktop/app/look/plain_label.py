"""Text from outside on labels and in tool tips: shown character by character, never taken for HTML."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget

from stride_desktop.app.look.theme import theme_of


class PlainLabel(QLabel):
    """A label for text of any content, such as names, requests and errors. Qt's own label guesses at HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None, wrap: bool = False) -> None:
        """wrap: break lines that are too long."""
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText, text=text, wordWrap=wrap)


class MutedLabel(PlainLabel):
    """An explanation in a muted colour, over as many lines as it needs."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent, wrap=True)
        colour_label(self, theme_of(self.palette()).muted)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            colour_label(self, theme_of(self.palette()).muted)


def colour_label(label: QLabel, colour: QColor) -> None:
    """Write a label in a colour."""
    palette = label.palette()
    if palette.color(label.foregroundRole()) != colour:
        palette.setColor(label.foregroundRole(), colour)
        label.setPalette(palette)


def plain_hint(text: str) -> str:
    """A tool tip with this text: Qt has no plain-text format for tool tips."""
    return html.escape(text).replace("\n", "<br>") if "<" in text else text
