"""Lets the user choose a region of a screen: the window hides, and the screen is shown to be marked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRect, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QScreen
from PySide6.QtWidgets import QWidget

from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.window.region_overlay import RegionOverlay
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.core.errors import SourceError, StrideError
from stride_desktop.core.frames import Image
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import SCREEN
from stride_desktop.sources.rectangles import Rect

_HIDE_MS = 300
"""The window manager takes a moment to uncover what is behind the window."""


class RegionChoice(QObject):
    """Adds a region of the chosen screen, or of the first one, to the source picker.

    `shown`: the picture of the screen is there to be marked.
    """

    shown = Signal()

    def __init__(
        self, window: QWidget, picker: SourcePicker, notifications: Notifications, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._picker, self._notifications = window, picker, notifications
        self._background = BackgroundQueue(self)
        self.overlay: RegionOverlay | None = None
        """What the user marks the region on; None while no region is being chosen."""

    @Slot()
    def ask(self) -> None:
        """Hide the window, and show the screen for a rectangle to be marked."""
        if self.overlay is not None or self._background.busy:
            return
        chosen = self._picker.selected()
        screens = [info for info in self._picker.devices if info.kind is SCREEN]
        screen = chosen if chosen in screens else next(iter(screens), None)
        if screen is None:
            self._notifications.fail(
                SourceError(
                    "There is no screen to choose a region of.",
                    "Connect a screen, or watch a camera; in a Wayland session watch one window.",
                )
            )
            return
        self._window.hide()
        QTimer.singleShot(_HIDE_MS, self, partial(self._look, screen))

    def _look(self, screen: SourceInfo) -> None:
        from stride_desktop.sources.screen import picture_of

        self._background.run(partial(picture_of, screen), partial(self._show, screen), self._fail, owner=self)

    def _fail(self, error: StrideError) -> None:
        self._window.show()
        self._notifications.fail(error)

    def _show(self, screen: SourceInfo, seen: tuple[Image, Rect]) -> None:
        from stride_desktop.sources.region import SMALLEST_SIDE

        image, rect = seen
        place = QRect(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
        height, width = image.shape[:2]
        picture = QImage(image.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self.overlay = RegionOverlay(picture, place.size(), SMALLEST_SIDE)
        self.overlay.marked.connect(partial(self._take, screen))
        self.overlay.closed.connect(self._on_closed)
        on = _screen_at(place)
        self.overlay.setScreen(on)
        self.overlay.setGeometry(on.geometry())
        self.overlay.showFullScreen()
        self.overlay.activateWindow()
        self.shown.emit()

    def _take(self, screen: SourceInfo, marked: QRect) -> None:
        from stride_desktop.sources.region import Region

        region = Region(marked.left(), marked.top(), marked.width(), marked.height())
        self._picker.add(region.info(screen))

    @Slot()
    def _on_closed(self) -> None:
        self.overlay = None
        self._window.show()


def _screen_at(place: QRect) -> QScreen:
    """Qt's screen whose top left corner is that of a monitor; the first one where none is."""
    screens = QGuiApplication.screens()
    return next((screen for screen in screens if screen.geometry().topLeft() == place.topLeft()), screens[0])
