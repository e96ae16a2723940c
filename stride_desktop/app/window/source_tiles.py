"""Paints the entries of the source picker: headings, remarks, and sources with their pictures."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from stride_desktop.app.look.theme import Theme, bold_font, em, faded, small_font, theme_of
from stride_desktop.app.window.source_glyphs import draw_glyph
from stride_desktop.sources.base import SourceInfo

_TILE_WIDTH, _MARGIN, _GAP = 13.0, 0.5, 0.3  # em
_RATIO = 9 / 16

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model has of an entry besides its text and its picture. KEY: see SourcePopup."""

    SOURCE = Qt.ItemDataRole.UserRole
    DETAIL = Qt.ItemDataRole.UserRole + 1
    HEADING = Qt.ItemDataRole.UserRole + 2
    KEY = Qt.ItemDataRole.UserRole + 3


def tile_width(widget: QWidget) -> int:
    """Pixels from one tile to the next."""
    return round(_TILE_WIDTH * em(widget))


class SourceTiles(QStyledItemDelegate):
    """Sources lie side by side; a heading or a remark takes a row of `columns` tiles."""

    def __init__(self, columns: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = columns
        self._view = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """The room of an entry."""
        unit, width = em(self._view), tile_width(self._view)
        if isinstance(index.data(Role.SOURCE), SourceInfo):
            small = QFontMetricsF(small_font(self._view.font())).height()
            height = (width - 2 * _MARGIN * unit) * _RATIO + (2 * _MARGIN + 2 * _GAP) * unit
            return QSize(width, round(height + unit + small))
        return QSize(width * self.columns, round(unit * (1.9 if index.data(Role.HEADING) else 1.7)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        theme, place = theme_of(self._view.palette()), QRectF(option.rect)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        info = index.data(Role.SOURCE)
        if isinstance(info, SourceInfo):
            self._paint_frame(painter, theme, place, option.state)
            self._paint_source(painter, theme, place, info, index)
        else:
            self._paint_line(painter, theme, place, index)
        painter.restore()

    def _paint_frame(self, painter: QPainter, theme: Theme, place: QRectF, state: QStyle.StateFlag) -> None:
        chosen, hovered = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        if chosen or hovered:
            unit = em(self._view)
            painter.setPen(QPen(theme.accent, 2) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(faded(theme.accent, 0.16 if chosen else 0.08))
            painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), unit * 0.3, unit * 0.3)

    def _paint_source(
        self, painter: QPainter, theme: Theme, place: QRectF, info: SourceInfo, index: Index
    ) -> None:
        unit = em(self._view)
        inside = place.adjusted(_MARGIN * unit, _MARGIN * unit, -_MARGIN * unit, 0)
        room = QRectF(inside.topLeft(), QSizeF(inside.width(), inside.width() * _RATIO))
        outline = QPainterPath()
        outline.addRoundedRect(room, unit * 0.2, unit * 0.2)
        painter.fillPath(outline, theme.surface)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QPixmap):
            _paint_picture(painter, room, picture)
        else:
            side = room.height() * 0.6
            sign = QRectF(0, 0, side, side)
            sign.moveCenter(room.center())
            draw_glyph(painter, sign, info.kind, theme.muted)
        painter.strokePath(outline, QPen(theme.border, 1))
        below = QRectF(inside.left(), room.bottom() + _GAP * unit, inside.width(), unit)
        painter.setFont(self._view.font())
        painter.setPen(theme.text)
        _paint_words(painter, below, str(index.data(Qt.ItemDataRole.DisplayRole)))
        painter.setFont(small_font(self._view.font()))
        painter.setPen(theme.muted)
        _paint_words(painter, below.translated(0, unit), str(index.data(Role.DETAIL) or ""))

    def _paint_line(self, painter: QPainter, theme: Theme, place: QRectF, index: Index) -> None:
        heading, font = bool(index.data(Role.HEADING)), self._view.font()
        painter.setFont(bold_font(font) if heading else font)
        painter.setPen(theme.text if heading else theme.muted)
        margin = _MARGIN * em(self._view)
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        _paint_words(painter, place.adjusted(margin, 0, -margin, 0), words)


def _paint_picture(painter: QPainter, room: QRectF, picture: QPixmap) -> None:
    size = picture.deviceIndependentSize().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    where = QRectF(room.topLeft(), size)
    where.moveCenter(room.center())
    painter.drawPixmap(where, picture, QRectF(picture.rect()))


def _paint_words(painter: QPainter, room: QRectF, words: str) -> None:
    """Write in one line; what does not fit is left out at the end."""
    text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
