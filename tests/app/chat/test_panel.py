"""The chat panel as a person uses it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.chat.body import Body
from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.column import Column
from stride_desktop.app.chat.commands import ChatCommands
from stride_desktop.app.chat.thumbnail import ThumbnailButton
from stride_desktop.app.look.floating_card import FloatingCard
from stride_desktop.app.look.theme import theme_of
from stride_desktop.core.answers import CutOff, Reply, Usage
from tests.app.chat.stepwise_panel import StepwisePanel


@pytest.fixture
def panel(qtbot: QtBot) -> StepwisePanel:
    panel = StepwisePanel()
    qtbot.addWidget(panel)
    panel.resize(400, 500)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def ask(panel: StepwisePanel, number: int, pictures: int = 0) -> CardWidget:
    image = QImage(160, 90, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    shown = tuple(CardPicture(image, float(10 * number + i)) for i in range(pictures))
    panel.ask(AnswerCard(number, "12:03:44", "tell me when it rains", "nano", shown))
    return card(panel, number)


def card(panel: StepwisePanel, number: int) -> CardWidget:
    return panel.cards[number]


def words(item: CardWidget) -> str:
    QTest.qWait(80)
    return "\n".join(label.text() for label in item.findChildren(QLabel) if label.isVisible())


def html(item: CardWidget) -> str:
    return "".join(label.text() for label in item.body.findChildren(QLabel))


def button(item: CardWidget, text: str) -> QToolButton | None:
    found = (child for child in item.findChildren(QToolButton) if child.text() == text and child.isVisible())
    return next(found, None)


def press(item: CardWidget, text: str) -> None:
    found = button(item, text)
    assert found is not None
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_an_empty_panel_says_what_to_do(panel: StepwisePanel) -> None:
    panel.set_empty_text("Say what to wait for.")
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Say what to wait for."]


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


def test_only_the_frames_that_were_sent_are_shown(panel: StepwisePanel) -> None:
    item = ask(panel, 1, pictures=4)
    panel.set_sent(1, (10.0, 12.0))
    assert item.pictures.seconds == (10.0, 12.0)
    panel.set_usage(1, Usage(2, 310, 12))
    assert "2 pictures · 310 tokens read, 12 written" in words(item)


def test_all_frames_are_shown_and_very_many_unfold(panel: StepwisePanel, qtbot: QtBot) -> None:
    few = ask(panel, 1, pictures=8)
    assert len([child for child in few.pictures.buttons if child.isVisible()]) == 8
    many = ask(panel, 2, pictures=40)
    visible = [child for child in many.pictures.buttons if child.isVisible()]
    assert 2 < len(visible) < 40
    assert {visible[0].second, visible[-1].second} == {20.0, 59.0}
    before = many.height()
    qtbot.mouseClick(many.pictures.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: many.height() > before)
    assert all(child.isVisible() for child in many.pictures.buttons)
    last = many.pictures.buttons[-1]
    qtbot.waitUntil(lambda: many.pictures.rect().contains(last.geometry()))


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


def test_thumbnails_lead_to_their_seconds(panel: StepwisePanel, qtbot: QtBot) -> None:
    item = ask(panel, 2, pictures=24)
    QApplication.processEvents()
    shown = [
        child
        for child in item.findChildren(QAbstractButton)
        if child.isVisible() and "Frame" in child.accessibleName()
    ]
    assert 3 <= len(shown) < 24
    assert [shown[0].accessibleName(), shown[-1].accessibleName()] == ["Frame 1 of 24", "Frame 24 of 24"]
    with qtbot.waitSignal(panel.clicks.thumbnail) as blocker:
        QTest.mouseClick(shown[-1], Qt.MouseButton.LeftButton)
    assert blocker.args == [2, 43.0]
    with qtbot.waitSignal(panel.clicks.thumbnail) as blocker:
        QTest.keyClick(shown[0], Qt.Key.Key_Space)
    assert blocker.args == [2, 20.0]


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


def test_a_picture_is_shown_large_by_mouse_and_by_key(panel: StepwisePanel, qtbot: QtBot) -> None:
    small, large = QImage(160, 90, QImage.Format.Format_RGB32), QImage(640, 360, QImage.Format.Format_RGB32)
    small.fill(Qt.GlobalColor.blue)
    large.fill(Qt.GlobalColor.red)
    asked = []

    def picture_of(second: float) -> QImage | None:
        asked.append(second)
        return large if second == 2.0 else None

    pictures = CardPicture(small, 1.0, "0:01"), CardPicture(small, 2.0, "0:02")
    panel.ask(AnswerCard(1, "12:00", "rain", "nano", pictures, picture_of=picture_of))
    first, second = card(panel, 1).pictures.buttons
    QTest.mouseMove(second)
    qtbot.waitUntil(lambda: [shown.isVisible() for shown in panel.findChildren(FloatingCard)] == [True])
    (shown,) = panel.findChildren(FloatingCard)
    assert shown.title.text() == "Frame 2 of 2, 0:02"
    assert shown.picture.pixmap().deviceIndependentSize().width() > second.width()
    assert shown.picture.pixmap().toImage().pixelColor(5, 5) == QColor("red")
    QTest.mouseMove(panel, QPoint(2, 2))
    qtbot.waitUntil(lambda: not shown.isVisible())
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert shown.isVisible()
    assert shown.title.text() == "Frame 1 of 2, 0:01"
    assert shown.picture.pixmap().toImage().pixelColor(5, 5) == QColor("blue")
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert asked == [2.0, 1.0]


def test_a_large_picture_goes_away_with_its_card(panel: StepwisePanel) -> None:
    item = ask(panel, 1, pictures=1)
    QTest.keyClick(item.pictures.buttons[0], Qt.Key.Key_Return)
    (shown,) = panel.findChildren(FloatingCard)
    assert shown.isVisible()
    panel.set_sent(1, ())
    assert not shown.isVisible()


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
    draw = Body._draw
    monkeypatch.setattr(
        Body, "_draw", lambda body, label, text, needle: drawn.append(text) or draw(body, label, text, needle)
    )
    item = ask(panel, 1)
    paragraphs = "".join(f"Paragraph {n}: " + "word " * 60 + "\n\n" for n in range(160))
    panel.append_text(1, paragraphs)
    qtbot.waitUntil(lambda: "Paragraph 159:" in html(item))
    assert len(paragraphs.split()) > 9_000
    drawn.clear()
    panel.append_text(1, "The end")
    qtbot.waitUntil(lambda: "The end" in html(item))
    assert "Paragraph 0:" in html(item)
    assert sum(map(len, drawn)) < len(paragraphs) / 10


def test_a_token_measures_its_own_card_and_no_other(panel: StepwisePanel, qtbot: QtBot, monkeypatch) -> None:
    fill(panel, 120)
    qtbot.waitUntil(lambda: panel.findChild(Column).settled)
    measured = []
    measure = Column._measure
    monkeypatch.setattr(
        Column, "_measure", lambda column, part: measured.append(part) or measure(column, part)
    )
    panel.append_text(119, "word " * 200)
    qtbot.waitUntil(lambda: bool(measured) and panel.findChild(Column).settled)
    assert set(measured) == {card(panel, 119)}


def test_a_question_says_which_answer_it_is_about(panel: StepwisePanel) -> None:
    panel.ask(AnswerCard(1, "12:04", "How bright?", "nano", about="about the answer of 12:03"))
    assert "about the answer of 12:03" in words(card(panel, 1))


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


def test_every_answer_shows_the_pictures_that_were_sent_for_it(panel: StepwisePanel) -> None:
    item = ask(panel, 1, pictures=4)
    panel.set_sent(1, (10.0,))
    panel.append_text(1, "One.")
    panel.finish(1)
    panel.wait(1)
    assert item.pictures.seconds == (10.0, 11.0, 12.0, 13.0)
    panel.set_sent(1, (10.0, 11.0, 13.0))
    panel.append_text(1, "Three.")
    panel.finish(1)
    assert item.pictures.seconds == (10.0, 11.0, 13.0)
    QApplication.processEvents()
    press(item, "‹")
    assert item.pictures.seconds == (10.0,)
    assert [button.isVisible() for button in item.pictures.findChildren(ThumbnailButton)] == [
        True,
        False,
        False,
        False,
    ]


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
