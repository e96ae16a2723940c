"""The settings dialog. Nothing counts until it is saved, and only what makes sense is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.app.parts import foreign_host
from stride_desktop.app.settings_form import Entry, make_form
from stride_desktop.app.theme import theme_of
from stride_desktop.core.settings import Settings, problems
from stride_desktop.responders.hosts import chat_url, host_of


class SettingsPage(QDialog):
    """Edits a Settings value. `saved(Settings)`; `key_entered(host, key)` when a key was typed.

    `erase_requested`: all data of the program are to be deleted.
    """

    saved = Signal(object)
    key_entered = Signal(str, str)
    erase_requested = Signal()

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        unavailable: Mapping[str, str] | None = None,
    ) -> None:
        """unavailable: why an entry has no effect on this computer, in words, by "section.field"."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._unavailable = unavailable or {}
        self._consented = settings.responder.consented_hosts
        self._asked = settings.keeping.asked
        self._entries: dict[str, Entry] = {}
        self._complaints: dict[str, QLabel] = {}
        self._tab_of: dict[str, int] = {}
        self.tabs = QTabWidget(self)
        for title, entries in make_form().items():
            self.tabs.addTab(self._section(entries), title)
        self.tabs.currentChanged.connect(self._on_tab)
        Button = QDialogButtonBox.StandardButton  # noqa: N806
        self.buttons = QDialogButtonBox(Button.Save | Button.Cancel | Button.RestoreDefaults, self)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(Button.RestoreDefaults).clicked.connect(self.restore_defaults)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)
        self._show(settings)
        for entry in self._entries.values():
            entry.field.edited.connect(self._check)
        self._check()
        unit = self.fontMetrics().averageCharWidth()
        width = max(84 * unit, self.tabs.tabBar().sizeHint().width() + 6 * unit)  # all titles in sight
        height = max(self.sizeHint().height(), width * 2 // 3)
        self.resize(QSize(width, height).boundedTo(self.screen().availableSize() * 0.9))

    def settings(self) -> Settings:
        """The settings as the fields stand, sensible or not."""
        values: dict[str, dict[str, object]] = {}
        for path, entry in self._entries.items():
            section, _, key = path.partition(".")
            values.setdefault(section, {})[key] = entry.field.get()
        values["responder"]["consented_hosts"] = self._consented
        values["keeping"]["asked"] = self._asked
        base = Settings()
        sections = {name: replace(getattr(base, name), **part) for name, part in values.items()}
        return replace(base, **sections)

    @Slot()
    def save(self) -> None:
        """Keep the settings, after asking about a host that is not this machine."""
        settings = self.settings()
        if found := problems(settings):
            self._go_to(next(iter(found)))
            return
        host = foreign_host(settings.responder)
        if host and host not in self._consented:
            if not self._ask_consent(host):
                return
            self._consented = (*self._consented, host)
            settings = self.settings()
        if self.key.text() and settings.responder.kind == "openai":
            self.key_entered.emit(host_of(chat_url(settings.responder.base_url)), self.key.text().strip())
        self.saved.emit(settings)
        self.accept()

    @Slot()
    def restore_defaults(self) -> None:
        """Show the defaults; they count when they are saved."""
        self._consented = ()
        self.key.clear()
        self._show(Settings())

    # -- building ----------------------------------------------------------------------------------

    def _section(self, entries: list[Entry]) -> QScrollArea:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for entry in entries:
            self._entries[entry.path] = entry
            self._tab_of[entry.path] = self.tabs.count()
            self._add_row(form, entry)
        if any(entry.path == "responder.base_url" for entry in entries):
            self._add_privacy_rows(form)
        if any(entry.path == "keeping.what" for entry in entries):
            self._add_erase_row(form)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(page)
        return area

    def _add_row(self, form: QFormLayout, entry: Entry) -> None:
        why_not = self._unavailable.get(entry.path, "")
        entry.field.widget.setEnabled(not why_not)
        entry.field.widget.setAccessibleName(entry.label)
        entry.field.widget.setAccessibleDescription(why_not or entry.hint)
        label = QLabel(entry.label, self)
        label.setBuddy(entry.field.widget)
        cell = QVBoxLayout()
        cell.setSpacing(2)
        cell.addWidget(self._with_browse(entry) if entry.path.endswith(".checkpoint") else entry.field.widget)
        complaint = QLabel(self)
        complaint.setWordWrap(True)
        complaint.setStyleSheet(f"color: {theme_of(self.palette()).error.name()}")
        complaint.hide()
        self._complaints[entry.path] = complaint
        if hint := why_not or entry.hint:
            cell.addWidget(self._hint(hint))
        cell.addWidget(complaint)
        form.addRow(label, cell)

    def _hint(self, text: str) -> QLabel:
        hint = QLabel(text, self)
        hint.setWordWrap(True)
        hint.setStyleSheet(f"color: {theme_of(self.palette()).muted.name()}")
        return hint

    def _with_browse(self, entry: Entry) -> QWidget:
        browse = QPushButton(self.tr("&Browse…"), self)
        browse.setProperty("path", entry.path)
        browse.clicked.connect(self._browse)
        cell = QWidget(self)
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(entry.field.widget, 1)
        row.addWidget(browse)
        return cell

    def _add_privacy_rows(self, form: QFormLayout) -> None:
        self.key = QLineEdit(self)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText(self.tr("Only if the server asks for one"))
        self.key.setAccessibleName(self.tr("API key"))
        self.badge = QLabel(self)
        self.badge.setWordWrap(True)
        self.hosts = QLabel(self)
        self.hosts.setWordWrap(True)
        self.withdraw = QPushButton(self.tr("&Withdraw consent"), self)
        self.withdraw.clicked.connect(self._withdraw)
        cell = QVBoxLayout()
        cell.addWidget(self.key)
        cell.addWidget(self._hint(self.tr("Kept in the system's keychain, never in the settings file.")))
        form.addRow(self.tr("API key"), cell)
        form.addRow(self.tr("Privacy"), self.badge)
        row = QHBoxLayout()
        row.addWidget(self.hosts, 1)
        row.addWidget(self.withdraw)
        form.addRow("", row)

    def _add_erase_row(self, form: QFormLayout) -> None:
        self.erase = QPushButton(self.tr("&Delete all my data…"), self)
        self.erase.clicked.connect(self._ask_to_erase)
        row = QHBoxLayout()
        row.addWidget(self.erase)
        row.addStretch(1)
        form.addRow("", row)

    # -- reacting ----------------------------------------------------------------------------------

    def _show(self, settings: Settings) -> None:
        for path, entry in self._entries.items():
            section, _, key = path.partition(".")
            entry.field.set(getattr(getattr(settings, section), key))

    @Slot()
    def _check(self) -> None:
        """Say what is wrong, field by field, and what the choice means for privacy."""
        settings = self.settings()
        found = problems(settings)
        for path, complaint in self._complaints.items():
            complaint.setText(found.get(path, ""))
            complaint.setVisible(path in found)
        self.summary.setText(self.tr("Some settings make no sense yet, see above.") if found else "")
        self.summary.setVisible(bool(found))
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not found)
        server = settings.responder.kind == "openai"
        local = settings.responder.kind == "local"
        for path in ("base_url", "model"):
            self._entries[f"responder.{path}"].field.widget.setEnabled(server)
        for path in ("checkpoint", "device", "dtype", "max_new_tokens"):
            self._entries[f"responder.{path}"].field.widget.setEnabled(local)
        self._entries["responder.instruction"].field.widget.setEnabled(server or local)
        self.key.setEnabled(server)
        self._show_privacy(settings, server)

    def _show_privacy(self, settings: Settings, server: bool) -> None:
        host = foreign_host(settings.responder)
        theme = theme_of(self.palette())
        if not server:
            self.badge.setText(self.tr("Nothing leaves this machine."))
        elif not host:
            self.badge.setText(self.tr("This machine: pictures and requests stay here."))
        else:
            self.badge.setText(
                self.tr("⚠ Not this machine: pictures and your request go to {0}.").format(host)
            )
        self.badge.setStyleSheet(f"color: {theme.error.name()}; font-weight: bold" if server and host else "")
        self.hosts.setText(self.tr("You agreed to: {0}").format(", ".join(self._consented)))
        self.hosts.setVisible(bool(self._consented))
        self.withdraw.setVisible(bool(self._consented))

    def _ask_consent(self, host: str) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Send pictures to another machine?"))
        box.setText(self.tr("{0} is not this machine.").format(host))
        box.setInformativeText(
            self.tr(
                "Whenever your request triggers, pictures of what is watched and the words of your request "
                "are sent there. What happens to them is up to whoever runs that server."
            )
        )
        allow = box.addButton(self.tr("&Allow {0}").format(host), QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.exec()
        return box.clickedButton() is allow

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        """Who saves after seeing what is kept has been asked about it."""
        self._asked |= index == self._tab_of["keeping.what"]

    @Slot()
    def _ask_to_erase(self) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Delete all data?"))
        box.setText(
            self.tr("All stored sessions, also starred ones, the settings, keys and the log are deleted.")
        )
        box.setInformativeText(self.tr("Watching stops, and Stride Desktop closes. This cannot be undone."))
        delete = box.addButton(self.tr("&Delete everything"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.exec()
        if box.clickedButton() is delete:
            self.reject()
            self.erase_requested.emit()

    @Slot()
    def _withdraw(self) -> None:
        self._consented = ()
        self._check()

    @Slot()
    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of a checkpoint"))
        if folder:
            self._entries[self.sender().property("path")].field.set(folder)

    def _go_to(self, path: str) -> None:
        self.tabs.setCurrentIndex(self._tab_of.get(path, 0))
        if path in self._entries:
            self._entries[path].field.widget.setFocus(Qt.FocusReason.OtherFocusReason)
