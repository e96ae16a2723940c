"""The bell beside the request: whether its events are announced."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QIcon, QPainterPath, QPen
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from stride_desktop.app.look.pixmaps import painted

_MOST = 100


class MuteButton(QToolButton):
    """Pressed: the request in the box is muted. Its events make cards, but no notification and no sound.

    Muted requests are private, so they are only remembered while the program runs.
    """

    def __init__(self, edit: QLineEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        self._muted: dict[str, None] = {}  # oldest first
        self.setCheckable(True)
        self.setAccessibleName("Mute this request")
        self.clicked.connect(self._on_clicked)
        edit.textChanged.connect(self._refresh)
        self._refresh()

    def mutes(self, query: str) -> bool:
        """Whether events of this request are not announced."""
        return query.strip() in self._muted

    @Slot(bool)
    def _on_clicked(self, muted: bool) -> None:
        query = self._edit.text().strip()
        self._muted.pop(query, None)
        if muted:
            self._muted[query] = None
            if len(self._muted) > _MOST:
                del self._muted[next(iter(self._muted))]
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        query = self._edit.text().strip()
        muted = self.mutes(query)
        self.setEnabled(bool(query))
        self.setChecked(muted)
        self.setIcon(_bell(self, muted))
        self.setToolTip(
            "Muted: moments of this request make cards, but no notification and no sound"
            if muted
            else "Moments of this request are announced; press to mute them"
        )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_muted"):
            self.setIcon(_bell(self, self.isChecked()))


def _bell(widget: QWidget, muted: bool) -> QIcon:
    """A bell in the colour of the text, struck through when muted."""
    ink = widget.palette().buttonText().color()
    pen = QPen(ink, 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    body = QPainterPath(QPointF(12, 46))
    body.cubicTo(22, 36, 14, 12, 32, 12)
    body.cubicTo(50, 12, 42, 36, 52, 46)
    body.closeSubpath()
    with painted(64, 64) as (pixmap, painter):
        painter.setPen(pen)
        painter.drawPath(body)
        painter.drawArc(QRectF(25, 44, 14, 12), 180 * 16, 180 * 16)
        if muted:
            painter.drawLine(QPointF(10, 8), QPointF(54, 58))
    return QIcon(pixmap)
