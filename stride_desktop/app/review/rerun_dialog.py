"""The dialog for a re-run of a stored session: its request and its model."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.look.wheel_guard import guard_wheel
from stride_desktop.core.errors import RequestError
from stride_desktop.pipeline.request import checked_request


class RerunDialog(Dialog):
    """`chosen(query, checkpoint)`: checkpoint as in `ModelSettings`; empty means the built-in model."""

    chosen = Signal(str, str)

    def __init__(self, query: str, checkpoint: str, parent: QWidget | None = None) -> None:
        """query: a request to begin with. checkpoint: of the model in use."""
        super().__init__("Watch again in a new lane", parent)
        self.query = QLineEdit(query, self)
        self.query.selectAll()
        self.query.setPlaceholderText("Tell me when…")
        self.model = QComboBox(self)
        self.model.setEditable(True)
        self.model.setToolTip("A folder, or a hub id such as interlive/STRIDE-2B")
        self.model.addItem("Built-in model", "")
        if checkpoint:
            self.model.addItem(checkpoint, checkpoint)
            self.model.setCurrentIndex(1)
        browse = QPushButton("&Browse…", self)
        browse.clicked.connect(self._browse)
        models = row(self.model, browse, wide=self.model)
        form = QFormLayout()
        form.addRow("&Request", self.query)
        label = QLabel("&Model", self)
        label.setBuddy(self.model)
        form.addRow(label, models)
        self.complaint = PlainLabel(parent=self, wrap=True)
        self.go = self.offer_to("&Watch again")
        self.lay_out(form, self.complaint)
        guard_wheel(self)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 70)

    @property
    def checkpoint(self) -> str:
        """The chosen or typed value."""
        index = self.model.findText(self.model.currentText())
        return str(self.model.itemData(index)) if index >= 0 else self.model.currentText().strip()

    @Slot()
    def accept(self) -> None:
        """Begin, if the request can be watched for."""
        try:
            query = checked_request(self.query.text())
        except RequestError as error:
            self.complaint.setText(str(error))
            self.query.setFocus()
            return
        super().accept()
        self.chosen.emit(query, self.checkpoint)

    @Slot()
    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Folder of a checkpoint")
        if folder:
            self.model.setEditText(folder)
