"""The list of models, clicked through: question, download, giving up, going on, using, removing."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import replace

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QInputDialog, QLabel, QMessageBox, QPushButton

from stride_desktop.app.look.theme import apply_scheme, theme_of
from stride_desktop.app.models.dialog import time_left
from stride_desktop.app.models.download_dialog import memory_words
from stride_desktop.app.system.about import AboutDialog
from stride_desktop.checkpoints import transfer
from stride_desktop.checkpoints.catalogue import WATCHES
from stride_desktop.checkpoints.hardware import ComputerMemory, memory_needed
from stride_desktop.checkpoints.installed import snapshot_of
from stride_desktop.core.settings import ModelSettings, ModelsSettings, Settings
from tests.activation.hub_server import NEWER, REVISION
from tests.app.rigs.models import WAIT, answer, hub, rig, shot  # noqa: F401 - a fixture
from tests.checkpoints.hub import REPO


def test_the_list_asks_nobody(rig):
    rig.open()
    assert rig.state("stride-nano") == "In use"
    assert rig.state("interlive/STRIDE-2B") == "Not downloaded"
    shot(rig.manager, "manager")
    assert rig.hub.requests == []


def test_question_then_download_given_up_and_taken_up_again(rig, qtbot):
    question = rig.ask()
    assert question.amount.text().endswith(" MB")
    assert "apache-2.0" in question.licence.text()
    assert "huggingface.co" in question.download.text()
    assert str(rig.hub.config.cache) in question.free.text()
    assert "memory" in question.memory.text()
    shot(question, "question")
    assert rig.hub.asked == []  # no file before the person agrees
    rig.hub.allowance = rig.hub.sent = 0
    rig.click(question.download)

    def slowly():
        rig.hub.more(1 << 17)
        told = rig.models.download.transfer
        return told is not None and 1e6 < told.done < told.total and told.speed > 0

    qtbot.waitUntil(slowly, timeout=WAIT)
    assert " of " in rig.manager.progress_words.text()
    shot(rig.manager, "downloading")
    rig.click(rig.manager.cancel)
    rig.hub.more(1 << 19)  # one piece more arrives, and is the last
    rig.said("continues from the downloaded part")
    assert rig.arrived == []
    before = rig.hub.sent
    rig.hub.more(None)
    rig.choose(REPO)
    rig.click(rig.manager.download)
    qtbot.waitUntil(lambda: "still to be downloaded" in rig.question.amount.text(), timeout=WAIT)
    shot(rig.question, "question-resumed")
    rig.click(rig.question.download)
    qtbot.waitUntil(lambda: rig.arrived == [REPO], timeout=WAIT)
    qtbot.waitUntil(lambda: rig.state(REPO) == "Installed", timeout=WAIT)
    size = sum(path.stat().st_size for path in rig.hub.folder.iterdir())
    assert before < size
    assert rig.hub.sent < size + (1 << 20)  # the part that was there did not come again


def test_use_verify_and_remove(rig, qtbot, monkeypatch):
    rig.get()
    rig.choose(REPO)
    rig.click(rig.manager.use)
    assert rig.chosen == [(WATCHES, REPO)]
    rig.click(rig.manager.check)
    rig.said("what the hub published")
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    rig.click(rig.manager.folder)
    assert opened == [str(snapshot_of(REPO, rig.hub.config)[0])]
    shot(rig.manager, "installed")
    asked = answer(QMessageBox.ButtonRole.RejectRole)
    rig.click(rig.manager.remove)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    assert "frees" in asked[0]
    assert "MB" in asked[0]
    assert snapshot_of(REPO, rig.hub.config) is not None
    answer(QMessageBox.ButtonRole.DestructiveRole)
    rig.click(rig.manager.remove)
    rig.said("was removed")
    qtbot.waitUntil(lambda: rig.state(REPO) == "Not downloaded", timeout=WAIT)
    assert not list(rig.hub.config.cache.rglob("*.safetensors"))


def test_another_version_counts_only_when_it_is_wanted(rig, qtbot):
    rig.get()
    rig.choose(REPO)
    rig.click(rig.manager.update_check)
    rig.said("newest version")
    rig.hub.main = NEWER
    rig.click(rig.manager.update_check)
    rig.said("another version is on the hub")
    assert snapshot_of(REPO, rig.hub.config)[1] == REVISION
    qtbot.waitUntil(lambda: rig.question.version.text().startswith(NEWER[:12]), timeout=WAIT)
    rig.click(rig.question.download)
    qtbot.waitUntil(lambda: snapshot_of(REPO, rig.hub.config)[1] == NEWER, timeout=WAIT)
    qtbot.waitUntil(lambda: not rig.models.download.active, timeout=WAIT)


def test_a_gated_model_is_explained_and_its_token_used(rig, qtbot, monkeypatch):
    rig.hub.token = "hf_secret"
    question = rig.ask()
    assert question.terms.isVisible()
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    for button in question.terms.findChildren(QPushButton):
        address = button.text().removeprefix("Open ")
        rig.click(button)
        assert opened[-1] == address
    assert opened == [f"https://huggingface.co/{REPO}", "https://huggingface.co/settings/tokens"]
    rig.click(question.download)  # without a token
    qtbot.waitUntil(lambda: rig.question is not None and rig.question is not question, timeout=WAIT)
    assert "asks for your consent" in rig.question.note.text()
    qtbot.waitUntil(lambda: rig.question.amount.text().endswith("MB"), timeout=WAIT)
    shot(rig.question, "gated")
    qtbot.keyClicks(rig.question.token, "hf_secret")
    rig.click(rig.question.download)
    qtbot.waitUntil(lambda: rig.state(REPO) == "Installed", timeout=WAIT)
    kept = "".join(path.read_text() for path in rig.hub.config.pins.parent.glob("*.json"))
    assert "hf_secret" not in kept


def test_what_does_not_fit_cannot_be_downloaded(rig, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda _: usage(10, 9, 1000))
    question = rig.ask()
    assert not question.download.isEnabled()
    assert "does not fit on this disk" in question.note.text()
    shot(question, "too-small")


def test_damage_on_the_way_is_told(rig):
    rig.hub.damaged.add("more.safetensors")
    rig.ask()
    rig.click(rig.question.download)
    rig.said("arrived damaged")
    assert snapshot_of(REPO, rig.hub.config) is None


def test_what_the_settings_name_is_offered_without_asking_the_hub(rig, qtbot):
    wanted = replace(Settings(), model=ModelSettings("interlive/STRIDE-2B"))
    rig.models.follow_settings(Settings(), wanted)
    rig.models.offer_missing(wanted)
    qtbot.waitUntil(lambda: rig.question is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: "estimate" in rig.question.amount.text(), timeout=WAIT)
    assert rig.question.ask.isVisible()
    shot(rig.question, "estimate")
    assert rig.hub.requests == []
    rig.question.reject()
    qtbot.waitUntil(lambda: rig.question is None, timeout=WAIT)
    rig.models.offer_missing(wanted)  # a no counts until the next start
    qtbot.waitUntil(lambda: not rig.queue.busy, timeout=WAIT)
    assert rig.question is None


def test_offline_asks_nobody_and_says_so(rig):
    offline = replace(Settings(), models=ModelsSettings(offline=True))
    rig.models.follow_settings(Settings(), offline)
    rig.open()
    rig.choose(REPO)
    rig.click(rig.manager.download)
    rig.qtbot.waitUntil(lambda: "offline mode is on" in rig.question.note.text(), timeout=WAIT)
    assert rig.hub.requests == []


def test_any_other_repository(rig, qtbot, monkeypatch):
    rig.open()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("no name", True))
    rig.click(rig.manager.other)
    rig.said("is not the name of a model")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("someone/nothing", True))
    rig.click(rig.manager.other)
    qtbot.waitUntil(lambda: "There is no model someone/nothing" in rig.question.note.text(), timeout=WAIT)


def test_dark(rig):
    apply_scheme("dark")
    try:
        rig.open()
        assert theme_of(rig.manager.palette()).dark
        shot(rig.manager, "manager-dark")
        rig.hub.token = "hf_secret"
        question = rig.ask()
        bottom = question.buttons.geometry().top()
        for label in question.findChildren(QLabel):
            if label.isVisible():  # nothing is cut off
                assert label.height() >= label.heightForWidth(label.width())
                assert label.mapTo(question, label.rect().bottomLeft()).y() < bottom
        shot(question, "question-dark")
    finally:
        apply_scheme("system")


def test_about_names_libraries_and_models(rig, qtbot):
    rig.get()
    rig.models.show_about()
    about = next(d for d in rig.window.findChildren(QDialog) if isinstance(d, AboutDialog))
    qtbot.waitUntil(lambda: REPO in about.text.toPlainText(), timeout=WAIT)
    text = about.text.toPlainText()
    assert "transformers" in text
    assert "stride-nano" in text
    assert "python-xlib" in text
    assert "LGPL" in text
    shot(about, "about")
    about.text.anchorClicked.emit(QUrl("licence:python-xlib"))
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in about.text.toPlainText()
    about.text.anchorClicked.emit(QUrl("licence:"))
    assert about.text.toPlainText() == text


def test_memory_in_words():
    none, card = ComputerMemory(16 << 30, 0), ComputerMemory(16 << 30, 8 << 30)
    assert memory_needed(2_000_000_000, 0, none) == 9_600_000_000
    assert memory_needed(0, 4_000_000_000, card) == 4_800_000_000
    assert "will be slow" in memory_words(9_600_000_000, none)
    assert "does not fit" in memory_words(90 << 30, none)
    assert "does not fit there" in memory_words(90 << 30, card)
    assert memory_words(4_800_000_000, card).endswith("has 8.6 GB.")
    assert time_left(30) == "less than a minute left"
    assert time_left(600) == "10 minutes left"
