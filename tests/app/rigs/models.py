"""The list of models, with a hub on this machine."""

from __future__ import annotations

import os
from collections import namedtuple
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from stride_desktop.app.models.controller import Models
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.checkpoints import catalogue
from stride_desktop.checkpoints.catalogue import WATCHES, ModelOffer
from stride_desktop.checkpoints.hub_config import Hub
from stride_desktop.core.settings import Settings
from tests.activation.hub_server import REVISION, serving
from tests.checkpoints.hub import REPO, make_repository, point_at

WAIT = 20_000


LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving(REPO, make_repository(tmp_path / "repository")) as server:
        server.config = point_at(monkeypatch, server, tmp_path / "cache")
        yield server


@pytest.fixture
def rig(qtbot, hub, monkeypatch):
    offers = (*catalogue.OFFERS, ModelOffer(REPO, WATCHES, 0.002, "apache-2.0"))
    monkeypatch.setattr("stride_desktop.app.models.dialog.OFFERS", offers)
    monkeypatch.setattr(keyring, "get_keyring", lambda: namedtuple("None_", "priority")(0))
    made = Rig(qtbot, hub)
    yield made
    hub.more(None)
    made.models.close()
    qtbot.waitUntil(lambda: not made.models.download.active, timeout=WAIT)
    made.queue.close()


class Rig:
    def __init__(self, qtbot, hub):
        self.qtbot, self.hub = qtbot, hub
        self.window = QWidget()
        self.window.resize(1100, 760)
        qtbot.addWidget(self.window)
        self.window.show()
        self.models = Models(Settings(), Keychain(), Hub(hub.config), self.window)
        self.chosen, self.arrived = [], []
        self.models.chosen.connect(lambda *what: self.chosen.append(what))
        self.models.arrived.connect(self.arrived.append)

    def open(self):
        self.models.show()
        self.qtbot.waitUntil(lambda: self.manager.tree.topLevelItemCount() > 0, timeout=WAIT)
        return self.manager

    @property
    def manager(self):
        return self.models.manager

    @property
    def queue(self):
        """The queue of everything but downloads."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return self.models.findChild(BackgroundQueue, options=direct)

    @property
    def question(self):
        return self.models.question

    def click(self, button):
        assert button.isEnabled()
        self.qtbot.mouseClick(button, LEFT)

    def choose(self, name):
        """Click on the row of this model."""
        (item,) = self.manager.tree.findItems(name, Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly)
        self.manager.tree.scrollToItem(item)
        place = self.manager.tree.visualItemRect(item).center()
        self.qtbot.mouseClick(self.manager.tree.viewport(), LEFT, pos=place)
        assert self.manager.tree.currentItem() is item
        return item

    def state(self, name):
        found = self.manager.tree.findItems(name, Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly)
        return found[0].text(1) if found else ""

    def ask(self):
        """Open the question about the repository, with the hub's own figures."""
        self.open()
        self.choose(REPO)
        self.click(self.manager.download)
        self.qtbot.waitUntil(lambda: self.question.version.text().startswith(REVISION[:12]), timeout=WAIT)
        return self.question

    def said(self, words):
        self.qtbot.waitUntil(lambda: words in self.manager.message.text(), timeout=WAIT)

    def get(self):
        self.ask()
        self.click(self.question.download)
        self.qtbot.waitUntil(lambda: self.state(REPO) == "Installed", timeout=WAIT)


def shot(widget, name):
    if folder := os.environ.get("STRIDE_SHOTS"):
        widget.grab().save(str(Path(folder, f"{name}.png")))


def answer(role):
    """Answer the box that comes up next."""
    asked = []

    def press():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(50, press)
            return
        asked.append(f"{box.text()} {box.informativeText()}")
        next(button for button in box.buttons() if box.buttonRole(button) == role).click()

    QTimer.singleShot(50, press)
    return asked
