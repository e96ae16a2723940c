"""About the program: its version, and the licences of the program and of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtWidgets import QTextBrowser, QWidget

from stride_desktop import __version__
from stride_desktop.app.look.dialog import Dialog
from stride_desktop.checkpoints.installed import Installed
from stride_desktop.notices import LicenceNotice, licence_text


class AboutDialog(Dialog):
    """Shows the version, the models and the libraries with their licences in one text that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("About Stride Desktop", parent)
        self.text = QTextBrowser(self, openLinks=False)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.text.anchorClicked.connect(self._follow)
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that the keyboard scrolls
        self.offer_close()
        self.lay_out(self.text, wide=self.text)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 96, unit * 72)
        self._page = ""
        self.show_parts(([], []))

    def show_parts(self, parts: tuple[Sequence[Installed], Sequence[LicenceNotice]]) -> None:
        """Name these models and libraries, with their licences."""
        models, libraries = parts
        head = (
            f"<h2>Stride Desktop {__version__}</h2>"
            "<p>Watches a camera, a screen or a video, and speaks when the moment has come.</p>"
            "<p>After the paper <i>STRIDE: When to Speak Meets Sequence Denoising for Streaming Video "
            "Understanding</i> (arXiv 2603.27593).</p><p>Apache License 2.0.</p>"
        )
        own = [
            tuple(map(escape, (model.name, model.revision[:8], model.licence or "not known")))
            for model in models
        ]
        models_part = "<h3>Models on this computer</h3>" + _table(own) if own else ""
        self._page = head + models_part + "<h3>Libraries</h3>" + _table(map(_cells, libraries))
        self.text.setHtml(self._page)

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        """Show the licence texts of a library, or everything again."""
        if name := link.path():
            text = licence_text(name) or "It contains no licence text."
            head = f'<p><a href="licence:">Back</a></p><h3>{escape(name)}</h3>'
            self.text.setHtml(f"{head}<pre>{escape(text)}</pre>")
        else:
            self.text.setHtml(self._page)


def _cells(notice: LicenceNotice) -> tuple[str, str, str]:
    """Name, version and licence of a library in HTML; the name links to its licence texts."""
    name, licence = escape(notice.name), escape(notice.licence)
    if notice.inside:
        return f"&nbsp;&nbsp;{name}", "", licence
    return f'<a href="licence:{name}">{name}</a>', escape(notice.version), licence


def _table(rows: Iterable[Sequence[str]]) -> str:
    """A table of cells in HTML."""
    cells = ("".join(f'<td style="padding-right: 24px">{cell}</td>' for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
