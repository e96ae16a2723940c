"""What is said: every trigger becomes a card, and the card gets its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.answers.stored_answers import PastAnswers
from stride_desktop.app.chat import AnswerCard, ChatPanel
from stride_desktop.app.chat.panel import MOST_CARDS
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.recent_frames import to_qimage
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.timeline import words
from stride_desktop.core.amounts import elapsed
from stride_desktop.core.answers import AnswerRequest, RequestKind, Usage
from stride_desktop.core.errors import StrideError
from stride_desktop.core.events import EventChange, EventState
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.updates import Triggered
from stride_desktop.responders.base import Responder
from stride_desktop.responders.kinds import responder_name
from stride_desktop.sessions.opened import OpenedLane

_THUMBNAIL_HEIGHT = 72

REVIEWED = -1
"""In place of a run's number for what is asked about the stored session that is open."""


class Conversation(QObject):
    """Joins a session and its answers with the chat panel.

    A card's number is not the event's id: ids start again with every run, cards of all runs stay.
    `asked(card, run, event_id, question)`: an answer is about to be asked for.
    """

    asked = Signal(int, int, int, str)

    def __init__(
        self,
        session: LiveController,
        answers: AnswerQueue,
        chat: ChatPanel,
        viewing: PreviewController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._answers = answers
        self._chat = chat
        self._viewing = viewing
        self._cards: dict[tuple[int, int], int] = {}
        self._shown: dict[int, tuple[int, AnswerCard]] = {}
        self._spoke: dict[int, float] = {}  # stream second of each card that is shown
        self._waiting_again: set[int] = set()
        self._next_card = 1
        self._past = False  # what is shown belongs to a stored session
        self._past_answers = PastAnswers(chat, viewing, self._place_past, self)
        session.state_changed.connect(self._on_state)
        session.started.connect(self._on_started)
        session.source_changed.connect(self._note_source)
        session.requests.added.connect(self._note_request)
        session.requests.removed.connect(self._note_removed)
        session.triggered.connect(self._on_triggered)
        session.event_moved.connect(self._on_event_moved)
        session.deleted.connect(self._on_deleted)
        answers.began.connect(chat.begin)
        answers.preparing.connect(self._on_preparing)
        answers.sent.connect(chat.set_sent)
        answers.said.connect(chat.show_answer)
        answers.used.connect(self._on_used)
        answers.finished.connect(chat.finish)
        answers.failed.connect(self._on_failed)
        answers.stopped.connect(self._on_stopped)
        chat.thumbnail_clicked.connect(self._on_thumbnail)
        chat.stop_requested.connect(answers.stop)
        chat.retry_requested.connect(self._on_retry)
        self._on_state(State.IDLE)

    def look_back(self, lane: OpenedLane | None) -> None:
        """Show the requests and answers of a stored lane instead of everything else; None shows nothing."""
        self._chat.clear()
        self._cards.clear()
        self._shown.clear()
        self._spoke.clear()
        self._waiting_again.clear()
        self._past_answers.clear()
        self._past = lane is not None
        if lane is not None:
            self._past_answers.show_lane(lane)

    def _place_past(self, card: AnswerCard) -> int:
        number = self._number()
        card = replace(card, event_id=number, picture_of=partial(self._picture, number))
        self._shown[number] = (self._session.run_number, card)
        self._chat.add_card(self._shown[number][1])
        return number

    def _number(self) -> int:
        self._next_card += 1
        return self._next_card - 1

    @Slot(object)
    def _on_started(self, task: Task) -> None:
        if self._past:
            self.look_back(None)
        beginning = self._viewing.now_text() if task.source.traits.live else elapsed(0)
        for query in (task.query, *task.also):
            self._chat.add_request_note(query, beginning)

    @Slot(object)
    def _note_source(self, task: Task) -> None:
        self._chat.add_source_note(task.source.info.name, self._viewing.now_text())

    @Slot(str)
    def _note_request(self, query: str) -> None:
        self._chat.add_request_note(query, self._viewing.now_text())

    @Slot(str)
    def _note_removed(self, query: str) -> None:
        self._chat.add_removal_note(query, self._viewing.now_text())

    @Slot(int, object)
    def _on_triggered(self, run: int, triggered: Triggered) -> None:
        card = self.begin(run, triggered.request)
        self._cards[run, triggered.trigger.event_id] = card

    def begin(self, run: int, request: AnswerRequest, about: str = "") -> int:
        """Show a card for a request of a run, and have it answered; returns its number.

        about: the moment of the answer that a question is about, in words.
        """
        card = self._number()
        request = replace(request, manner=self._session.requests.manner(request.query))
        answer = AnswerCard(
            event_id=card,
            when_text=self._when_asked_about(request),
            query=request.question or request.query,
            responder=responder_name(self._answers.settings),
            thumbnails=_thumbnails(request.evidence),
            seconds=tuple(frame.timestamp for frame in request.evidence),
            times=tuple(self._viewing.clock.text(frame.timestamp) for frame in request.evidence),
            about=f"↳ about the answer of {about}" if about else "",
            picture_of=partial(self._picture, card),
        )
        self._shown[card] = (run, answer)
        self._spoke[card] = request.now
        if len(self._shown) > MOST_CARDS:
            oldest = next(iter(self._shown))
            del self._shown[oldest]
            self._spoke.pop(oldest, None)
        self._chat.add_card(answer)
        self.asked.emit(card, run, request.event_id or 0, request.question)
        self._answers.submit(card, request, self._viewing.clock)
        return card

    def _when_asked_about(self, request: AnswerRequest) -> str:
        clock = self._viewing.clock
        if request.stretch is None and request.kind is not RequestKind.LATER:
            return words.moment(clock.text(request.now), request.from_start and not request.question)
        return clock.stretch(request.onset, request.reach)

    def when(self, card: int) -> str:
        """The moment of a card in words, "" when it is not known any more."""
        return self._shown[card][1].when_text if card in self._shown else ""

    @Slot(int, object)
    def _on_event_moved(self, run: int, change: EventChange) -> None:
        event = change.event
        card = self._cards.get((run, event.id))
        if card is None:
            return
        if event.state is EventState.RETRACTED:
            self._chat.withdraw(card)
            if self._answers.cancel_waiting(card):
                self._waiting_again.add(card)
                self._chat.stop(card, "Not asked for, since the moment was withdrawn.")
        elif change.previous is EventState.RETRACTED and event.state is EventState.TRIGGERED:
            self._chat.restore(card)
            if card in self._waiting_again:
                self.retry(card)
        elif event.state is EventState.CLOSED:
            self._chat.set_offset(card, words.ending(event, self._viewing.clock))
            del self._cards[run, event.id]
        if event.state is not EventState.RETRACTED:
            self._waiting_again.discard(card)

    @Slot(object)
    def _on_deleted(self, gap: Gap) -> None:
        """Take away the cards of the time that was deleted, and their answers."""
        run_now = self._session.run_number
        gone = [
            card
            for card, second in self._spoke.items()
            if self._shown[card][0] == run_now and second > gap.start
        ]
        for card in gone:
            del self._shown[card], self._spoke[card]
            self._waiting_again.discard(card)
            self._chat.remove(card)
            self._answers.forget(card)
        self._cards = {event: card for event, card in self._cards.items() if card not in gone}

    @Slot(int, str, object)
    def _on_preparing(self, card: int, words: str, fraction: float | None) -> None:
        share = "" if fraction is None else f" {fraction:.0%}"
        self._chat.prepare(card, f"{words}{share}…")

    @Slot(int, object)
    def _on_used(self, card: int, usage: Usage) -> None:
        words = "1 picture" if usage.images == 1 else f"{usage.images} pictures"
        if usage.prompt is not None and usage.answer is not None:
            tokens = f"{usage.prompt:,} tokens read, {usage.answer:,} written"
            words = f"{words} · {tokens}"
        self._chat.set_usage(card, words)

    @Slot(int, object)
    def _on_failed(self, card: int, error: StrideError) -> None:
        self._chat.fail(card, error.what, error.remedy)

    @Slot(int)
    def _on_stopped(self, card: int) -> None:
        self._chat.stop(card, "Stopped.")

    @Slot(int, float)
    def _on_thumbnail(self, card: int, second: float) -> None:
        """Go to that second, or show the picture alone when it belongs to something watched before."""
        run, answer = self._shown[card]
        if run in (self._session.run_number, REVIEWED):
            self._viewing.go_to(second)
        else:
            picture = answer.thumbnails[answer.seconds.index(second)]
            self._viewing.show_picture(picture, f"From the answer of {answer.when_text}")

    def _picture(self, card: int, second: float) -> QImage | None:
        """A picture of a card as large as it is still kept."""
        request = self._answers.request_of(card)
        for frame in () if request is None else request.evidence:
            if frame.timestamp == second:
                return to_qimage(frame)
        mine = card in self._shown and self._shown[card][0] in (self._session.run_number, REVIEWED)
        return self._viewing.picture_at(second) if mine else None

    @Slot(int)
    def _on_retry(self, card: int) -> None:
        self.retry(card)

    def retry(self, card: int, make: Callable[[], Responder] | None = None) -> None:
        """Ask for an answer again; what was said stays on the card. make: who is asked, as in AnswerQueue."""
        self._chat.wait(card)
        if not self._answers.retry(card, make):
            remedy = "Only the last answers can be tried again."
            self._chat.fail(card, "The pictures of this answer are no longer kept.", remedy)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        """What the empty panel says."""
        who = responder_name(self._answers.settings)
        if state in (State.RUNNING, State.PAUSED):
            self._chat.set_empty_text("Nothing has happened yet.")
        else:
            self._chat.set_empty_text(f"When the moment comes, an answer appears here.\n\nAnswers: {who}")


def _thumbnails(evidence: Sequence[Frame]) -> tuple[QImage, ...]:
    smooth = Qt.TransformationMode.SmoothTransformation
    return tuple(to_qimage(frame).scaledToHeight(_THUMBNAIL_HEIGHT, smooth) for frame in evidence)
