"""Which place each waiting answer has, told on its card."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.chat import ChatPanel


class Places(QObject):
    """Joins the backlog with the chat panel."""

    def __init__(self, answers: AnswerQueue, chat: ChatPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers = answers
        self._chat = chat
        self._told: dict[int, int] = {}  # place by card
        answers.backlog_changed.connect(self._tell)

    @Slot()
    def _tell(self) -> None:
        places = dict(self._answers.places)
        for card in self._told.keys() - places.keys():
            self._chat.prepare(card, "")
        for card, place in places.items():
            if self._told.get(card) != place:
                self._chat.prepare(card, self._words(place))
        self._told = places

    def _words(self, place: int) -> str:
        if place == 1:
            return "Waiting: it is answered next."
        return f"Waiting: {place - 1 + (self._answers.active is not None)} are answered before it."
