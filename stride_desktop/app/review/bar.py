"""The bar above the timeline while a session is open: its name, the commands, the progress of a re-run."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QWidget,
)

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.plain_label import PlainLabel, plain_hint
from stride_desktop.app.look.theme import bold_font


class ReviewBar(QWidget):
    """Hidden until `show_session`. `cancel_requested`: cancel the re-run or the export."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Review")
        self.title = PlainLabel(parent=self)
        self.title.setFont(bold_font(self.font()))
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.comparison = PlainLabel(parent=self)
        self.comparison.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tools = QToolBar(self)
        self.tools.setIconSize(QSize(1, 1))
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName("Progress of watching again")
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(self.fontMetrics().averageCharWidth() * 16)
        self.words = PlainLabel(parent=self)
        self.cancel = QPushButton("Ca&ncel", self)
        self.cancel.clicked.connect(self.cancel_requested)
        names = column(self.title, self.comparison)
        names.setSpacing(0)
        line = row(names, self.words, self.progress, self.cancel, self.tools, parent=self)
        line.setStretch(0, 1)
        line.setStretch(4, 3)
        self.show_progress("", None)
        self.show_comparison("")
        self.hide()

    def fill(self, groups: Sequence[Sequence[QAction]]) -> None:
        """Offer these commands, group by group."""
        for group in groups:
            if self.tools.actions():
                self.tools.addSeparator()
            self.tools.addActions(list(group))

    def show_session(self, title: str) -> None:
        """Show the bar for the session of this name; "" hides it."""
        self.title.setText(title)
        self.title.setToolTip(plain_hint(title))
        self.setVisible(bool(title))

    def show_comparison(self, words: str) -> None:
        """Show how the active lane compares with the others; "" hides the line."""
        self.comparison.setText(words)
        self.comparison.setToolTip(plain_hint(words))
        self.comparison.setVisible(bool(words))

    def show_progress(self, words: str, fraction: float | None) -> None:
        """Show the progress of a re-run; "" hides it. fraction: 0 to 1, None when unknown."""
        for widget in (self.words, self.progress, self.cancel):
            widget.setVisible(bool(words))
        self.words.setText(words)
        self.progress.setRange(0, 0 if fraction is None else 1000)
        self.progress.setValue(round(1000 * (fraction or 0.0)))
