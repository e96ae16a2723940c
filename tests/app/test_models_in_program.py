"""The list of models in the whole program: where it is found, and what choosing and downloading do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from huggingface_hub import constants
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QPushButton

from stride_desktop.app.settings.dialog import SettingsDialog
from stride_desktop.app.system.about import AboutDialog
from stride_desktop.checkpoints.catalogue import ANSWERS, WATCHES
from stride_desktop.core.errors import NotDownloaded
from stride_desktop.core.settings import ModelSettings, ModelsSettings, Settings
from tests.app.rigs.program import Rig

STRIDE = "interlive/STRIDE-2B"


@pytest.fixture
def rig(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    rig = Rig(qtbot, tmp_path)
    yield rig
    rig.load_gate.set()
    rig.close()


def press(rig, words):
    next(a for a in rig.window.findChildren(QAction) if a.text().replace("&", "") == words).trigger()


def test_the_menu_opens_the_list_and_choosing_counts_at_once(rig):
    rig.show()
    press(rig, "Models…")
    rig.until(lambda: rig.program.controllers.models.manager.tree.topLevelItemCount() == 2)
    rig.program.controllers.models.chosen.emit(WATCHES, STRIDE)
    assert rig.live.settings.model.checkpoint == STRIDE
    rig.program.controllers.models.chosen.emit(ANSWERS, "a/b")
    assert rig.live.settings.responder.kind == "local"
    assert rig.store.load().settings.responder.checkpoint == "a/b"


def test_about_is_in_the_menu(rig):
    rig.show()
    press(rig, "About Stride Desktop")
    (about,) = [dialog for dialog in rig.window.findChildren(QDialog) if isinstance(dialog, AboutDialog)]
    rig.until(lambda: "stride-nano" in about.text.toPlainText())
    assert "Qt\n\nLGPL-3.0-only" in about.text.toPlainText()


def test_a_model_that_is_not_here_is_offered_and_loaded_when_it_has_come(rig):
    rig.load_error = NotDownloaded(STRIDE, "Download it.")
    rig.program.settings.use(replace(Settings(), model=ModelSettings(STRIDE)))
    rig.show()
    rig.until(lambda: rig.program.controllers.models.question is not None)
    assert STRIDE in rig.notices[0].what
    assert rig.live.model.model is None
    rig.load_error = None
    rig.program.controllers.models.question.reject()
    rig.program.controllers.models.arrived.emit(STRIDE)
    rig.until(lambda: rig.live.model.model is not None)


def test_the_settings_say_where_models_lie(rig, tmp_path):
    rig.show()
    hub = rig.program.controllers.models.hub
    assert hub.config.asks_first
    rig.program.settings.use(replace(Settings(), models=ModelsSettings(str(tmp_path), offline=True)))
    assert (hub.config.cache, hub.config.silent) == (tmp_path, True)


def test_the_settings_page_takes_a_model_from_the_list(qtbot):
    page = SettingsDialog(Settings())
    qtbot.addWidget(page)
    page.show()
    buttons = [button for button in page.findChildren(QPushButton) if button.text() == "&Models…"]
    assert len(buttons) == 2
    with qtbot.waitSignal(page.models_requested):
        buttons[0].click()
    page.choose_model(WATCHES, STRIDE)
    page.choose_model(ANSWERS, "a/b")
    settings = page.settings()
    assert settings.model.checkpoint == STRIDE
    assert (settings.responder.kind, settings.responder.checkpoint) == ("local", "a/b")
