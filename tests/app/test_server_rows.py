"""Connecting a model server in the settings: presets, the list of models, the test."""

from __future__ import annotations

import socket
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox

from tests.app.rigs.server_form import (
    KEY,
    Form,
    answer_consent,
    choose,
    server,  # noqa: F401 - a fixture
)
from tests.responders.chat_server import models

# Presets


def test_a_preset_fills_the_address_and_says_how_to_start(qtbot):
    form = Form(qtbot, "http://example.org/v1")
    assert form.preset.combo.currentText() == "Custom"
    expected = [
        ("Ollama", 11434, "ollama serve"),
        ("LM Studio", 1234, "lms server start"),
        ("llama.cpp server", 8080, "llama-server"),
        ("vLLM", 8000, "vllm serve"),
        ("transformers serve", 8000, "transformers serve"),
    ]
    for row, (name, port, command) in enumerate(expected):
        choose(form.preset.combo, row)
        assert form.preset.combo.currentText() == name
        assert form.address.text() == f"http://localhost:{port}/v1"
        assert command in form.preset.command.text()


def test_the_preset_follows_the_address(qtbot):
    form = Form(qtbot, "http://localhost:8000/v1")
    assert form.preset.combo.currentText() == "vLLM"
    form.type_address("http://localhost:1234/v1")
    assert form.preset.combo.currentText() == "LM Studio"
    form.type_address("http://localhost:9/v1")
    assert form.preset.combo.currentText() == "Custom"
    choose(form.preset.combo, 5)
    assert form.address.text() == "http://localhost:8000/v1", "the way to the last row passes the others"
    assert form.preset.combo.currentText() == "Custom"


# The list of models


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_opening_the_box_asks_the_server_and_then_shows_its_models(qtbot, server):
    form = Form(qtbot, server.url)
    form.model.setFocus()
    QTest.keyClick(form.model, Qt.Key.Key_F4)
    assert form.listed() == ["eye-1", "eye-2"]
    assert form.model.view().isVisible()
    assert form.model.currentText() == "eye-1"
    QTest.keyClick(form.model.view(), Qt.Key.Key_Down)
    QTest.keyClick(form.model.view(), Qt.Key.Key_Return)
    assert form.page.settings().responder.model == "eye-2"
    QTest.keyClick(form.model, Qt.Key.Key_F4)
    form.model.hidePopup()
    form.listed()
    assert len(server.exchanges) == 1, "what is known is not asked again"


def test_the_button_asks_again_and_what_is_entered_stays(qtbot, server):
    form = Form(qtbot, server.url, model="my-own")
    edits = []
    form.page.entries["responder.model"].field.edited.connect(lambda: edits.append(form.model.currentText()))
    form.click(form.models.button)
    assert form.listed() == ["eye-1", "eye-2"]
    assert form.model.currentText() == "my-own"
    assert edits == []
    form.click(form.models.button)
    form.listed()
    assert [exchange.path for exchange in server.exchanges] == ["/v1/models"] * 2


def test_a_list_that_fails_is_explained(qtbot, server):
    server.list_models = lambda exchange: exchange.send(b"", status=404)
    form = Form(qtbot, server.url)
    form.click(form.models.button)
    assert form.listed() == []
    assert "does not tell which models it has" in form.models.outcome.text
    assert "type the model's name" in form.models.outcome.accessibleName()
    server.list_models = lambda exchange: exchange.send(models(), content_type="application/json")
    form.click(form.models.button)
    form.listed()
    assert "no models yet" in form.models.outcome.text


def test_another_address_forgets_the_models(qtbot, server):
    form = Form(qtbot, server.url)
    form.click(form.models.button)
    assert form.listed()
    form.type_address("http://localhost:9")
    assert form.listed() == []
    assert form.model.currentText() == "eye-1"


def test_asking_for_models_can_be_stopped(qtbot, server):
    hung_up = threading.Event()
    server.list_models = lambda exchange: exchange.client_hung_up(within=20) and hung_up.set()
    form = Form(qtbot, server.url)
    form.click(form.models.button)
    qtbot.waitUntil(lambda: bool(server.exchanges))
    assert form.models.button.text() == "S&top"
    form.click(form.models.button)
    assert form.models.outcome.isHidden()
    assert hung_up.wait(10)


# The test


