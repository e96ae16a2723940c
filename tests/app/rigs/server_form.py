"""The settings dialog at its answers, with a model server."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from stride_desktop.app.settings.dialog import SettingsDialog
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import Settings
from tests.responders.chat_server import DONE, ChatServer, delta, models

KEY = "sk-kept-in-the-keychain"


LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def server():
    server = ChatServer()
    server.answer = lambda exchange: exchange.send(delta("Green"), DONE)
    server.list_models = lambda exchange: exchange.send(
        models("eye-1", "eye-2"), content_type="application/json"
    )
    yield server
    server.close()


class Form:
    """The page at its answers, with this server entered."""

    def __init__(self, qtbot, url, model="eye-1", stored_key=None):
        responder = ResponderSettings(kind="openai", base_url=url, model=model)
        self.page = SettingsDialog(replace(Settings(), responder=responder), stored_key=stored_key)
        qtbot.addWidget(self.page)
        self.page.tabs.setCurrentWidget(self.page.page_of["responder.kind"])
        self.page.show()
        self.address = self.page.entries["responder.base_url"].field.widget
        self.model = self.page.entries["responder.model"].field.widget
        self.preset, self.models, self.test = self.page.preset, self.page.models, self.page.test
        self._qtbot = qtbot

    def click(self, button):
        QTest.mouseClick(button, LEFT)

    def tested(self):
        self.click(self.test.button)
        self._qtbot.waitUntil(lambda: not self.test.call.running)
        return self.test.outcome.text

    def listed(self):
        self._qtbot.waitUntil(lambda: not self.models.call.running)
        return [self.model.itemText(row) for row in range(self.model.count())]

    def type_address(self, text):
        self.address.selectAll()
        QTest.keyClicks(self.address, text)


def choose(combo, row):
    """Choose with the keyboard, as a person does."""
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(combo, Qt.Key.Key_Down)


def answer_consent(role):
    """Answer the question that comes up next, and tell what it said."""
    asked = []

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(button for button in box.buttons() if box.buttonRole(button) == role).click()

    QTimer.singleShot(50, press)
    return asked
