"""Lets the user choose a region of a screen: the window hides, and every screen is shown to be marked."""

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
    """Adds a region of a screen to the source picker, and chooses it.

    `shown`: the picture of every screen is there to be marked.
    """

    shown = Signal()

    def __init__(
        self, window: QWidget, picker: SourcePicker, notifications: Notifications, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._picker, self._notifications = window, picker, notifications
        self._background = BackgroundQueue(self)
        self.overlays: list[RegionOverlay] = []
        """What the user marks the region on, one for each screen; none while no region is being chosen."""

    @Slot()
    def ask(self) -> None:
        """Hide the window, and show the screens for a rectangle to be marked."""
        if self.overlays or self._background.busy or not self._window.isVisible():
            return
        screens = [info for info in self._picker.devices if info.kind is SCREEN]
        if not screens:
            self._notifications.fail(
                SourceError(
                    "There is no screen to choose a region of.",
                    "Connect a screen, or watch a camera; in a Wayland session watch one window.",
                )
            )
            return
        self._window.hide()
        QTimer.singleShot(_HIDE_MS, self, partial(self._look, screens))

    def _look(self, screens: list[SourceInfo]) -> None:
        self._background.run(
            partial(_pictures_of, screens), partial(self._show, screens), self._fail, owner=self
        )

    def _fail(self, error: StrideError) -> None:
        self._window.show()
        self._notifications.fail(error)

    def _show(self, screens: list[SourceInfo], seen: list[tuple[Image, Rect]]) -> None:
        self.overlays = [self._overlay(*of) for of in zip(screens, seen, strict=True)]
        on_screen = self._picker.address.partition("@")[0]
        ordered = sorted(zip(screens, self.overlays, strict=True), key=lambda of: of[0].address == on_screen)
        for _, overlay in ordered:  # the last one gets the keyboard: that on the screen that is chosen
            overlay.showFullScreen()
            overlay.activateWindow()
        self.shown.emit()

    def _overlay(self, screen: SourceInfo, seen: tuple[Image, Rect]) -> RegionOverlay:
        from stride_desktop.sources.region import SMALLEST_SIDE

        image, rect = seen
        place = QRect(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
        height, width = image.shape[:2]
        picture = QImage(image.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        overlay = RegionOverlay(picture, place.size(), SMALLEST_SIDE)
        overlay.marked.connect(partial(self._take, screen))
        overlay.begun.connect(partial(self._clear_others, overlay))
        overlay.closed.connect(self._on_closed)
        on = _screen_at(place)
        overlay.setScreen(on)
        overlay.setGeometry(on.geometry())
        return overlay

    def _clear_others(self, overlay: RegionOverlay) -> None:
        for other in self.overlays:
            if other is not overlay:
                other.clear()

    def _take(self, screen: SourceInfo, marked: QRect) -> None:
        from stride_desktop.sources.region import Region

        region = Region(marked.left(), marked.top(), marked.width(), marked.height())
        self._picker.add(region.info(screen))

    @Slot()
    def _on_closed(self) -> None:
        """Show the window again, once one of the overlays was closed; the others close with it."""
        overlays, self.overlays = self.overlays, []
        for overlay in overlays:
            overlay.close()
        self._window.show()


def _pictures_of(screens: list[SourceInfo]) -> list[tuple[Image, Rect]]:
    """See `picture_of`. Raises SourceError."""
    from stride_desktop.sources.screen import picture_of

    return [picture_of(screen) for screen in screens]


def _screen_at(place: QRect) -> QScreen:
    """Qt's screen whose top left corner is that of a monitor; the first one where none is."""
    screens = QGuiApplication.screens()
    return next((screen for screen in screens if screen.geometry().topLeft() == place.topLeft()), screens[0])
