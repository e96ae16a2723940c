"""The row above the picture: the legend, and the buttons that zoom and follow the newest second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from stride_desktop.app.look.flat_button import flat_button
from stride_desktop.app.look.theme import Theme, em, theme_of
from stride_desktop.app.timeline.bands import timeline_entries
from stride_desktop.app.timeline.legend import Legend
from stride_desktop.app.timeline.navigation import Navigation
from stride_desktop.app.timeline.playhead import PlayHead


class Toolbar(QWidget):
    """Zooms around the play-head; the checked button shows that the view is live."""

    def __init__(self, navigation: Navigation, playhead: PlayHead, parent: QWidget) -> None:
        super().__init__(parent)
        self._navigation = navigation
        self._playhead = playhead
        zoom_out = flat_button("−", "Zoom out (−)", self)
        zoom_out.clicked.connect(lambda: self._zoom(-1))
        zoom_in = flat_button("+", "Zoom in (+)", self)
        zoom_in.clicked.connect(lambda: self._zoom(1))
        self._live = flat_button("Live", "Follow the newest second (End)", self)
        self._live.setCheckable(True)
        self._live.setChecked(True)
        self._live.clicked.connect(self._go_live)
        navigation.live_changed.connect(self._live.setChecked)
        self._live.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(Legend(self, timeline_entries()), 1)
        for button in (zoom_out, zoom_in, self._live):
            layout.addWidget(button)
        self._follow_look()

    def _zoom(self, steps: int) -> None:
        self._navigation.step_zoom(steps, self._playhead.second)

    @Slot()
    def _go_live(self) -> None:
        self._playhead.go_live()
        self._live.setChecked(True)  # pressing the checked button has unchecked it

    def add(self, action: QAction) -> None:
        """Insert the button of an action before the zoom buttons."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        self._row.insertWidget(1, button)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_look()

    def _follow_look(self) -> None:
        theme, side = theme_of(self.palette()), round(em(self) * 0.7)
        icon = QIcon()
        for state, live in ((QIcon.State.On, True), (QIcon.State.Off, False)):
            icon.addPixmap(_dot(side, self.devicePixelRatioF(), theme, live), QIcon.Mode.Normal, state)
        self._live.setIcon(icon)
        self._live.setIconSize(QSize(side, side))


def _dot(side: int, ratio: float, theme: Theme, live: bool) -> QPixmap:
    """● while live, ○ while not."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.triggered if live else theme.muted, side * 0.14))
    if live:
        painter.setBrush(theme.triggered)
    radius = side * 0.36
    painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    painter.end()
    return pixmap
