"""The list that opens below the source picker: every source with its picture, and other ways to name one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QFrame, QListView, QToolButton, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.plain_label import plain_hint
from stride_desktop.app.look.theme import em, theme_of
from stride_desktop.app.window.source_tiles import Role, SourceTiles, tile_width
from stride_desktop.core.frames import Image
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import CAMERA

_COLUMNS = 3
_UNOPENED = "off until you choose it"


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Sources below one heading, each with its name in the list. notes: what else is to be said there."""

    label: str
    sources: tuple[tuple[SourceInfo, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the list. key: the same as long as it is the same entry."""

    key: str
    text: str
    source: SourceInfo | None = None
    heading: bool = False


class SourcePopup(QFrame):
    """`chosen(SourceInfo)`: a source was taken, and the list has closed. `closed`: also without a choice.

    It stays open when a window of another program takes the keyboard: that may be the one to be chosen.
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # a click on the picker closes it
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("Choose what to watch")
        self.list = QListView(
            self,
            flow=QListView.Flow.LeftToRight,
            resizeMode=QListView.ResizeMode.Adjust,
        )
        self.list.setMouseTracking(True)
        self.list.setWrapping(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName("Sources")
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._tiles = SourceTiles(_COLUMNS, self.list)
        self.list.setItemDelegate(self._tiles)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._take)
        self._leaving = False
        self._left, self._right = row(), row()
        self._footer = row(self._left, None, self._right)
        column(self.list, self._footer, parent=self, wide=self.list)

    def add_button(self, text: str, hint: str, run: Callable[[], object], closes: bool = True) -> QToolButton:
        """Offer a command below the list: one that closes it first on the left, another on the right."""
        button = QToolButton(self, autoRaise=True)
        button.setText(text)
        button.setToolTip(hint)
        button.setAccessibleDescription(hint)
        if closes:
            button.clicked.connect(self.leave)
        button.clicked.connect(lambda: run())
        (self._left if closes else self._right).addWidget(button)
        return button

    def open_below(self, widget: QWidget, groups: Sequence[SourceGroup], chosen: SourceInfo | None) -> None:
        """Open at a widget, with the keyboard in the list, at the chosen source."""
        self._leaving = False
        self._model.clear()
        self.show_groups(groups)
        available = widget.screen().availableGeometry()
        bar = self.list.verticalScrollBar().sizeHint().width()
        width = tile_width(self.list) * _COLUMNS + bar + 2 * self.frameWidth() + 2
        height = round(em(self) * 36)
        size = QSize(width, height).boundedTo(available.size() * 0.95)
        beside = self._left.sizeHint().width() + self._right.sizeHint().width() < size.width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._footer.setDirection(across if beside else down)
        self._tiles.columns = max(1, (size.width() - bar) // tile_width(self.list))
        below = widget.mapToGlobal(QPoint(0, widget.height()))
        room = available.bottom() - below.y()
        if room < size.height() and below.y() - available.top() - widget.height() < room:
            size.setHeight(max(room, min(size.height(), round(em(self) * 16))))
        left = max(available.left(), min(below.x(), available.right() - size.width()))
        top = max(available.top(), min(below.y(), available.bottom() - size.height()))
        self.resize(size)
        self.move(left, top)
        self.show()
        self.list.setFocus()
        self._go_to(chosen)

    def show_groups(self, groups: Sequence[SourceGroup]) -> None:
        """List these; what stays keeps its picture, and the keyboard its place."""
        wanted = _entries(groups)
        keys = {entry.key for entry in wanted}
        for index in reversed(range(self._model.rowCount())):
            if self._key(index) not in keys:
                self._model.removeRow(index)
        for index, entry in enumerate(wanted):
            if self._key(index) != entry.key:
                at = next(
                    (i for i in range(index, self._model.rowCount()) if self._key(i) == entry.key), None
                )
                item = QStandardItem() if at is None else self._model.takeRow(at)[0]
                self._model.insertRow(index, item)
            _describe(self._model.item(index), entry)
        if not self.list.currentIndex().isValid():
            self._go_to(None)

    def show_pictures(self, pictures: Sequence[tuple[SourceInfo, Image]]) -> None:
        """Show what these look like now; those of other screens and windows are out of date."""
        for index in range(self._model.rowCount()):
            item = self._model.item(index)
            info = item.data(Role.SOURCE)
            if isinstance(info, SourceInfo):
                image = next((image for of, image in pictures if of.is_same(info)), None)
                if image is not None:
                    item.setData(_pixmap(image), Qt.ItemDataRole.DecorationRole)
                elif info.kind.traits.device:
                    item.setData(None, Qt.ItemDataRole.DecorationRole)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw an edge that can be seen on a dark window, too."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme_of(self.palette()).border)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    @Slot()
    def leave(self) -> None:
        """Close for a reason of the user's."""
        self._leaving = True
        self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Close when the mouse is pressed elsewhere."""
        if not self.rect().contains(event.position().toPoint()):
            self.leave()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Stay when Qt closes it because another program has the keyboard."""
        if not self._leaving and QGuiApplication.focusWindow() is None:
            event.ignore()
        else:
            event.accept()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Tell that it has closed."""
        super().hideEvent(event)
        self.closed.emit()

    def _go_to(self, source: SourceInfo | None) -> None:
        """Put the keyboard on a source, or on the first one."""
        first = QModelIndex()
        for number in range(self._model.rowCount()):
            index = self._model.index(number, 0)
            info = index.data(Role.SOURCE)
            if isinstance(info, SourceInfo):
                first = first if first.isValid() else index
                if source is not None and info.is_same(source):
                    first = index
                    break
        self.list.setCurrentIndex(first)

    def _key(self, index: int) -> str:
        item = self._model.item(index)
        return "" if item is None else str(item.data(Role.KEY))

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        info = index.data(Role.SOURCE)
        if isinstance(info, SourceInfo) and self.isVisible():  # a click may also activate
            self.leave()
            self.chosen.emit(info)


def _entries(groups: Sequence[SourceGroup]) -> list[_Entry]:
    entries = []
    for group in groups:
        entries.append(_Entry(f"heading {group.label}", group.label, heading=True))
        for info, name in group.sources:
            key = f"{group.label} {info.kind.name} {info.identity or info.address}"
            entries.append(_Entry(key, name, info))
        entries += [_Entry(f"note {group.label} {note}", note) for note in group.notes]
    return entries


def _describe(item: QStandardItem, entry: _Entry) -> None:
    """Fill an item; unchanged values cause no repaint."""
    info = entry.source
    item.setText(entry.text)
    item.setData(entry.key, Role.KEY)
    item.setData(entry.heading, Role.HEADING)
    item.setData(info, Role.SOURCE)
    if info is None:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setToolTip(plain_hint(entry.text))
        return
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    camera = _UNOPENED if info.kind is CAMERA else ""
    more = "" if info.detail in entry.text else info.detail  # where it tells two of one name apart
    address = "Network camera" if info.address == entry.text else info.address
    detail = " · ".join(part for part in (camera, more, address) if part)
    item.setData(detail, Role.DETAIL)
    item.setData(f"{entry.text}, {detail}", Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(plain_hint(f"{entry.text}\n{detail}"))


def _pixmap(image: Image) -> QPixmap:
    pixels = np.ascontiguousarray(image)
    height, width = pixels.shape[:2]
    picture = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(picture.copy())
