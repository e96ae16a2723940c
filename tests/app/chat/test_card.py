"""A card as a person uses it: its answers, its words and its buttons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMessageBox,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from stride_desktop.app.look.theme import theme_of
from stride_desktop.core.answers import CutOff, Reply
from tests.app.chat.asked import ask, button, html, press, words
from tests.app.chat.stepwise_panel import StepwisePanel


def test_an_answer_goes_from_waiting_to_done(panel: StepwisePanel) -> None:
    item = ask(panel, 1)
    assert "Waiting…" in words(item)
    assert button(item, "Stop")
    panel.append_text(1, "It ")
    panel.append_text(1, "**rains**.")
    assert "Answering…" in words(item)
    assert "rains" in words(item)
    panel.finish(1)
    text = words(item)
    assert "Answering" not in text
    assert "**" not in text
    assert not button(item, "Stop")
    assert item.accessibleDescription() == "It **rains**."


def test_stop_names_the_event(panel: StepwisePanel, qtbot: QtBot) -> None:
    item = ask(panel, 7)
    with qtbot.waitSignal(panel.clicks.stop) as blocker:
        press(item, "Stop")
    assert blocker.args == [7]


def test_a_failure_says_why_and_can_be_tried_again(panel: StepwisePanel, qtbot: QtBot) -> None:
    item = ask(panel, 3)
    panel.append_text(3, "half")
    panel.fail(3, "The server does not answer.", "Start it.")
    assert "Failed: The server does not answer. Start it." in words(item)
    with qtbot.waitSignal(panel.clicks.retry) as blocker:
        press(item, "Retry")
    assert blocker.args == [3]
    panel.wait(3)
    assert "Waiting…" in words(item)
    assert "half" not in words(item)
    panel.append_text(3, "whole")
    panel.finish(3)
    assert "whole" in words(item)


def test_an_answer_that_was_cut_off_says_so_and_looks_so(panel: StepwisePanel) -> None:
    item = ask(panel, 3)
    panel.reply(3, Reply("It rains bec"))
    panel.reply(3, Reply("It rains because", "", CutOff.LENGTH))
    panel.finish(3)
    theme = theme_of(item.palette())
    assert "Cut off: it reached the longest answer" in words(item)
    assert item.stripe(theme) != theme.settled
    panel.wait(3)
    panel.reply(3, Reply("It rains."))
    panel.finish(3)
    assert "Cut off" not in words(item)
    assert item.stripe(theme) == theme.settled


def test_thoughts_can_be_unfolded(panel: StepwisePanel) -> None:
    item = ask(panel, 3)
    assert button(item, "Thoughts") is None
    panel.reply(3, Reply("", "Let me look."))
    assert "Thinking…" in words(item)
    panel.reply(3, Reply("It rains.", "Let me look."))
    panel.finish(3)
    assert "Let me look." not in words(item)
    press(item, "Thoughts")
    assert "Let me look." in words(item)
    assert panel.text_of(3) == "It rains."


def test_an_answer_that_is_asked_for_again_leaves_the_first_one_a_page_back(panel: StepwisePanel) -> None:
    item = ask(panel, 3)
    panel.append_text(3, "It rains.")
    panel.finish(3)
    assert "1 of 1" not in words(item)
    panel.wait(3)
    panel.begin(3, "somebody else")
    panel.append_text(3, "It snows.")
    panel.finish(3)
    assert "2 of 2" in words(item)
    assert "somebody else" in words(item)
    assert "It rains." not in words(item)
    press(item, "‹")
    assert "It rains." in words(item)
    assert "nano" in words(item)
    assert button(item, "Retry") is None  # the newest is what can be asked for again
    press(item, "›")
    assert panel.text_of(3) == "It snows."


def test_what_is_quoted_is_the_newest_answer_whichever_page_is_shown(panel: StepwisePanel) -> None:
    item = ask(panel, 3)
    panel.append_text(3, "old")
    panel.finish(3)
    panel.wait(3)
    press(item, "‹")  # the first page is read while the second is written
    assert panel.text_of(3) == "old", "nothing newer was said yet"
    panel.append_text(3, "new")
    panel.finish(3)
    assert item.text == "old"
    assert panel.text_of(3) == "new"


def test_a_remark_below_an_answer_belongs_to_its_card(panel: StepwisePanel) -> None:
    item = ask(panel, 3)
    panel.append_text(3, "It rains.")
    panel.finish(3)
    panel.begin_remark(4, 3)
    assert "Waiting…" in words(item)
    panel.append_text(4, "It stopped after a minute.")
    panel.finish(4)
    assert all(
        text in words(item) for text in ("It rains.", "When it was over", "It stopped after a minute.")
    )
    panel.begin_remark(5, 3)
    panel.fail(5, "nobody answered", "")
    assert "Failed" not in words(item)
    assert "nobody answered" in words(item)


def test_an_answer_without_words_says_so(panel: StepwisePanel) -> None:
    item = ask(panel, 1)
    panel.finish(1)
    assert "No answer was given." in words(item)


def test_a_withdrawn_card_stays_readable_and_can_come_back(panel: StepwisePanel) -> None:
    item = ask(panel, 1)
    panel.append_text(1, "It rains.")
    panel.finish(1)
    panel.set_withdrawn(1, True)
    assert "withdrawn" in words(item)
    assert "It rains." in words(item)
    assert "withdrawn" in item.accessibleName()
    panel.set_withdrawn(1, False)
    assert "withdrawn" not in words(item)


def test_the_offset_is_shown(panel: StepwisePanel) -> None:
    item = ask(panel, 1)
    panel.set_offset(1, "ended after 0:12")
    assert "12:03:44 · nano · ended after 0:12" in words(item)


def test_copy_by_button_and_by_key(panel: StepwisePanel) -> None:
    item = ask(panel, 5)
    panel.append_text(5, "It **rains**.")
    panel.finish(5)
    QApplication.processEvents()
    press(item, "Copy")
    assert QGuiApplication.clipboard().text() == "It **rains**."
    QGuiApplication.clipboard().clear()
    QTest.keyClick(item, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "It **rains**."


def test_a_link_asks_before_it_opens(panel: StepwisePanel, qtbot: QtBot) -> None:
    item = ask(panel, 1)
    panel.append_text(1, "[report](https://ci.example/214)")
    panel.finish(1)
    label = next(child for child in item.findChildren(QLabel) if "ci.example" in child.text())
    qtbot.waitUntil(lambda: label.width() > 200)
    QTest.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(20, label.height() // 2))
    box = item.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == "https://ci.example/214"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.isVisible()


def test_the_keyboard_reaches_links(panel: StepwisePanel) -> None:
    for number, text in ((1, "no link"), (2, "[report](https://ci.example/214)")):
        item = ask(panel, number)
        panel.append_text(number, text)
        panel.finish(number)
        label = next(child for child in item.findChildren(QLabel) if text[1:4] in child.text())
        assert bool(label.focusPolicy() & Qt.FocusPolicy.TabFocus) == ("https" in text)


def test_large_fonts_fit_a_narrow_panel(panel: StepwisePanel) -> None:
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    panel.setFont(font)
    panel.resize(320, 500)
    item = ask(panel, 1, pictures=4)
    panel.append_text(1, "It rains, and it has been raining for a while now.")
    panel.finish(1)
    QTest.qWait(100)
    assert panel.minimumSizeHint().width() <= 320
    for label in item.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_an_answer_can_be_copied_as_plain_text(panel: StepwisePanel) -> None:
    item = ask(panel, 1)
    plain = next(action for action in item.actions() if "plain" in action.text())
    assert not plain.isEnabled()
    panel.append_text(1, "It **rains**.")
    panel.finish(1)
    plain.trigger()
    assert QGuiApplication.clipboard().text() == "It rains."


def test_of_a_long_answer_only_the_end_is_drawn_again(
    panel: StepwisePanel, qtbot: QtBot, monkeypatch
) -> None:
    drawn = []
    show = QLabel.setText
    monkeypatch.setattr(QLabel, "setText", lambda label, text: drawn.append(text) or show(label, text))
    item = ask(panel, 1)
    paragraphs = "".join(f"Paragraph {n}: " + "word " * 60 + "\n\n" for n in range(160))
    panel.append_text(1, paragraphs)
    qtbot.waitUntil(lambda: "Paragraph 159:" in html(item))
    assert len(paragraphs.split()) > 9_000
    drawn.clear()
    panel.append_text(1, "The end")
    qtbot.waitUntil(lambda: "The end" in html(item))
    assert "Paragraph 0:" in html(item)
    assert 0 < sum(map(len, drawn)) < len(paragraphs) / 10


def test_a_held_card_can_be_given_to_somebody_else(panel: StepwisePanel, qtbot: QtBot) -> None:
    item = ask(panel, 1)
    panel.hold(1, "Not asked.")
    assert button(item, "Answer now")
    with qtbot.waitSignal(panel.clicks.other) as blocker:
        press(item, "▾")
    assert blocker.args == [1]


@pytest.mark.parametrize(
    "text", ["```\n" + "x" * 200 + "\n```", "word" * 60, "|a|b|c|\n|-|-|-|\n|" + "long" * 20 + "|b|c|"]
)
def test_nothing_is_cut_off_in_a_narrow_panel(panel: StepwisePanel, qtbot: QtBot, text: str) -> None:
    panel.resize(260, 500)
    item = ask(panel, 1)
    panel.append_text(1, text)
    panel.finish(1)
    qtbot.waitUntil(lambda: item.height() == item.heightForWidth(item.width()))
    for label in item.body.findChildren(QLabel):
        assert label.minimumSizeHint().width() <= label.width() <= 260


def test_the_buttons_keep_their_words_with_a_large_font_and_two_answers(
    panel: StepwisePanel, qtbot: QtBot
) -> None:
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 1.8)
    panel.setFont(font)
    panel.resize(320, 500)
    item = ask(panel, 1)
    for text in ("One.", "Two."):
        panel.append_text(1, text)
        panel.finish(1)
        if text == "One.":
            panel.wait(1)
    qtbot.waitUntil(lambda: item.height() == item.heightForWidth(item.width()))
    shown = [child for child in item.findChildren(QToolButton) if child.isVisible()]
    assert {"Retry", "Ask", "Copy", "‹", "›"} <= {child.text() for child in shown}
    for child in shown:
        assert child.width() >= child.fontMetrics().horizontalAdvance(child.text()), child.text()
