"""The manual under Help: the pages of resources/manual."""

from __future__ import annotations

import re

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QListWidget, QTextBrowser, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.dialog import Dialog
from stride_desktop.resources import resource

PAGES = ("using", "servers", "models", "performance", "events", "architecture", "contributing")
"""File names without .md, in the order of reading."""

_PICTURE = re.compile(r"^!\[.*\]\(.*\)$", re.MULTILINE)
"""A line with a picture: only the repository has the screenshots."""


class ManualDialog(Dialog):
    """Titles on the left, the chosen page on the right. Links turn to pages, or open a browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Manual", parent)
        self._texts = [_page(name) for name in PAGES]
        self.titles = QListWidget(self)
        self.titles.addItems([text.partition("\n")[0].lstrip("# ") for text in self._texts])
        self.titles.setAccessibleName("Pages")
        unit = self.fontMetrics().averageCharWidth()
        self.titles.setMaximumWidth(self.titles.sizeHintForColumn(0) + 4 * unit)
        self.page = QTextBrowser(self, openLinks=False)
        self.page.setAccessibleName("Page")
        self.page.anchorClicked.connect(self._follow)
        row(self.titles, self.page, parent=self, wide=self.page).unsetContentsMargins()
        self.resize(unit * 130, unit * 85)
        self.titles.currentRowChanged.connect(self._show)
        self.titles.setCurrentRow(0)

    @Slot(int)
    def _show(self, number: int) -> None:
        self.page.setMarkdown(self._texts[number])

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        name = link.path().removesuffix(".md")
        if name in PAGES:
            self.titles.setCurrentRow(PAGES.index(name))
        elif link.scheme() == "https":
            QDesktopServices.openUrl(link)
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(f"{resource('manual')}/").resolved(link))


def _page(name: str) -> str:
    """The Markdown of a page, without its pictures."""
    return _PICTURE.sub("", resource("manual", f"{name}.md").read_text("utf-8"))
