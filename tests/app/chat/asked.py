"""Cards of a panel, and what is seen of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QToolButton,
)

from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.chat.card import CardWidget
from tests.app.chat.stepwise_panel import StepwisePanel


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
