"""The hosts, other than this computer, to which the user agrees to send pictures and requests."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from stride_desktop.app.look.theme import theme_of


class Consent(QWidget):
    """Asks for consent, shows what was agreed to and where things go now. hosts: those agreed to."""

    def __init__(self, hosts: tuple[str, ...]) -> None:
        super().__init__()
        self.hosts = hosts
        self.badge = QLabel(self)
        self.badge.setWordWrap(True)
        self._agreed = QLabel(self)
        self._agreed.setWordWrap(True)
        self.withdraw = QPushButton("&Withdraw consent", self)
        self.withdraw.clicked.connect(self.clear)
        row = QHBoxLayout()
        row.addWidget(self._agreed, 1)
        row.addWidget(self.withdraw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.badge)
        column.addLayout(row)
        self._show_agreed()

    def permits(self, host: str, ask: bool) -> bool:
        """Whether something may be sent to `host`, "" for this machine; if need be the person is asked."""
        if not host or host in self.hosts:
            return True
        if not ask or not self._asked_for(host):
            return False
        self._use((*self.hosts, host))
        return True

    @Slot()
    def clear(self) -> None:
        """Agree to nothing any more."""
        self._use(())

    def show_destination(self, host: str, sends: bool) -> None:
        """Say where things go: nowhere, to this machine ("") or to another host."""
        if not sends:
            self.badge.setText("Nothing leaves this machine.")
        elif not host:
            self.badge.setText("This machine: pictures and requests stay here.")
        else:
            self.badge.setText(f"⚠ Not this machine: pictures and your request go to {host}.")
        colour = theme_of(self.palette()).error.name()
        self.badge.setStyleSheet(f"color: {colour}; font-weight: bold" if sends and host else "")

    def _use(self, hosts: tuple[str, ...]) -> None:
        self.hosts = hosts
        self._show_agreed()

    def _show_agreed(self) -> None:
        hosts = ", ".join(self.hosts)
        self._agreed.setText(f"You agreed to: {hosts}")
        self._agreed.setVisible(bool(self.hosts))
        self.withdraw.setVisible(bool(self.hosts))

    def _asked_for(self, host: str) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Send pictures to another machine?")
        box.setText(f"{host} is not this machine.")
        box.setInformativeText(
            "Whenever your request triggers, pictures of what is watched and the words of your request "
            "are sent there. What happens to them there is up to its operator."
        )
        allow = box.addButton(f"&Allow {host}", QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.exec()
        return box.clickedButton() is allow
