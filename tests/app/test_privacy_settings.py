"""The settings about stored data: what is kept, and deleting everything."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from stride_desktop.app.live.task import State, Task
from stride_desktop.app.settings.dialog import SettingsDialog
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.settings import KeepingSettings, Settings
from tests.app.fakes import LiveSource
from tests.app.rigs.recording import Rig


@pytest.fixture
def page(qtbot):
    page = SettingsDialog(replace(Settings(), keeping=KeepingSettings("frames", 3.0, asked=False)))
    qtbot.addWidget(page)
    return page


def test_saving_answers_the_question_only_if_it_was_in_sight(page, qtbot):
    with qtbot.waitSignal(page.saved) as saved:
        page.save()
    assert not saved.args[0].keeping.asked
    page.tabs.setCurrentWidget(page.page_of["keeping.what"])
    with qtbot.waitSignal(page.saved) as saved:
        page.save()
    assert saved.args[0].keeping == KeepingSettings("frames", 3.0, asked=True)


@pytest.mark.parametrize(("words", "erased"), [("Delete everything", True), ("Cancel", False)])
def test_erasing_asks_first(page, words, erased):
    heard = []
    page.erase_requested.connect(lambda: heard.append(True))

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "cannot be undone" in box.informativeText()
        next(
            button for button in box.buttons() if button.text().replace("&", "") == words.replace("&", "")
        ).click()

    QTimer.singleShot(100, press)
    page.erase.button.click()
    assert bool(heard) is erased


def test_erasing_ends_the_program_and_leaves_nothing(qtbot, tmp_path, monkeypatch):
    from stride_desktop.app import main
    from stride_desktop.sessions.folders import Folders

    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    folders = Folders.of_user()
    assert tmp_path in folders.config.parents
    for folder in (folders.config, folders.data, folders.log):
        folder.mkdir(parents=True)
        (folder / "something").write_text(json.dumps("secret"))
    rig = Rig(qtbot, tmp_path, "spans")
    rig.show()
    rig.live.start(Task(LiveSource(), "bright"))
    rig.until(lambda: rig.live.state is State.RUNNING)
    with qtbot.waitSignal(rig.program.ended, timeout=30_000):
        rig.program.erase()
    assert rig.program.erases_data
    keys = []
    keychain = Keychain()
    monkeypatch.setattr(keychain, "forget", lambda hosts: keys.extend(hosts))
    main.erase(keychain, rig.live.settings)
    assert not any(folder.exists() for folder in (folders.config, folders.data, folders.log))
    assert keys[0] in ("localhost", "localhost:11434")
    assert keys[1:] == ["huggingface.co"]
    rig.window.deleteLater()
    rig.program.deleteLater()


@pytest.mark.parametrize(("session", "offered"), [("x11", True), ("wayland", False)])
def test_hiding_windows_is_offered_where_windows_are_known(qtbot, tmp_path, monkeypatch, session, offered):
    monkeypatch.setenv("XDG_SESSION_TYPE", session)
    rig = Rig(qtbot, tmp_path, "spans")
    rig.show()
    enabled = []

    def look():
        page = QApplication.activeModalWidget()
        enabled.append(page.entries["privacy.hidden_windows"].field.widget.isEnabled())
        page.reject()

    QTimer.singleShot(300, look)
    rig.program.controllers.settings.edit()
    rig.close()
    assert enabled == [offered]
