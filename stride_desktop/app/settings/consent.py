"""The hosts, other than this computer, to which the user agrees to send pictures and requests."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.confirm import confirmed
from stride_desktop.app.look.theme import theme_of


class Consent(QWidget):
    """Asks for consent, and shows the current destination and the hosts agreed to. hosts: those hosts."""

    def __init__(self, hosts: tuple[str, ...]) -> None:
        super().__init__()
        self.badge = QLabel(self, wordWrap=True)
        self._agreed = QLabel(self, wordWrap=True)
        self.withdraw = QPushButton("&Withdraw consent", self)
        self.withdraw.clicked.connect(self.clear)
        column(self.badge, row(self._agreed, self.withdraw, wide=self._agreed), parent=self)
        self._use(hosts)

    def permits(self, host: str, ask: bool) -> bool:
        """Whether data may be sent to `host`, "" for this machine. ask: ask the user if necessary."""
        if not host or host in self.hosts:
            return True
        agreed = ask and confirmed(
            self,
            "Send pictures to another machine?",
            f"{host} is not this machine.",
            "Whenever your request triggers, pictures of what is watched and the words of your request "
            "are sent there. What happens to them there is up to its operator.",
            f"&Allow {host}",
            QMessageBox.ButtonRole.AcceptRole,
        )
        if agreed:
            self._use((*self.hosts, host))
        return agreed

    @Slot()
    def clear(self) -> None:
        """Withdraw the consent to every host."""
        self._use(())

    def show_destination(self, host: str, sends: bool) -> None:
        """Show where pictures and requests go: nowhere, to this machine ("") or to another host."""
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
        self._agreed.setText(f"You agreed to: {', '.join(hosts)}")
        self._agreed.setVisible(bool(hosts))
        self.withdraw.setVisible(bool(hosts))
