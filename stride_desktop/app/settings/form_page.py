"""One page of the settings form: rows of a label and a field, with help and error messages."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QWidget

from stride_desktop.app.look.arrange import column
from stride_desktop.app.look.plain_label import MutedLabel, PlainLabel
from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.settings.form import Entry


class FormPage(QScrollArea):
    """Rows from top to bottom; scrolls when they need more room."""

    def __init__(self) -> None:
        super().__init__()
        page = QWidget(self)
        self._form = QFormLayout(
            rowWrapPolicy=QFormLayout.RowWrapPolicy.WrapLongRows,
            fieldGrowthPolicy=QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow,
        )
        # The spare room below, or rows that are tall enough would be given the rest of the page.
        column(self._form, None, parent=page).unsetContentsMargins()
        self._rows: dict[str, list[QWidget]] = {}
        self._entries: dict[str, Entry] = {}
        self.complaints: dict[str, QLabel] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(page)

    def add_entry(self, entry: Entry, cell: QWidget, unavailable: str = "") -> None:
        """Add a setting. cell: its field, alone or with buttons; unavailable: why it has no effect here."""
        field, hint = entry.field.widget, unavailable or entry.declared.help
        field.setEnabled(not unavailable)
        field.setAccessibleName(entry.declared.label)
        field.setAccessibleDescription(hint)
        label = QLabel(entry.declared.label, self)
        label.setBuddy(field)
        complaint = self.complaints[entry.path] = PlainLabel(parent=self, wrap=True)
        complaint.setStyleSheet(f"color: {theme_of(self.palette()).error.name()}")
        complaint.hide()
        row = QWidget(self)
        hints = [MutedLabel(hint, self)] if hint else []
        column(cell, *hints, complaint, parent=row).setSpacing(2)
        self._form.addRow(label, row)
        self._rows.setdefault(entry.path, []).append(row)
        self._entries[entry.path] = entry

    def add_widget(self, label: str, widget: QWidget, path: str = "") -> None:
        """Add a row for something else. path: the setting that it is shown with; empty shows it always."""
        self._form.addRow(label, widget)
        self._rows.setdefault(path, []).append(widget)

    def offer(self, path: str, offered: bool) -> None:
        """Show or hide the rows of a setting, which has no effect when it is not offered."""
        for row in self._rows[path]:
            self._form.setRowVisible(row, offered)
        self._entries[path].field.widget.setEnabled(offered)

    def complain(self, found: Mapping[str, str]) -> None:
        """Show what is wrong, by path, and nothing at the other settings."""
        for path, complaint in self.complaints.items():
            complaint.setText(found.get(path, ""))
            complaint.setVisible(path in found)
