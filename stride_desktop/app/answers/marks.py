"""Marks on the timeline which triggers of the run were answered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.answers.cards import Conversation
from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.preview.live_lanes import LiveLanes
from stride_desktop.core.answers import Reply
from stride_desktop.core.timeline import TimelineSnapshot


class AnswerMarks(QObject):
    """Collects what is said about the events of the newest run, and shows each answer once it is complete."""

    def __init__(
        self,
        session: LiveController,
        answers: AnswerQueue,
        conversation: Conversation,
        lanes: LiveLanes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._lanes = lanes
        self._asked: dict[int, tuple[int, int]] = {}  # run and event of a card
        self._text = ""
        self._answers: dict[int, str] = {}
        conversation.asked.connect(self._on_asked)
        answers.began.connect(self._on_began)
        answers.said.connect(self._on_said)
        answers.finished.connect(self._on_finished)
        session.timeline_changed.connect(self._on_timeline)

    @Slot(int, int, int)
    def _on_asked(self, card: int, run: int, event_id: int) -> None:
        self._asked[card] = run, event_id

    @Slot(int, str)
    def _on_began(self, _card: int, _responder: str) -> None:
        self._text = ""

    @Slot(int, object)
    def _on_said(self, _card: int, answer: Reply) -> None:
        self._text = answer.text

    @Slot(int)
    def _on_finished(self, card: int) -> None:
        run, event_id = self._asked.get(card, (0, 0))
        if run == self._session.run_number:
            self._answers[event_id] = self._text
            self._lanes.set_answers(self._answers)

    @Slot(object)
    def _on_timeline(self, snapshot: TimelineSnapshot | None) -> None:
        if snapshot is None:  # another run, whose events are numbered afresh
            self._asked.clear()
            self._answers.clear()
            self._lanes.set_answers({})
