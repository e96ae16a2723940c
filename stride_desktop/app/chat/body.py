"""The words of an answer, however long: in pieces, of which only the one that grows is drawn again.

A QVBoxLayout would ask every piece for its height whenever one of them grows: here heights are remembered.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from stride_desktop.app.chat.links import LinkQuestion
from stride_desktop.app.chat.markdown import safe_html
from stride_desktop.app.chat.streaming import pieces, steady
from stride_desktop.app.theme import em, theme_of


class Body(QWidget):
    """Shows Markdown from a model. A link asks before it opens."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._drawn: list[tuple[str, str]] = []  # text and needle of each label
        self._labels: list[QLabel] = []
        self._heights: dict[QLabel, int] = {}  # at the width that was asked for last
        self._measured = -1
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def html(self) -> str:
        """What the labels show."""
        return "".join(label.text() for label in self._labels)

    def show_text(self, text: str, needle: str, *, growing: bool) -> None:
        """Show an answer, every place marked where the needle is. growing: more of it is to come."""
        wanted = [(piece, needle) for piece in pieces(steady(text) if growing else text)] if text else []
        while len(self._labels) > len(wanted):
            label = self._labels.pop()
            self._heights.pop(label, None)
            label.hide()
            label.deleteLater()
        del self._drawn[len(wanted) :]
        for index, piece in enumerate(wanted):
            if index == len(self._labels):
                self._labels.append(self._make_label())
            if index < len(self._drawn) and self._drawn[index] == piece:
                continue
            self._draw(self._labels[index], *piece)
            self._drawn[index : index + 1] = [piece]
        self.setVisible(bool(wanted))
        self.updateGeometry()
        self._place()

    def follow_look(self) -> None:
        """The palette or the font is another one: draw everything again."""
        for label, piece in zip(self._labels, self._drawn, strict=True):
            self._draw(label, *piece)
        self.updateGeometry()
        self._place()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The height of all pieces; only those that changed are measured."""
        if width != self._measured:
            self._measured = width
            self._heights.clear()
        for label in self._labels:
            if label not in self._heights:
                self._heights[label] = label.heightForWidth(width)
        return sum(self._heights.values()) + self._gap * max(0, len(self._labels) - 1)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as it is at its width."""
        width = self.width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """May be as narrow as the card."""
        return QSize(0, 0)

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
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the card has one
        label.linkActivated.connect(self._ask_before_opening)
        label.show()
        return label

    def _draw(self, label: QLabel, text: str, needle: str) -> None:
        theme = theme_of(self.palette())
        link = self.palette().link().color()
        html = safe_html(text, self.font(), link, needle, theme.found, theme.surface, theme.border)
        label.setText(html)
        self._heights.pop(label, None)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        if "href=" in html:  # only then is it worth a stop of the Tab key
            flags |= Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        label.setTextInteractionFlags(flags)

    @Slot(str)
    def _ask_before_opening(self, address: str) -> None:
        LinkQuestion(address, self).open()
