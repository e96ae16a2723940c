"""The strip above the work area that says what went wrong and what to do about it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QWidget,
)

from stride_desktop.app.system.notices import Level, Notice

_ICONS = {
    Level.INFORMATION: QStyle.StandardPixmap.SP_MessageBoxInformation,
    Level.WARNING: QStyle.StandardPixmap.SP_MessageBoxWarning,
    Level.ERROR: QStyle.StandardPixmap.SP_MessageBoxCritical,
    Level.FAULT: QStyle.StandardPixmap.SP_MessageBoxCritical,
}
_MAX_NOTICES = 20


class Banner(QFrame):
    """Shows the newest notice; closing it shows the one before. Hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: deque[Notice] = deque(maxlen=_MAX_NOTICES)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.offer = QPushButton(self)
        self.offer.clicked.connect(self._take_offer)
        self._more = QLabel(self)
        self._close = QToolButton(self)
        self._close.setIcon(self.style().standardIcon(QStyle.StandardPixmap.SP_TitleBarCloseButton))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Dismiss")
        self._close.setAccessibleName("Dismiss message")
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self.offer)
        row.addWidget(self._more)
        row.addWidget(self._close)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """The notice that is shown."""
        return self._notices[-1] if self._notices else None

    @Slot(object)
    def post(self, notice: Notice) -> None:
        """Show a notice; one that says the same, or something older on its topic, is not shown any more."""
        about = [known for known in self._notices if known.topic and known.topic == notice.topic]
        if notice.again and not about:
            return
        same = [
            known for known in self._notices if (known.what, known.remedy) == (notice.what, notice.remedy)
        ]
        self._remove([*about, *same])
        self._notices.append(notice)
        self._show_newest()

    @Slot(str)
    def withdraw(self, topic: str) -> None:
        """Put what was said about a topic away."""
        self._remove([known for known in self._notices if known.topic == topic])
        self._show_newest()

    def _remove(self, gone: Iterable[Notice]) -> None:
        for notice in gone:
            if notice in self._notices:
                self._notices.remove(notice)

    @Slot()
    def dismiss(self) -> None:
        """Put the notice away."""
        if self._notices:
            self._notices.pop()
        self._show_newest()

    @Slot()
    def _take_offer(self) -> None:
        notice = self.notice
        self.dismiss()
        if notice is not None and notice.offer is not None:
            notice.offer.run()

    @Slot()
    def clear(self) -> None:
        """Put all notices away, since what they are about was tried again."""
        self._notices.clear()
        self._show_newest()

    def _show_newest(self) -> None:
        notice = self.notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        size = self.fontMetrics().height()
        self._icon.setPixmap(self.style().standardIcon(_ICONS[notice.level]).pixmap(size, size))
        text = f"{notice.what} {notice.remedy}".strip()
        self._text.setText(text)
        self.setAccessibleName(text)
        self.offer.setVisible(notice.offer is not None)
        if notice.offer is not None:
            self.offer.setText(notice.offer.text)
        others = len(self._notices) - 1
        self._more.setText(f"{others} more" if others else "")
