"""The text of an answer in pieces, so that only the pieces that changed are drawn again.

A QVBoxLayout asks every piece for its height whenever one of them grows; here heights are remembered.
"""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from stride_desktop.app.chat.links import LinkQuestion
from stride_desktop.app.chat.markdown import safe_html
from stride_desktop.app.chat.pieces import Piece, first_piece, next_piece
from stride_desktop.app.chat.streaming import steady
from stride_desktop.app.look.theme import em

_PORTION_SECONDS = 0.008
"""Longest time in seconds that drawing may block the window at once."""


class Body(QWidget):
    """Shows Markdown from a model. A link asks before it opens."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._needle, self._growing = "", "", False
        self._pieces: list[Piece] = []  # as far as it has been drawn
        self._drawn: list[tuple[str, str] | None] = []  # text and needle of each label, None to draw it anew
        self._labels: list[QLabel] = []
        self._heights: dict[QLabel, int] = {}  # at the width that was asked for last
        self._estimated: set[QLabel] = set()  # whose height is not measured at that width yet
        self._measured = -1
        self._work = QTimer(self, singleShot=True, interval=0)
        self._work.timeout.connect(self._go_on)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_text(self, text: str, needle: str, *, growing: bool) -> None:
        """Show an answer, with every occurrence of the needle marked. growing: more text is to come.

        Long texts are drawn in portions, from the top.
        """
        stays = bool(self._pieces) and text.startswith(self._text[: self._pieces[-1].start])
        if needle == self._needle and stays:
            del self._pieces[-1:]
        else:
            self._pieces.clear()
        self._text, self._needle, self._growing = text, needle, growing
        self._go_on()

    def follow_look(self) -> None:
        """Draw everything again with the new palette or font."""
        self._drawn = [None] * len(self._drawn)
        self._pieces.clear()
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """Draw and measure for as long as one portion may take."""
        until = monotonic() + _PORTION_SECONDS
        while not self._complete:
            self._draw_next()
            if monotonic() > until:
                break
        if self._complete:
            self._drop_labels(len(self._pieces))
        self._measure(until)
        if self._estimated or not self._complete:
            self._work.start()
        self.setVisible(bool(self._pieces))
        self.updateGeometry()
        self._place()

    @property
    def _complete(self) -> bool:
        return self._pieces[-1].end >= len(self._text) if self._pieces else not self._text

    def _draw_next(self) -> None:
        before = self._pieces[-1] if self._pieces else None
        piece = next_piece(self._text, before) if before else first_piece(self._text)
        words = piece.of(self._text)
        if self._growing and piece.end >= len(self._text):
            words = steady(words)
        index = len(self._pieces)
        self._pieces.append(piece)
        if index == len(self._labels):
            self._labels.append(self._make_label())
            self._drawn.append(None)
        if self._drawn[index] != (words, self._needle):
            self._drawn[index] = words, self._needle
            self._draw(self._labels[index], words, self._needle)
            self._heights[self._labels[index]] = self._labels[index].heightForWidth(self._measured)

    def _drop_labels(self, left: int) -> None:
        for label in self._labels[left:]:
            self._heights.pop(label, None)
            self._estimated.discard(label)
            label.hide()
            label.deleteLater()
        del self._labels[left:], self._drawn[left:]

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The height of all pieces; at another width, that of many is estimated first and measured soon."""
        if width != self._measured:
            scale, self._measured = self._measured / max(1, width), width
            for label, height in self._heights.items():
                self._heights[label] = round(height * scale)
            self._estimated.update(self._labels)
            self._measure(monotonic() + _PORTION_SECONDS)
            if self._estimated:
                self._work.start()
        return sum(self._heights.values()) + self._gap * max(0, len(self._labels) - 1)

    def _measure(self, until: float) -> None:
        """Measure the estimated heights, from the end, where the view usually is."""
        for label in reversed(self._labels):
            if label in self._estimated:
                self._heights[label] = label.heightForWidth(self._measured)
                self._estimated.discard(label)
                if monotonic() > until:
                    return

    def sizeHint(self) -> QSize:  # noqa: N802
        """The height that the text needs at its width."""
        width = self.width()
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Follow the width."""
        super().resizeEvent(event)
        self._place()

    @property
    def _gap(self) -> int:
        return round(em(self) * 0.6)

    def _place(self) -> None:
        self.heightForWidth(self.width())
        y = 0
        for label in self._labels:
            label.setGeometry(0, y, self.width(), self._heights[label])
            y += self._heights[label] + self._gap

    def _make_label(self) -> QLabel:
        label = QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.RichText)
        label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the card has one
        label.linkActivated.connect(self._ask_before_opening)
        label.show()
        return label

    def _draw(self, label: QLabel, text: str, needle: str) -> None:
        html = safe_html(text, self.font(), self.palette(), needle)
        label.setText(html)
        self._estimated.discard(label)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        if "href=" in html:  # only then is it worth a stop of the Tab key
            flags |= Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        label.setTextInteractionFlags(flags)

    @Slot(str)
    def _ask_before_opening(self, address: str) -> None:
        LinkQuestion(address, self).open()
