"""The chat panel as a person uses it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
)
from pytestqt.qtbot import QtBot

from stride_desktop.app.chat.answer import AnswerCard
from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.column import Column
from stride_desktop.app.chat.commands import ChatCommands
from tests.app.chat.asked import ask, card, html, words
from tests.app.chat.stepwise_panel import StepwisePanel


def test_an_empty_panel_says_what_to_do(panel: StepwisePanel) -> None:
    panel.set_empty_text("Say what to wait for.")
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Say what to wait for."]


def test_search_goes_from_match_to_match_the_newest_first(panel: StepwisePanel, qtbot: QtBot) -> None:
    panel.add_request_note("12:00:00", "tell me when the BREAD is ready")
    for number in range(12):
        ask(panel, number)
        panel.append_text(number, "Fresh **bread**, `bread`." if number in (2, 9) else "Nothing.")
        panel.finish(number)
    panel.search_bar.begin()
    qtbot.keyClicks(panel.search_bar.edit, "bread")
    assert panel.search_bar.count.text() == "1 of 3"
    assert "background-color" in html(card(panel, 9))
    assert not card(panel, 9).visibleRegion().isEmpty()
    qtbot.keyClick(panel.search_bar.edit, Qt.Key.Key_Return)
    assert panel.search_bar.count.text() == "2 of 3"
    qtbot.waitUntil(lambda: not card(panel, 2).visibleRegion().isEmpty())
    qtbot.keyClick(panel.search_bar.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert panel.search_bar.count.text() == "1 of 3"
    panel.append_text(11, " But bread")
    qtbot.waitUntil(lambda: panel.search_bar.count.text().endswith("of 4"))
    qtbot.keyClick(panel.search_bar.edit, Qt.Key.Key_Escape)
    assert panel.search_bar.isHidden()
    assert "background-color" not in html(card(panel, 9))


def test_a_search_that_finds_nothing_says_so(panel: StepwisePanel, qtbot: QtBot) -> None:
    ask(panel, 1)
    panel.search_bar.begin()
    qtbot.keyClicks(panel.search_bar.edit, "snow")
    assert panel.search_bar.count.text() == "nothing found"
    qtbot.keyClick(panel.search_bar.edit, Qt.Key.Key_Return)


def test_the_conversation_can_be_taken_along(panel: StepwisePanel, tmp_path, qtbot: QtBot) -> None:
    commands = ChatCommands(panel, "Ctrl+F", panel)
    panel.add_request_note("12:00:00", "tell me when it rains")
    ask(panel, 1)
    panel.append_text(1, "It **rains**.")
    panel.finish(1)
    panel.wait(1)
    panel.fail(1, "The server is off.", "Start it.")
    commands.copy.trigger()
    said = QGuiApplication.clipboard().text()
    assert (
        said.index("12:00:00 · watching for") < said.index("It **rains**.") < said.index("The server is off.")
    )
    commands.save_to(tmp_path / "answers.md")
    assert (tmp_path / "answers.md").read_text(encoding="utf-8") == said
    with qtbot.waitSignal(commands.failed) as blocker:
        commands.save_to(tmp_path / "nowhere" / "answers.md")
    assert "could not be written" in blocker.args[0].what


def test_news_about_unknown_events_changes_nothing(panel: StepwisePanel) -> None:
    item = ask(panel, 1)
    before = words(item)
    panel.finish(99)
    panel.set_withdrawn(99, True)
    panel.set_pictures(99, ())
    panel.append_text(99, "x")
    panel.fail(99, "x", "y")
    panel.set_offset(99, "x")
    assert words(item) == before
    assert tuple(panel.cards) == (1,)


def fill(panel: StepwisePanel, count: int) -> None:
    for number in range(count):
        ask(panel, number)
        panel.append_text(number, f"Answer {number}: " + "word " * 30)
        panel.finish(number)
    QTest.qWait(100)


def more_button(panel: StepwisePanel) -> QPushButton:
    return panel.findChild(QPushButton)


def test_the_panel_follows_the_end_only_while_it_is_there(panel: StepwisePanel) -> None:
    fill(panel, 8)
    bar = panel.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    assert not more_button(panel).isVisible()

    bar.setValue(10)
    ask(panel, 100)
    QTest.qWait(60)
    assert bar.value() == 10
    assert more_button(panel).isVisible()

    QTest.mouseClick(more_button(panel), Qt.MouseButton.LeftButton)
    assert bar.value() == bar.maximum()
    assert not more_button(panel).isVisible()
    panel.append_text(100, "word " * 200)
    QTest.qWait(150)
    assert bar.value() == bar.maximum()


def test_cards_are_as_high_as_their_words_at_any_width(panel: StepwisePanel, qtbot: QtBot) -> None:
    fill(panel, 30)
    cards = [card(panel, number) for number in range(30)]
    for width in (300, 600):
        panel.resize(width, 500)
        qtbot.waitUntil(
            lambda width=width: all(
                item.width() > width * 0.85 and item.height() == item.heightForWidth(item.width())
                for item in cards
            ),
            timeout=20_000,
        )
        assert sorted(cards, key=lambda item: item.y()) == cards
        for upper, lower in pairwise(cards):
            assert upper.geometry().bottom() < lower.y()


def test_arrow_keys_go_from_card_to_card(panel: StepwisePanel, qtbot: QtBot) -> None:
    fill(panel, 6)
    panel.activateWindow()
    card(panel, 5).setFocus()
    qtbot.waitUntil(lambda: card(panel, 5).hasFocus())
    QTest.keyClick(card(panel, 5), Qt.Key.Key_Up)
    QTest.keyClick(card(panel, 4), Qt.Key.Key_Up)
    assert card(panel, 3).hasFocus()
    assert not card(panel, 3).visibleRegion().isEmpty()
    QTest.keyClick(card(panel, 3), Qt.Key.Key_Down)
    assert card(panel, 4).hasFocus()


def test_a_request_note_stands_between_cards(panel: StepwisePanel) -> None:
    ask(panel, 1)
    panel.add_request_note("12:05:00", "tell me when it <b>snows</b>")
    ask(panel, 2)
    QApplication.processEvents()
    note = next(label for label in panel.findChildren(QLabel) if "snows" in label.text())
    assert note.text() == "12:05:00 · watching for “tell me when it <b>snows</b>”"
    assert note.textFormat() == Qt.TextFormat.PlainText
    y = note.mapTo(panel, QPoint()).y()
    assert card(panel, 1).mapTo(panel, QPoint()).y() < y < card(panel, 2).mapTo(panel, QPoint()).y()


def test_clear_forgets_everything(panel: StepwisePanel) -> None:
    fill(panel, 3)
    panel.add_request_note("12:00", "rain")
    panel.clear()
    assert tuple(panel.cards) == ()
    QApplication.processEvents()
    assert [label.text() for label in panel.findChildren(QLabel) if label.isVisible()] == [
        "Answers appear here when the moment comes."
    ]


def test_the_oldest_cards_make_room(panel: StepwisePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel.store, "_most", 4)
    fill(panel, 6)
    assert tuple(panel.cards) == (2, 3, 4, 5)


def test_a_token_measures_its_own_card_and_no_other(panel: StepwisePanel, qtbot: QtBot, monkeypatch) -> None:
    fill(panel, 120)
    qtbot.waitUntil(lambda: panel.findChild(Column).settled)
    measured = []
    resize = CardWidget.resize
    monkeypatch.setattr(
        CardWidget, "resize", lambda part, *size: measured.append(part) or resize(part, *size)
    )
    panel.append_text(119, "word " * 200)
    qtbot.waitUntil(lambda: bool(measured) and panel.findChild(Column).settled)
    assert set(measured) == {card(panel, 119)}


def test_a_question_says_which_answer_it_is_about(panel: StepwisePanel) -> None:
    panel.ask(AnswerCard(1, "12:04", "How bright?", "nano", about="about the answer of 12:03"))
    assert "about the answer of 12:03" in words(card(panel, 1))
