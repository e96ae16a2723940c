"""Answers on their way into the recording of the run that asked for them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.answer_queue import AnswerQueue
from stride_desktop.app.conversation import Conversation
from stride_desktop.app.recordings import Recordings
from stride_desktop.core.answers import TYPED
from stride_desktop.core.errors import StrideError


class AnswerRecording(QObject):
    """Collects the pieces of each answer and hands it over when it is complete, failed or stopped."""

    def __init__(
        self,
        answers: AnswerQueue,
        conversation: Conversation,
        recordings: Recordings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recordings = recordings
        self._asked: dict[int, tuple[int, int, str]] = {}  # run, event and question of a card
        self._responder = ""
        self._sent: tuple[float, ...] = ()
        self._pieces: list[str] = []
        conversation.asked.connect(self._on_asked)
        answers.began.connect(self._on_began)
        answers.sent.connect(self._on_sent)
        answers.piece.connect(self._on_piece)
        answers.finished.connect(self._on_finished)
        answers.failed.connect(self._on_failed)
        answers.stopped.connect(self._on_stopped)

    @Slot(int, int, int, str)
    def _on_asked(self, card: int, run: int, event_id: int, question: str) -> None:
        self._asked[card] = run, event_id, question

    @Slot(int, str)
    def _on_began(self, _card: int, responder: str) -> None:
        self._responder, self._pieces, self._sent = responder, [], ()

    @Slot(int, object)
    def _on_sent(self, _card: int, seconds: tuple[float, ...]) -> None:
        self._sent = seconds

    @Slot(int, str)
    def _on_piece(self, _card: int, text: str) -> None:
        self._pieces.append(text)

    @Slot(int)
    def _on_finished(self, card: int) -> None:
        self._take_down(card, "")

    @Slot(int, object)
    def _on_failed(self, card: int, error: StrideError) -> None:
        self._take_down(card, str(error))

    @Slot(int)
    def _on_stopped(self, card: int) -> None:
        self._take_down(card, self.tr("It was stopped."))

    def _take_down(self, card: int, error: str) -> None:
        run, event_id, question = self._asked.get(card, (0, TYPED, ""))
        recorder = self._recordings.recorder(run)
        if recorder is not None:
            recorder.answered(event_id, self._responder, "".join(self._pieces), error, question, self._sent)
