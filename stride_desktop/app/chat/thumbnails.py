"""The frames of an answer; a click on one goes to its second."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.chat.thumbnail import LINES, ThumbnailButton
from stride_desktop.app.look.floating_card import FloatingCard
from stride_desktop.app.look.theme import em

FOLDED_ROWS = 3
"""Rows of very many pictures that are visible at first."""

ENLARGED_LINES = 20
"""Longest side of an enlarged picture in lines of text, unless the screen is smaller."""


class ThumbnailGrid(QWidget):
    """All pictures in as many rows as needed; of very many only three rows until the user expands them.

    `clicked(second)`. buttons: those of the pictures that are kept.
    """

    clicked = Signal(float)

    def __init__(self, card: AnswerCard, parent: QWidget) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._picture_of = card.picture_of
        self._large: FloatingCard | None = None
        self._every: list[ThumbnailButton] = []
        self.more = QToolButton(self)
        self.more.setAutoRaise(True)
        self.more.clicked.connect(self._show_all)
        self._all = False
        self.show_pictures(card.pictures)

    def show_pictures(self, pictures: Sequence[CardPicture]) -> None:
        """Show these pictures in place of the earlier ones."""
        for button in self._every:
            button.hide()
            button.deleteLater()
        self._every = []
        for number, picture in enumerate(pictures, 1):
            name = f"Frame {number} of {len(pictures)}"
            button = ThumbnailButton(picture, f"{name}, {picture.time}" if picture.time else name, self)
            button.chosen.connect(self.clicked)
            button.enlarge.connect(self._enlarge)
            button.shrink.connect(self._shrink)
            self._every.append(button)
        self._show(self._every)

    def keep(self, seconds: tuple[float, ...] | None) -> None:
        """Show only the pictures of these seconds, or all: another answer may be about others."""
        shown = [button for button in self._every if seconds is None or button.second in seconds]
        if shown != self.buttons:
            self._show(shown)

    def _show(self, shown: list[ThumbnailButton]) -> None:
        self.buttons = shown
        for button in self._every:
            button.setVisible(button in shown)
        self.setVisible(bool(shown))
        self.updateGeometry()
        self._place()

    @property
    def seconds(self) -> tuple[float, ...]:
        """Stream seconds of the pictures."""
        return tuple(button.second for button in self.buttons)

    @Slot(object)
    def _enlarge(self, button: ThumbnailButton) -> None:
        image = self._picture_of(button.second)
        place = QRect(button.mapToGlobal(button.rect().topLeft()), button.size())
        if self._large is None:
            self._large = FloatingCard(self)
        area, most = self.screen().availableSize() / 2, round(em(self) * ENLARGED_LINES)
        name, room = button.accessibleName(), area.boundedTo(QSize(most, most))
        self._large.show_beside(place, name, "", button.image if image is None else image, room)

    @Slot()
    def _shrink(self) -> None:
        if self._large is not None:
            self._large.hide()

    @Slot()
    def _show_all(self) -> None:
        self._all = True
        self.updateGeometry()
        self._place()
        hidden_before = self.buttons[min(len(self.buttons) - 1, 1)]
        hidden_before.setFocus(Qt.FocusReason.OtherFocusReason)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The height of the visible rows."""
        columns, rows = self._shape(width)
        if not columns or not rows:
            return 0
        return rows * self._cell_height() + (rows - 1) * self._gap()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The height that the rows need at its width."""
        width = max(self.width(), round(em(self) * 12))
        return QSize(round(em(self) * 12), self.heightForWidth(width))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the buttons."""
        super().resizeEvent(event)
        self._place()

    def _gap(self) -> int:
        return round(em(self) * 0.35)

    def _cell_height(self) -> int:
        return round(em(self) * LINES)

    def _cell_width(self, width: int) -> int:
        """At least three fit, however large the font: then they are cropped to upright pictures."""
        widest = max(button.width_for(self._cell_height()) for button in self.buttons)
        return max(1, min(widest, (width - 2 * self._gap()) // 3))

    def _shape(self, width: int) -> tuple[int, int]:
        """Columns and visible rows at a width."""
        if not self.buttons or width < 1:
            return 0, 0
        columns = max(1, (width + self._gap()) // (self._cell_width(width) + self._gap()))
        rows = -(-len(self.buttons) // columns)
        return columns, rows if self._all else min(rows, FOLDED_ROWS)

    def _place(self) -> None:
        columns, rows = self._shape(self.width())
        if not columns:
            return
        cell, high, gap = self._cell_width(self.width()), self._cell_height(), self._gap()
        places = [
            QRect(column * (cell + gap), row * (high + gap), cell, high)
            for row in range(rows)
            for column in range(columns)
        ]
        folded = len(self.buttons) > len(places)
        shown = _spread(len(self.buttons), len(places) - 1) if folded else range(len(self.buttons))
        place = iter(places)
        for index, button in enumerate(self.buttons):
            button.setVisible(index in shown)
            if index in shown:
                button.setGeometry(next(place))
        self.more.setVisible(folded)
        if folded:
            missing = len(self.buttons) - len(shown)
            self.more.setText(f"+{missing}")
            self.more.setAccessibleName(f"Show {missing} more frames")
            self.more.setToolTip(self.more.accessibleName())
            self.more.setGeometry(places[-1])


def _spread(count: int, wanted: int) -> set[int]:
    """`wanted` of `count` numbers, evenly, the first and the last among them."""
    if wanted < 2:
        return {count - 1}
    return {round(i * (count - 1) / (wanted - 1)) for i in range(wanted)}
