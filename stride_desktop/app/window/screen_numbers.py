"""Shows the number of every screen on that screen for a moment, so that the user can tell which is which."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stride_desktop.app.look.theme import BLUE
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.notices import Notifications
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.rectangles import Rect

_SHOWN_MS = 3000
_SHARE = 0.35
"""Of a screen's shorter side. Far less than all of it: what they cover is black where it is watched."""

_PLAIN = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.X11BypassWindowManagerHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.WindowTransparentForInput
)


class ScreenNumber(QWidget):
    """A number in the middle of a screen; takes neither the mouse nor the keyboard."""

    def __init__(self, info: SourceInfo, place: QRect, parent: QWidget) -> None:
        super().__init__(parent, _PLAIN)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(info.name)
        self.number = info.address.partition(":")[2]
        self._name = info.name
        side = round(min(place.width(), place.height()) * _SHARE)
        box = QRect(0, 0, side, side)
        box.moveCenter(place.center())
        self.setGeometry(box)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """The number, and the screen's name below it."""
        painter, room = QPainter(self), QRectF(self.rect())
        painter.fillRect(room, QColor(BLUE))
        painter.setPen(Qt.GlobalColor.white)
        font = painter.font()
        font.setPixelSize(round(room.height() * 0.55))
        painter.setFont(font)
        upper = room.adjusted(0, 0, 0, -room.height() * 0.25)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self.number)
        font.setPixelSize(max(10, round(room.height() * 0.06)))
        painter.setFont(font)
        margin = room.width() * 0.05
        lower = room.adjusted(margin, room.height() * 0.72, -margin, -margin)
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(lower, int(wrapped), self._name)


class ScreenNumbers(QObject):
    """numbers: those that are shown now."""

    def __init__(self, window: QWidget, notifications: Notifications, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._notifications = window, notifications
        self._background = BackgroundQueue(self)
        self.numbers: list[ScreenNumber] = []
        self._end = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._end.timeout.connect(self.hide)

    @Slot()
    def show(self) -> None:
        """Show the numbers for three seconds."""
        self._background.run(_screen_places, self._show, self._notifications.fail, key="show", owner=self)

    @Slot()
    def hide(self) -> None:
        """Show them no longer."""
        numbers, self.numbers = self.numbers, []
        for number in numbers:
            number.close()

    def close(self) -> None:
        """Hide them, and show none any more."""
        self._end.stop()
        self.hide()
        self._background.close(0.0)

    def _show(self, places: list[tuple[SourceInfo, Rect]]) -> None:
        self.hide()
        if not places:
            self._notifications.inform(
                "Screens have no numbers here.",
                "In a Wayland session the desktop itself asks which to share.",
            )
        for info, place in places:
            self.numbers.append(ScreenNumber(info, _on_screen(place), self._window))
            self.numbers[-1].show()
        self._end.start()


def _screen_places() -> list[tuple[SourceInfo, Rect]]:
    """See `screen_places`. Raises SourceError."""
    from stride_desktop.sources.screen import screen_places

    return screen_places()


def _on_screen(place: Rect) -> QRect:
    """Where Qt has the screen at captured pixels, which may be finer than Qt's."""
    pixels = QRect(place.left, place.top, place.right - place.left, place.bottom - place.top)
    screens = [screen.geometry() for screen in QGuiApplication.screens()]
    return next((screen for screen in screens if screen.topLeft() == pixels.topLeft()), pixels)
