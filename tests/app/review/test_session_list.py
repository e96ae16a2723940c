"""The list of stored sessions, on real sessions in a real folder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox

from stride_desktop.app.review.session_list import SessionList
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept
from tests.sessions.samples import RECORDS, beginning, stored
from tests.sessions.traces import found, minutes


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "sessions")


@pytest.fixture
def show(qtbot, library):
    background = BackgroundQueue()
    shown = []

    def make():
        dialog = SessionList(library, background)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        shown.append(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: not background.busy)
        return dialog

    yield make
    background.close()


def rows(dialog):
    tree = dialog.tree
    return [
        [tree.topLevelItem(row).text(column) for column in range(tree.columnCount())]
        for row in range(tree.topLevelItemCount())
    ]


def answer_next_box(button_text):
    """Press a button of the message box that opens next."""

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button_text in button.text()).click()

    QTimer.singleShot(100, press)


def test_it_says_what_there_is_newest_first(show, library):
    stored(library, started=1_700_000_000.0, kept=Kept.SPANS)
    newer = stored(library, started=1_700_090_000.0)
    library.star(newer)
    dialog = show()
    first, second = rows(dialog)
    assert first[0] == "★"
    assert second[0] == ""
    requests = "tell me when it is bright · tell me when it is dark"
    assert first[2:6] == [requests, "Screen 1", "0:34", "pictures"]
    assert second[5] == "spans"
    assert dialog.selected == newer
    assert dialog.star_button.text() == "Un&star"


def test_an_empty_list_says_so_and_offers_nothing(show):
    dialog = show()
    assert "Nothing is stored" in dialog.words.text()
    for button in (dialog.open_button, dialog.star_button, dialog.cut_button, dialog.delete_button):
        assert not button.isEnabled()


def test_a_damaged_session_is_listed_told_about_and_can_only_be_deleted(qtbot, show, library):
    good, bad = stored(library), stored(library)
    (library.folder / bad / "session.db").write_bytes(b"")
    dialog = show()
    assert [row[5] for row in rows(dialog)] == ["pictures", "damaged"]
    assert dialog.selected == good
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(1))
    assert "its database is empty" in dialog.words.text()
    for button in (dialog.open_button, dialog.star_button, dialog.cut_button):
        assert not button.isEnabled()
    answer_next_box("Delete")
    with qtbot.waitSignal(dialog.removed) as removed:
        dialog.delete_button.click()
    assert removed.args == [bad]
    qtbot.waitUntil(lambda: len(rows(dialog)) == 1)
    assert not (library.folder / bad).exists()


def test_open_by_button_and_by_key(qtbot, show, library):
    name = stored(library)
    for press in (lambda d: d.open_button.click(), lambda d: qtbot.keyClick(d.tree, Qt.Key.Key_Return)):
        dialog = show()
        with qtbot.waitSignal(dialog.opened) as opened:
            press(dialog)
        assert opened.args == [name]
        assert not dialog.isVisible()


def test_a_star_can_be_given_and_taken(qtbot, show, library):
    stored(library)
    dialog = show()
    dialog.star_button.click()
    qtbot.waitUntil(lambda: rows(dialog)[0][0] == "★")
    assert library.sessions()[0].starred
    dialog.star_button.click()
    qtbot.waitUntil(lambda: rows(dialog)[0][0] == "")
    assert not library.sessions()[0].starred


def test_deleting_asks_first(qtbot, show, library):
    keep, gone = stored(library, started=1.0), stored(library, started=2.0)
    dialog = show()
    answer_next_box("Cancel")
    dialog.delete_button.click()
    assert len(library.sessions()) == 2
    answer_next_box("Delete")
    with qtbot.waitSignal(dialog.removed) as removed:
        dialog.delete_button.click()
    assert removed.args == [gone]
    qtbot.waitUntil(lambda: len(rows(dialog)) == 1)
    assert dialog.selected == keep
    assert not (library.folder / gone).exists()


def test_the_end_of_a_session_can_be_deleted(qtbot, show, library, monkeypatch):
    name = stored(library, minutes(30))
    dialog = show()
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (10, True))
    with qtbot.waitSignal(dialog.removed):
        dialog.cut_button.click()
    assert not found(library.folder, "minute<25>")
    assert found(library.folder, "minute<15>")
    assert library.sessions()[0].id == name


def test_what_is_being_written_cannot_be_touched(qtbot, show, library):
    writer = library.begin(beginning(), None, lambda _notice: None)
    for record in RECORDS:
        writer.append(record)
    while not library.sessions():
        writer.join(0.02)
    dialog = show()
    assert rows(dialog)[0][4] == "…"
    assert not dialog.open_button.isEnabled()
    assert not dialog.delete_button.isEnabled()
    writer.close("stopped")
    assert writer.join(30)
    dialog.refresh()
    qtbot.waitUntil(dialog.open_button.isEnabled)


def test_what_goes_wrong_is_said_in_the_dialog(qtbot, show, library):
    name = stored(library)
    dialog = show()
    library.delete(name)
    dialog.star_button.click()
    qtbot.waitUntil(lambda: "no longer exists" in dialog.words.text())
