"""How an event ended, told by whoever answers: a second, short answer on the same card."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.answers.cards import Conversation
from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.chat import ChatPanel
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.core.answers import AnswerRequest, Exchange
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.updates import Ended, Update
from stride_desktop.responders.waiting import MAX_WAITING


class Closing(QObject):
    """Asks once an event has ended, if that is set, and its first answer is complete.

    To the answers a card's second part is a number of its own, the card's with a minus, so that the card can
    still be tried again and asked about. `asked(number, run, event_id, question)`: as Conversation tells it.
    """

    asked = Signal(int, int, int, str)

    def __init__(
        self,
        session: LiveController,
        answers: AnswerQueue,
        chat: ChatPanel,
        conversation: Conversation,
        viewing: PreviewController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._answers = answers
        self._chat = chat
        self._viewing = viewing
        self._cards: dict[tuple[int, int], int] = {}  # by run and event, as long as its end is not seen
        self._answered: set[int] = set()  # cards of these
        self._due: dict[int, tuple[int, AnswerRequest]] = {}  # by card, until its first answer is complete
        self._running: dict[int, float] = {}  # when the event of a number that is asked for had ended
        conversation.asked.connect(self._on_asked)
        session.happened.connect(self._on_update)
        session.deleted.connect(self._on_deleted)
        answers.began.connect(self._on_began)
        answers.finished.connect(self._on_finished)
        answers.failed.connect(self._on_given_up)
        answers.stopped.connect(self._on_given_up)
        chat.stop_requested.connect(self._on_stop_requested)
        chat.retry_requested.connect(self._on_retry_requested)

    @Slot(int, int, int, str)
    def _on_asked(self, card: int, run: int, event_id: int, question: str) -> None:
        if not question:
            self._cards[run, event_id] = card

    @Slot(int, object)
    def _on_update(self, _lane: int, update: Update) -> None:
        if not isinstance(update, Ended):
            return
        run = self._session.run_number
        card = self._cards.pop((run, update.event.id), None)
        if card is None or self._answers.settings.closing != "ask":
            return
        if card in self._answered:
            self._answered.discard(card)
            self._ask(card, run, update.request)
        else:
            self._due[card] = (run, update.request)

    def _ask(self, card: int, run: int, request: AnswerRequest) -> None:
        answers = self._answers
        if answers.holding or answers.waiting >= MAX_WAITING:
            return  # what has begun is worth more than what has ended
        said = Exchange("", self._chat.text_of(card))
        number = -card
        self._running[number] = request.reach
        self.asked.emit(number, run, request.event_id, request.question)
        request = replace(request, history=(said,), manner=self._session.requests.manner(request.query))
        answers.submit(number, request, self._viewing.clock)

    # -- what is said ------------------------------------------------------------------------------

    @Slot(int)
    def _on_began(self, number: int) -> None:
        if number in self._running:
            self._chat.begin_part(number, -number, "When it was over")

    @Slot(int)
    def _on_finished(self, number: int) -> None:
        if number in self._running:
            del self._running[number]
        elif due := self._due.pop(number, None):
            self._ask(number, *due)
        elif number in self._cards.values():
            self._answered.add(number)

    @Slot(int)
    def _on_given_up(self, number: int) -> None:
        self._due.pop(number, None)
        self._running.pop(number, None)

    @Slot(int)
    def _on_stop_requested(self, card: int) -> None:
        if -card in self._running:
            self._answers.stop(-card)

    @Slot(int)
    def _on_retry_requested(self, card: int) -> None:
        """What is being said belongs to an answer that does not count any more."""
        self._forget(-card)

    def _forget(self, number: int) -> None:
        if self._running.pop(number, None) is not None:
            self._answers.forget(number)

    @Slot(object)
    def _on_deleted(self, gap: Gap) -> None:
        self._due.clear()
        for number, ended in list(self._running.items()):
            if ended > gap.start:
                self._forget(number)
