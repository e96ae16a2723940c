"""Answers on their way into the recording of the run that asked for them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.answers.cards import Conversation
from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.live.recorder import Recordings
from stride_desktop.core.answers import AnswerRequest, Reply
from stride_desktop.core.errors import StrideError
from stride_desktop.sessions.records import answer_record


class AnswerRecording(QObject):
    """Keeps what each answer says and hands it over when it is complete, failed or stopped.

    `belated(card, run, AnswerRecord)`: there is no recording of the run, because it is complete, or because
    the answer is about a stored session.
    """

    belated = Signal(int, int, object)

    def __init__(
        self,
        answers: AnswerQueue,
        conversation: Conversation,
        recordings: Recordings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recordings = recordings
        self._runs: dict[int, int] = {}  # by card
        self._requests: dict[int, AnswerRequest] = {}  # by card, without their pictures
        self._begun: int | None = None  # the card that is being answered; others may end before their turn
        self._responder = ""
        self._sent: tuple[float, ...] = ()
        self._answer = Reply()
        conversation.asked.connect(self.note_run)
        answers.asked.connect(self._on_request)
        answers.began.connect(self._on_began)
        answers.sent.connect(self._on_sent)
        answers.said.connect(self._on_said)
        answers.finished.connect(self._on_finished)
        answers.failed.connect(self._on_failed)
        answers.stopped.connect(self._on_stopped)

    @Slot(int, int, int, str)
    def note_run(self, card: int, run: int, _event_id: int, _question: str) -> None:
        """An answer for this run is about to be asked for."""
        self._runs[card] = run

    @Slot(int, object)
    def _on_request(self, card: int, request: AnswerRequest) -> None:
        self._requests[card] = replace(request, evidence=())

    @Slot(int, str)
    def _on_began(self, card: int, responder: str) -> None:
        self._begun, self._responder, self._answer, self._sent = card, responder, Reply(), ()

    @Slot(int, object)
    def _on_sent(self, _card: int, seconds: tuple[float, ...]) -> None:
        self._sent = seconds

    @Slot(int, object)
    def _on_said(self, _card: int, answer: Reply) -> None:
        self._answer = answer

    @Slot(int)
    def _on_finished(self, card: int) -> None:
        self._take_down(card, "")

    @Slot(int, object)
    def _on_failed(self, card: int, error: StrideError) -> None:
        self._take_down(card, str(error))

    @Slot(int)
    def _on_stopped(self, card: int) -> None:
        self._take_down(card, "It was stopped.")

    def _take_down(self, card: int, error: str) -> None:
        run, request = self._runs.get(card, 0), self._requests.get(card)
        if request is None:
            return
        recorder = self._recordings.recorder(run)
        responder, answer, sent = self._said() if card == self._begun else ("", Reply(), ())
        if recorder is not None:
            recorder.answered(request, responder, answer, error, sent)
            return
        self.belated.emit(card, run, answer_record(request.now, request, responder, answer, error, sent))

    def _said(self) -> tuple[str, Reply, tuple[float, ...]]:
        """Who said what so far, and about which pictures."""
        return self._responder, self._answer, self._sent
