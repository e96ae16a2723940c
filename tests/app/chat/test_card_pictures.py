"""The pictures on a card."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
)
from pytestqt.qtbot import QtBot

from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.chat.thumbnail import ThumbnailButton
from stride_desktop.app.look.floating_card import FloatingCard
from stride_desktop.core.answers import Usage
from tests.app.chat.asked import ask, card, press, words
from tests.app.chat.stepwise_panel import StepwisePanel


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
