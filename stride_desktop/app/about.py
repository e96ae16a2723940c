"""About the program: its version, and under which licences it and what it is made of are given."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from stride_desktop import __version__
from stride_desktop.checkpoints.installed import Installed

LIBRARIES = (
    "PySide6-Essentials", "pyqtgraph", "av", "opencv-python-headless", "torch", "transformers", "safetensors",
    "huggingface-hub", "pillow", "numpy", "mss", "httpx", "platformdirs", "keyring",
)  # fmt: skip
PARTS = {
    "av": "FFmpeg: LGPL-3.0-or-later; x264, x265: GPL-2.0-or-later",
    "opencv-python-headless": "FFmpeg: LGPL-2.1-or-later",
}
"""Under which licences the parts are given that come with a library and that it says nothing of."""


class AboutDialog(QDialog):
    """Made to be read: everything in one text that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Stride Desktop"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that the keyboard scrolls
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 96, unit * 72)
        self.show_models(())

    def show_models(self, models: Sequence[Installed]) -> None:
        """Name these models and their licences too."""
        head = self.tr(
            "<h2>Stride Desktop {0}</h2>"
            "<p>Watches a camera, a screen or a video, and speaks when the moment has come.</p>"
            "<p>After the paper <i>STRIDE: When to Speak Meets Sequence Denoising for Streaming Video "
            "Understanding</i> (arXiv 2603.27593).</p><p>Apache License 2.0.</p>"
        ).format(__version__)
        unknown = self.tr("not known")
        own = [(model.name, model.revision[:8], model.licence or unknown) for model in models]
        used = [(name, *_of_library(name, unknown)) for name in LIBRARIES]
        models_part = self.tr("<h3>Models on this computer</h3>") + _table(own) if own else ""
        self.text.setHtml(head + models_part + self.tr("<h3>Libraries</h3>") + _table(used))


def _of_library(name: str, unknown: str) -> tuple[str, str]:
    """Version and licence of an installed library, from what it says about itself."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "", unknown
    classes = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier", ()) or () if "License ::" in line
    ]
    stated = (
        _stated(about, "License-Expression") or ", ".join(classes) or _stated(about, "License") or unknown
    )
    own = stated.strip().splitlines()[0]
    return about["Version"], f"{own} ({PARTS[name]})" if name in PARTS else own


def _stated(about: PackageMetadata, name: str) -> str:
    return "".join((about.get_all(name) or [""])[:1])


def _table(rows: Sequence[tuple[str, str, str]]) -> str:
    cells = (
        "".join(f'<td style="padding-right: 24px; white-space: nowrap">{escape(cell)}</td>' for cell in row)
        for row in rows
    )
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
