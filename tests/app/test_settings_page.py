"""The settings dialog: nothing counts until it is saved, nonsense cannot be, consent is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QMessageBox, QPushButton

from stride_desktop.app.settings.dialog import SettingsDialog
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import ModelSettings, Settings
from stride_desktop.responders.phrases import phrases_for
from tests.responders.chat_server import DONE, ChatServer, delta


class Dialog:
    def __init__(self, qtbot, settings):
        self.page = SettingsDialog(settings)
        qtbot.addWidget(self.page)
        self.saved, self.keys = [], []
        self.page.saved.connect(self.saved.append)
        self.page.key_entered.connect(lambda host, key: self.keys.append((host, key)))
        self.page.show()

    def set(self, path, value):
        self.page.entries[path].field.set(value)

    def complaint(self, path):
        label = self.page.page_of[path].complaints[path]
        return "" if label.isHidden() else label.text()

    def button(self, which):
        return self.page.buttons.button(which)

    def answer_consent(self, role):
        """Answer the question that the next click on Save brings up."""
        self.asked = []

        def press():
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            self.asked.append(f"{box.text()} {box.informativeText()}")
            next(button for button in box.buttons() if box.buttonRole(button) == role).click()

        QTimer.singleShot(100, press)
        self.page.save()


SAVE = QDialogButtonBox.StandardButton.Save
SERVER = ResponderSettings(kind="openai", base_url="https://models.example.com/v1", model="eye")


@pytest.fixture
def dialog(qtbot):
    return Dialog(qtbot, Settings())


def test_shows_and_returns_every_setting_unchanged(qtbot):
    settings = replace(Settings(), model=ModelSettings("/some/where", "cpu", "float32"), responder=SERVER)
    assert Dialog(qtbot, settings).page.settings() == settings


def test_saves_what_was_changed(dialog):
    dialog.set("detection.confidence_threshold", None)
    dialog.set("detection.max_window_frames", 32)
    dialog.set("events.cooldown_seconds", 30)
    dialog.page.save()
    (saved,) = dialog.saved
    assert saved.detection.confidence_threshold is None
    assert saved.detection.max_window_frames == 32
    assert saved.events.cooldown_seconds == 30.0


def test_cancel_changes_nothing(dialog):
    dialog.set("events.cooldown_seconds", 30)
    dialog.page.reject()
    assert dialog.saved == []


def test_nonsense_is_explained_and_cannot_be_saved(dialog):
    dialog.set("responder.kind", "openai")
    dialog.set("responder.base_url", "ftp://nowhere")
    assert "must look like" in dialog.complaint("responder.base_url")
    assert "name of the model" in dialog.complaint("responder.model")
    assert not dialog.button(SAVE).isEnabled()
    dialog.page.save()
    assert dialog.saved == []
    dialog.set("responder.kind", "report")
    assert dialog.button(SAVE).isEnabled()
    assert dialog.complaint("responder.base_url") == ""


def test_defaults_can_be_restored(qtbot):
    dialog = Dialog(qtbot, replace(Settings(), responder=SERVER))
    dialog.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    dialog.page.save()
    assert dialog.saved == [Settings()]


def test_another_machine_needs_consent(dialog):
    for key in ("kind", "base_url", "model"):
        dialog.set(f"responder.{key}", getattr(SERVER, key))
    assert "Not this machine" in dialog.page.consent.badge.text()
    dialog.answer_consent(QMessageBox.ButtonRole.RejectRole)
    assert dialog.saved == []
    assert "models.example.com" in dialog.asked[0]
    dialog.answer_consent(QMessageBox.ButtonRole.AcceptRole)
    (saved,) = dialog.saved
    assert saved.responder.consented_hosts == ("models.example.com",)


def test_this_machine_needs_no_consent_and_consent_is_asked_once(qtbot):
    local = Dialog(qtbot, replace(Settings(), responder=replace(SERVER, base_url="http://127.0.0.1:8080")))
    assert "stay here" in local.page.consent.badge.text()
    local.page.save()
    assert len(local.saved) == 1
    agreed = replace(SERVER, consented_hosts=("models.example.com",))
    again = Dialog(qtbot, replace(Settings(), responder=agreed))
    again.page.save()
    assert again.saved[0].responder == agreed


def test_consent_can_be_withdrawn(qtbot):
    agreed = replace(SERVER, consented_hosts=("models.example.com",))
    dialog = Dialog(qtbot, replace(Settings(), responder=agreed))
    dialog.page.consent.withdraw.click()
    dialog.set("responder.kind", "report")
    dialog.page.save()
    assert dialog.saved[0].responder.consented_hosts == ()


def test_a_key_goes_to_the_keychain_and_not_into_the_settings(qtbot):
    dialog = Dialog(qtbot, replace(Settings(), responder=replace(SERVER, base_url="http://localhost:1/v1")))
    dialog.page.key.setText(" sk-secret ")
    dialog.page.save()
    assert dialog.keys == [("localhost", "sk-secret")]
    assert "sk-secret" not in repr(dialog.saved[0])


def test_a_model_in_the_program(qtbot, dialog, monkeypatch, tmp_path):
    def enabled(name):
        return dialog.page.entries[f"responder.{name}"].field.widget.isEnabled()

    local = ("checkpoint", "device", "dtype", "answer_tokens")
    assert not any(enabled(name) for name in local)
    dialog.set("responder.kind", "local")
    assert all(enabled(name) for name in (*local, "instruction"))
    assert not enabled("base_url")
    assert dialog.complaint("responder.checkpoint")
    assert "Nothing leaves" in dialog.page.consent.badge.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    field = dialog.page.entries["responder.checkpoint"].field.widget
    qtbot.mouseClick(field.parent().findChild(QPushButton), Qt.MouseButton.LeftButton)
    dialog.page.save()
    (saved,) = dialog.saved
    assert saved.responder.checkpoint == str(tmp_path)
    assert saved.model.checkpoint == ""


def budget(dialog):
    return dialog.page.budget.text()


def test_the_budget_is_told_while_it_is_edited(qtbot):
    dialog = Dialog(qtbot, replace(Settings(), responder=replace(SERVER, context_tokens=8192)))
    assert "8 of 768×432 ≈" in budget(dialog)
    assert "answer 4,000: fits in 8,192." in budget(dialog)
    dialog.set("responder.max_images", 3)
    assert "3 of 768×432" in budget(dialog)
    dialog.set("responder.context_tokens", 1500)
    assert "3 of 512×288" in budget(dialog)
    dialog.set("responder.answer_tokens", 250)
    assert "answer 250: fits" in budget(dialog)
    dialog.set("responder.picture_side", 1024)
    dialog.set("responder.context_tokens", 1024)
    assert "Not even one picture fits" in budget(dialog)
    dialog.set("responder.context_tokens", None)
    assert "fits in" not in budget(dialog)


def test_the_usual_instruction_is_there_to_be_edited_and_comes_back(qtbot):
    dialog = Dialog(qtbot, replace(Settings(), responder=SERVER))
    field = dialog.page.entries["responder.instruction"].field
    assert field.edit.toPlainText() == phrases_for("").instruction
    assert dialog.page.settings().responder.instruction == ""
    assert not field.restore.isEnabled()
    field.edit.insertPlainText("Be brief. ")
    assert dialog.page.settings().responder.instruction == "Be brief. " + phrases_for("").instruction
    assert field.restore.isEnabled()
    field.restore.click()
    assert field.edit.toPlainText() == phrases_for("").instruction
    assert dialog.page.settings().responder.instruction == ""


def test_a_server_is_tested_in_the_way_that_is_set(qtbot):
    server = ChatServer(lambda exchange: exchange.send(delta("Green."), DONE))
    try:
        dialog = Dialog(qtbot, replace(Settings(), responder=replace(SERVER, base_url=server.url)))
        for as_video, kind in ((False, "image_url"), (True, "video_url")):
            dialog.set("responder.as_video", as_video)
            dialog.page.test.button.click()
            qtbot.waitUntil(lambda: not dialog.page.test.call.running, timeout=20_000)
            assert server.exchanges[-1].body["messages"][1]["content"][-1]["type"] == kind
    finally:
        server.close()
