"""The strip above the work area that shows what went wrong and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QStyle, QToolButton, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.plain_label import PlainLabel
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
        super().__init__(parent, frameShape=QFrame.Shape.StyledPanel)
        self._notices: list[Notice] = []
        self.setAutoFillBackground(True)
        self._icon = QLabel(self)
        self._text = PlainLabel(parent=self, wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._on_button)
        self._more = QLabel(self)
        close = QToolButton(self, autoRaise=True)
        close.setIcon(self.style().standardIcon(QStyle.StandardPixmap.SP_TitleBarCloseButton))
        close.setToolTip("Dismiss")
        close.setAccessibleName("Dismiss message")
        close.clicked.connect(self.dismiss)
        parts = (self._icon, self._text, self.button, self._more, close)
        row(*parts, parent=self, wide=self._text).unsetContentsMargins()
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """The notice that is shown."""
        return self._notices[-1] if self._notices else None

    @Slot(object)
    def post(self, notice: Notice) -> None:
        """Show a notice in place of those with the same topic or the same words."""
        kept = self._without(notice.topic)
        if notice.again and kept == self._notices:
            return
        words = (notice.what, notice.remedy)
        self._show([*(old for old in kept if (old.what, old.remedy) != words), notice][-_MAX_NOTICES:])

    @Slot(str)
    def withdraw(self, topic: str) -> None:
        """Remove the notices about a topic."""
        self._show(self._without(topic))

    @Slot()
    def dismiss(self) -> None:
        """Remove the notice that is shown."""
        self._show(self._notices[:-1])

    @Slot()
    def clear(self) -> None:
        """Remove all notices: what they are about is tried again."""
        self._show([])

    def _without(self, topic: str) -> list[Notice]:
        return [notice for notice in self._notices if not topic or notice.topic != topic]

    @Slot()
    def _on_button(self) -> None:
        notice = self.notice
        self.dismiss()
        if notice is not None and notice.button is not None:
            notice.button.run()

    def _show(self, notices: list[Notice]) -> None:
        self._notices = notices
        notice = self.notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        size = self.fontMetrics().height()
        self._icon.setPixmap(self.style().standardIcon(_ICONS[notice.level]).pixmap(size, size))
        text = f"{notice.what} {notice.remedy}".strip()
        self._text.setText(text)
        self.setAccessibleName(text)
        self.button.setVisible(notice.button is not None)
        if notice.button is not None:
            self.button.setText(notice.button.text)
        others = len(notices) - 1
        self._more.setText(f"{others} more" if others else "")
