"""The frames an answer was given about; each leads back to its second."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QWidget

from stride_desktop.app.chat.enlarged import Enlarged
from stride_desktop.app.look.theme import em, theme_of

LINES = 2.7
"""Height of a thumbnail in lines of text."""

ENLARGE_MILLISECONDS = 350
"""Milliseconds that the mouse rests on a picture before it is enlarged."""

FOLDED_ROWS = 3
"""Rows of very many pictures that are in sight at first."""


class ThumbnailGrid(QWidget):
    """All pictures in as many rows as needed; of very many only three rows until the user expands them.

    `clicked(second)`.
    """

    clicked = Signal(float)

    def __init__(
        self,
        images: tuple[QImage, ...],
        seconds: tuple[float, ...],
        times: tuple[str, ...],
        picture_of: Callable[[float], QImage | None],
        parent: QWidget,
    ) -> None:
        """times: the seconds as displayed; may be empty. picture_of: as in AnswerCard."""
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._picture_of = picture_of
        self._large: Enlarged | None = None
        self._every: list[_Thumbnail] = []
        self._more = QToolButton(self)
        self._more.setAutoRaise(True)
        self._more.clicked.connect(self._show_all)
        self._all = False
        self.show_pictures(images, seconds, times)

    def show_pictures(
        self, images: tuple[QImage, ...], seconds: tuple[float, ...], times: tuple[str, ...]
    ) -> None:
        """Show these instead of those before."""
        for button in self._every:
            button.hide()
            button.deleteLater()
        names = times or ("",) * len(images)
        self._every = [
            _Thumbnail(image, second, self._name(n, len(images), time), self)
            for n, (image, second, time) in enumerate(zip(images, seconds, names, strict=True), 1)
        ]
        for button in self._every:
            button.clicked.connect(self._pass_on)
            button.enlarge.connect(self._enlarge)
            button.shrink.connect(self._shrink)
        self._show(self._every)

    def keep(self, seconds: tuple[float, ...] | None) -> None:
        """Show only the pictures of these seconds, or all: another answer may be about others."""
        shown = [button for button in self._every if seconds is None or button.second in seconds]
        if shown != self._buttons:
            self._show(shown)

    def _show(self, shown: list[_Thumbnail]) -> None:
        self._buttons = shown
        for button in self._every:
            button.setVisible(button in shown)
        self.setVisible(bool(shown))
        self.updateGeometry()
        self._place()

    @property
    def seconds(self) -> tuple[float, ...]:
        """Stream seconds of the pictures."""
        return tuple(button.second for button in self._buttons)

    def _name(self, number: int, count: int, time: str) -> str:
        name = f"Frame {number} of {count}"
        return f"{name}, {time}" if time else name

    @Slot()
    def _pass_on(self) -> None:
        button = self.sender()
        if isinstance(button, _Thumbnail):
            self.clicked.emit(button.second)

    @Slot()
    def _enlarge(self) -> None:
        button = self.sender()
        if isinstance(button, _Thumbnail):
            image = self._picture_of(button.second)
            place = QRect(button.mapToGlobal(button.rect().topLeft()), button.size())
            if self._large is None:
                self._large = Enlarged(self)
            self._large.show_picture(button.image if image is None else image, button.accessibleName(), place)

    @Slot()
    def _shrink(self) -> None:
        if self._large is not None:
            self._large.hide()

    @Slot()
    def _show_all(self) -> None:
        self._all = True
        self.updateGeometry()
        self._place()
        hidden_before = self._buttons[min(len(self._buttons) - 1, 1)]
        hidden_before.setFocus(Qt.FocusReason.OtherFocusReason)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The height of the rows that are in sight."""
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
        """Place them."""
        super().resizeEvent(event)
        self._place()

    def _gap(self) -> int:
        return round(em(self) * 0.35)

    def _cell_height(self) -> int:
        return round(em(self) * LINES)

    def _cell_width(self, width: int) -> int:
        """At least three fit, however large the font: then they are cropped to upright pictures."""
        widest = max(button.width_for(self._cell_height()) for button in self._buttons)
        return max(1, min(widest, (width - 2 * self._gap()) // 3))

    def _shape(self, width: int) -> tuple[int, int]:
        """Columns and rows in sight at a width."""
        if not self._buttons or width < 1:
            return 0, 0
        columns = max(1, (width + self._gap()) // (self._cell_width(width) + self._gap()))
        rows = -(-len(self._buttons) // columns)
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
        folded = len(self._buttons) > len(places)
        shown = _spread(len(self._buttons), len(places) - 1) if folded else range(len(self._buttons))
        place = iter(places)
        for index, button in enumerate(self._buttons):
            button.setVisible(index in shown)
            if index in shown:
                button.setGeometry(next(place))
        self._more.setVisible(folded)
        if folded:
            missing = len(self._buttons) - len(shown)
            self._more.setText(f"+{missing}")
            self._more.setAccessibleName(f"Show {missing} more frames")
            self._more.setToolTip(self._more.accessibleName())
            self._more.setGeometry(places[-1])


def _spread(count: int, wanted: int) -> set[int]:
    """`wanted` of `count` numbers, evenly, the first and the last among them."""
    if wanted < 2:
        return {count - 1}
    return {round(i * (count - 1) / (wanted - 1)) for i in range(wanted)}


class _Thumbnail(QAbstractButton):
    """One frame. It is drawn cropped to the button, with rounded corners.

    `enlarge`: it is to be shown large, `shrink`: no longer.
    """

    enlarge = Signal()
    shrink = Signal()

    def __init__(self, image: QImage, second: float, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = image
        self.second = second
        self.setAccessibleName(name)
        self.setAccessibleDescription("Enter shows it large, Space goes to this moment")
        self._rested = QTimer(self, singleShot=True, interval=ENLARGE_MILLISECONDS)
        self._rested.timeout.connect(self.enlarge)
        self._enlarged = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def width_for(self, height: int) -> int:
        """Width that keeps the picture's shape, within reason for very wide or tall ones."""
        ratio = self.image.width() / max(1, self.image.height())
        return round(height * min(2.0, max(0.6, ratio)))

    def sizeHint(self) -> QSize:  # noqa: N802
        """A few lines high."""
        height = round(em(self) * LINES)
        return QSize(self.width_for(height), height)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Highlight, and show it large if the mouse stays."""
        super().enterEvent(event)
        self._rested.start()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No longer highlight."""
        super().leaveEvent(event)
        self._end()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """A picture that is out of sight is not shown large."""
        super().hideEvent(event)
        self._end()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Another picture is looked at."""
        super().focusOutEvent(event)
        self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter shows it large, and small again; so does Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._enlarged:
                self._end()
            else:
                self._enlarged = True
                self.enlarge.emit()
        elif event.key() == Qt.Key.Key_Escape and self._enlarged:
            self._end()
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self._rested.stop()
        self._enlarged = False
        self.shrink.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draw the picture, and a ring when focused or under the mouse."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().toRectF().adjusted(1, 1, -1, -1)
        clip = QPainterPath()
        clip.addRoundedRect(frame, em(self) * 0.3, em(self) * 0.3)
        painter.setClipPath(clip)
        painter.drawImage(frame, self.image, self._crop(frame))
        painter.setClipping(False)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(theme.accent, 2) if marked else QPen(theme.border, 1))
        painter.drawPath(clip)

    def _crop(self, frame: QRectF) -> QRectF:
        source = self.image.size().toSizeF()
        wanted = frame.size().scaled(source, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (source.width() - wanted.width()) / 2, (source.height() - wanted.height()) / 2
        return QRectF(left, top, wanted.width(), wanted.height())
