"""The row above the picture: legend, zoom, and the way back to the newest second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from stride_desktop.app.look.theme import Theme, em, theme_of
from stride_desktop.app.timeline.bands import timeline_entries
from stride_desktop.app.timeline.legend import Legend


class Toolbar(QWidget):
    """Emits a signal for each button; the view tells it whether it is live."""

    zoom_in = Signal()
    zoom_out = Signal()
    live = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._out = self._button("−", "Zoom out (−)", self.zoom_out)
        self._in = self._button("+", "Zoom in (+)", self.zoom_in)
        self._live = self._button("Live", "Follow the newest second (End)", self.live)
        self._live.setCheckable(True)
        self._live.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(Legend(self, timeline_entries()), 1)
        for button in (self._out, self._in, self._live):
            layout.addWidget(button)
        self.set_live(True)
        self._follow_look()

    def set_live(self, live: bool) -> None:
        """Show whether the view follows the newest second."""
        self._live.setChecked(live)

    def add(self, action: QAction) -> None:
        """Insert a button of another part before the zoom buttons."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        self._row.insertWidget(1, button)

    def _button(self, text: str, name: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        button.clicked.connect(signal)
        return button

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