def test_what_comes_of_the_test_is_said_in_words_with_an_icon(qtbot, server):
    form = Form(qtbot, server.url)
    text = form.tested()
    assert "“eye-1” at http://127.0.0.1:" in text
    assert "first word came after" in text
    assert form.test.outcome.accessibleName() == f"Result of the test: {text}"
    icon = form.test.outcome.findChild(QLabel)
    fine = icon.pixmap().toImage()
    server.answer = lambda exchange: exchange.send(b'{"error": "who are you?"}', status=401)
    assert "refused access" in form.tested()
    assert "Enter a key" in form.test.outcome.text
    assert icon.pixmap().toImage() != fine


def test_the_key_that_is_typed_goes_before_the_kept_one(qtbot, server):
    hosts = []

    def stored(host):
        hosts.append((host, threading.current_thread() is threading.main_thread()))
        return KEY

    form = Form(qtbot, server.url, stored_key=stored)
    form.tested()
    form.page.key.setText(" sk-typed ")
    form.tested()
    sent = [exchange.headers["Authorization"] for exchange in server.exchanges]
    assert sent == [f"Bearer {KEY}", "Bearer sk-typed"]
    assert hosts == [("127.0.0.1", False)]


def test_editing_forgets_what_came_of_the_test(qtbot, server):
    form = Form(qtbot, server.url)
    for edit in (form.model.lineEdit(), form.address, form.page.key):
        form.tested()
        assert form.test.outcome.isVisible()
        QTest.keyClicks(edit, "1")
        assert form.test.outcome.isHidden()
        QTest.keyClick(edit, Qt.Key.Key_Backspace)


def test_a_test_can_be_stopped_and_the_page_never_waits(qtbot, server):
    hung_up = threading.Event()
    server.answer = lambda exchange: exchange.client_hung_up(within=20) and hung_up.set()
    form = Form(qtbot, server.url)
    form.click(form.test.button)
    qtbot.waitUntil(lambda: bool(server.exchanges))
    assert form.test.button.text() == "&Stop test"
    form.click(form.test.button)
    assert form.test.button.text() == "&Test"
    assert form.test.outcome.isHidden()
    assert hung_up.wait(10)


def test_closing_the_page_ends_the_test(qtbot, server):
    hung_up = threading.Event()
    server.answer = lambda exchange: exchange.client_hung_up(within=20) and hung_up.set()
    form = Form(qtbot, server.url)
    form.click(form.test.button)
    qtbot.waitUntil(lambda: bool(server.exchanges))
    form.page.reject()
    assert not form.test.call.running
    assert hung_up.wait(10)


def test_nothing_can_be_tested_that_makes_no_sense(qtbot, server):
    form = Form(qtbot, server.url, model="")
    assert not form.test.button.isEnabled()
    assert form.models.button.isEnabled()
    form.model.setEditText("eye-1")
    assert form.test.button.isEnabled()
    form.type_address("ftp://x")
    assert not form.test.button.isEnabled()
    assert not form.models.button.isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_another_machine_is_asked_nothing_without_consent(qtbot, monkeypatch):
    looked_up = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    form = Form(qtbot, "https://models.example.com/v1")
    form.model.showPopup()
    assert "have not agreed" in form.models.outcome.text
    for button in (form.test.button, form.models.button):
        asked = answer_consent(QMessageBox.ButtonRole.RejectRole)
        form.click(button)
        assert asked == ["models.example.com is not this machine."]
    assert not form.test.call.running
    assert looked_up == []


def test_consent_given_for_the_test_is_kept_when_the_settings_are(qtbot, server, monkeypatch):
    """The name is made to lead to the loopback server, as a hosts file would."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *args, **kw: real("127.0.0.1", *args, **kw))
    form = Form(qtbot, server.url.replace("127.0.0.1", "eye.example"))
    saved = []
    form.page.saved.connect(saved.append)
    answer_consent(QMessageBox.ButtonRole.AcceptRole)
    assert "answers" in form.tested()
    form.page.save()
    assert saved[0].responder.consented_hosts == ("eye.example",)


def test_neither_key_nor_picture_is_logged(qtbot, server, caplog):
    caplog.set_level(0)
    form = Form(qtbot, server.url, stored_key=lambda _host: KEY)
    form.tested()
    form.click(form.models.button)
    form.listed()
    assert caplog.text
    for secret in (KEY, "base64", "What colour"):
        assert secret not in caplog.text


def test_tab_goes_through_the_rows_in_their_order(qtbot, server):
    form = Form(qtbot, server.url)
    form.preset.combo.setFocus()
    for expected in (form.address, form.model, form.models.button, form.page.key, form.test.button):
        QTest.keyClick(form.page.focusWidget(), Qt.Key.Key_Tab)
        assert form.page.focusWidget() is expected
