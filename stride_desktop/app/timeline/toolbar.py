"""The row above the picture: the legend, and the buttons that zoom and follow the newest second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.flat_button import flat_button
from stride_desktop.app.look.pixmaps import painted
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
        zoom_out = flat_button("−", "Zoom out (−)", lambda: self._zoom(-1), self)
        zoom_in = flat_button("+", "Zoom in (+)", lambda: self._zoom(1), self)
        self._live = flat_button("Live", "Follow the newest second (End)", self._go_live, self)
        self._live.setCheckable(True)
        self._live.setChecked(True)
        navigation.live_changed.connect(self._live.setChecked)
        self._live.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        legend = Legend(self, timeline_entries())
        self._row = row(legend, zoom_out, zoom_in, self._live, parent=self, wide=legend)
        self._row.setContentsMargins(4, 0, 0, 0)
        self._follow_look()

    def _zoom(self, steps: int) -> None:
        self._navigation.step_zoom(steps, self._playhead.second)

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
    pixels, radius = round(side * ratio), side * 0.36
    with painted(pixels, pixels, ratio) as (pixmap, painter):
        painter.setPen(QPen(theme.triggered if live else theme.muted, side * 0.14))
        if live:
            painter.setBrush(theme.triggered)
        painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    return pixmap
