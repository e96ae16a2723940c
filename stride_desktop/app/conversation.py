"""What is said: every trigger becomes a card, and the card gets its answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from stride_desktop.app.chat import AnswerCard, ChatPanel
from stride_desktop.app.chat.panel import MOST_CARDS
from stride_desktop.app.frame_store import to_qimage
from stride_desktop.app.parts import responder_name
from stride_desktop.app.review.opened import OpenedLane, PastAnswer
from stride_desktop.app.session import Session
from stride_desktop.app.task import State, Task
from stride_desktop.app.timeline import words
from stride_desktop.app.timeline.clock import elapsed
from stride_desktop.app.viewing import Viewing
from stride_desktop.core.answers import CLOSING, LATER, AnswerRequest
from stride_desktop.core.errors import StrideError
from stride_desktop.core.events import WITHDRAWN, Event, EventChange, EventState
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.pipeline.happenings import Triggered
from stride_desktop.sessions.records import AnswerRecord, RequestRecord

_THUMBNAIL_HEIGHT = 72

_FILL_SECONDS = 0.01
"""How long the cards of a stored session may keep the window busy at once."""

REVIEWED = -1
"""In place of a run's number for what is asked about the stored session that is open."""

_BREAKS = ("gap", "paused", "battery", "locked", "source changed", "clock", "new request")
"""Reasons of events whose end was missed although watching went on afterwards."""


class Conversation(QObject):
    """Joins a session and its answers with the chat panel.

    A card's number is not the event's id: ids start again with every run, cards of all runs stay.
    `asked(card, run, event_id, question)`: an answer is about to be asked for.
    """

    asked = Signal(int, int, int, str)

    def __init__(
        self, session: Session, chat: ChatPanel, viewing: Viewing, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._chat = chat
        self._viewing = viewing
        self._cards: dict[tuple[int, int], int] = {}
        self._shown: dict[int, tuple[int, AnswerCard]] = {}
        self._spoke: dict[int, float] = {}  # stream second of each card that is shown
        self._waiting_again: set[int] = set()
        self._next_card = 1
        self._told: dict[int, int] = {}  # the card of each event of a stored session
        self._past = False  # what is shown belongs to a stored session
        self._entries: deque[RequestRecord | PastAnswer] = deque()  # of it, and not shown yet
        self._begun, self._query = 0.0, ""
        self._filling = QTimer(self, singleShot=True, interval=0)
        self._filling.timeout.connect(self._fill)
        session.state_changed.connect(self._on_state)
        session.started.connect(self._on_started)
        session.source_changed.connect(self._note_source)
        session.request_changed.connect(self._note_request)
        session.triggered.connect(self._on_triggered)
        session.event_moved.connect(self._on_event_moved)
        session.deleted.connect(self._on_deleted)
        answers = session.answers
        answers.preparing.connect(self._on_preparing)
        answers.piece.connect(chat.append_text)
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
        self._told.clear()
        self._waiting_again.clear()
        self._entries.clear()
        self._past = lane is not None
        if lane is None:
            return
        self._begun = max(0.0, float(lane.lane.snapshot.first_second))
        self._query = lane.lane.query
        self._entries.extend(sorted((*lane.requests, *lane.answers[-MOST_CARDS:]), key=_when))
        self._fill()

    @Slot()
    def _fill(self) -> None:
        """Show some more of a stored lane, and come back: a day of answers takes longer than a blink."""
        until = monotonic() + _FILL_SECONDS
        while self._entries and monotonic() < until:
            entry = self._entries.popleft()
            if isinstance(entry, PastAnswer):
                self._show_past(entry)
            else:
                when = self._viewing.clock.text(max(self._begun, _when(entry)))
                self._chat.add_request_note(entry.query, when)
        if self._entries:
            self._filling.start()

    def _show_past(self, past: PastAnswer) -> None:
        record, trigger = past.record, past.trigger
        before = self._told.get(record.event_id)
        if record.occasion == CLOSING and before is not None:
            self._chat.begin_part(before, self.tr("When it was over"))
            self._chat.append_text(before, record.text or record.error)
            self._chat.finish(before)
            return
        second = record.at or 0.0 if trigger is None else trigger.time
        picture = QImage.fromData(past.thumbnail)
        card = AnswerCard(
            event_id=self._next_card,
            when_text=self._past_when(record, second),
            query=record.question or self._query,
            responder=record.responder,
            thumbnails=() if picture.isNull() else (picture,),
            seconds=() if picture.isNull() else (second,),
            answerable=False,
        )
        self._next_card += 1
        self._told[record.event_id] = card.event_id
        self._shown[card.event_id] = (self._session.run_number, card)
        self._chat.add_card(card)
        self._chat.append_text(card.event_id, record.text)
        if record.error:
            self._chat.fail(card.event_id, record.error, "")
        else:
            self._chat.finish(card.event_id)

    def _past_when(self, record: AnswerRecord, second: float) -> str:
        clock = self._viewing.clock
        if record.start is None or record.end is None:
            return clock.text(second)
        return f"{clock.text(record.start)}–{clock.text(record.end)}"

    @Slot(object)
    def _on_started(self, task: Task) -> None:
        if self._past:
            self.look_back(None)
        beginning = self._viewing.now_text() if task.source.live else elapsed(0)
        self._chat.add_request_note(task.query, beginning)

    @Slot(object)
    def _note_source(self, task: Task) -> None:
        self._chat.add_source_note(task.source.info.name, self._viewing.now_text())

    @Slot(str)
    def _note_request(self, query: str) -> None:
        self._chat.add_request_note(query, self._viewing.now_text())

    @Slot(int, object)
    def _on_triggered(self, run: int, triggered: Triggered) -> None:
        card = self.begin(run, triggered.request)
        self._cards[run, triggered.trigger.event_id] = card

    def begin(self, run: int, request: AnswerRequest) -> int:
        """Show a card for a request of a run, and have it answered; returns its number."""
        card = self._next_card
        self._next_card += 1
        answer = AnswerCard(
            event_id=card,
            when_text=self._when_asked_about(request),
            query=request.question or request.query,
            responder=responder_name(self._session.settings),
            thumbnails=_thumbnails(request.evidence),
            seconds=tuple(frame.timestamp for frame in request.evidence),
        )
        self._shown[card] = (run, answer)
        self._spoke[card] = request.now
        if len(self._shown) > MOST_CARDS:
            oldest = next(iter(self._shown))
            del self._shown[oldest]
            self._spoke.pop(oldest, None)
        self._chat.add_card(answer)
        self.asked.emit(card, run, request.event_id, request.question)
        self._session.answers.submit(card, request, self._viewing.clock.offset)
        return card

    def _when_asked_about(self, request: AnswerRequest) -> str:
        clock = self._viewing.clock
        if request.stretch is None and request.occasion != LATER:
            return clock.text(request.now)
        return f"{clock.text(request.onset)}–{clock.text(request.reach)}"

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
            if self._session.answers.cancel_waiting(card):
                self._waiting_again.add(card)
                self._chat.fail(card, self.tr("not asked for, since the moment was withdrawn."), "")
        elif change.previous is EventState.RETRACTED and event.state is EventState.TRIGGERED:
            self._chat.restore(card)
            if card in self._waiting_again:
                self._chat.add_card(self._shown[card][1])  # begins again
                self._on_retry(card)
        elif event.state is EventState.CLOSED:
            self._chat.set_offset(card, self._closing_words(event))
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
            self._session.answers.forget(card)
        self._cards = {event: card for event, card in self._cards.items() if card not in gone}

    def _closing_words(self, event: Event) -> str:
        lasted = elapsed(event.reach - event.onset)
        if event.reason in (WITHDRAWN, DELETED):
            return ""
        if event.reason in _BREAKS:
            return self.tr("its end was not seen: {0}").format(words.reason(event.reason))
        if event.reason:
            return self.tr("still going on when watching ended")
        return self.tr("ended {0}, lasted {1}").format(self._viewing.clock.text(event.reach), lasted)

    @Slot(int, str, object)
    def _on_preparing(self, card: int, words: str, fraction: float | None) -> None:
        share = "" if fraction is None else f" {fraction:.0%}"
        self._chat.prepare(card, self.tr("{0}{1}…").format(words, share))

    @Slot(int, object)
    def _on_failed(self, card: int, error: StrideError) -> None:
        self._chat.fail(card, error.what, error.remedy)

    @Slot(int)
    def _on_stopped(self, card: int) -> None:
        self._chat.fail(card, self.tr("it was stopped."), "")

    @Slot(int, float)
    def _on_thumbnail(self, card: int, second: float) -> None:
        """Go to that second, or show the picture alone when it belongs to something watched before."""
        run, answer = self._shown[card]
        if run in (self._session.run_number, REVIEWED):
            self._viewing.go_to(second)
        else:
            picture = answer.thumbnails[answer.seconds.index(second)]
            self._viewing.show_picture(picture, self.tr("From the answer of {0}").format(answer.when_text))

    @Slot(int)
    def _on_retry(self, card: int) -> None:
        if not self._session.answers.retry(card):
            remedy = self.tr("Only the last answers can be tried again.")
            self._chat.fail(card, self.tr("The pictures of this answer are no longer kept."), remedy)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        """What the empty panel says."""
        who = responder_name(self._session.settings)
        if state in (State.RUNNING, State.PAUSED):
            self._chat.set_empty_text(self.tr("Nothing has happened yet."))
        else:
            self._chat.set_empty_text(
                self.tr("When the moment comes, an answer appears here.\n\nAnswers: {0}").format(who)
            )


def _when(entry: RequestRecord | PastAnswer) -> float:
    """Stream second of an entry; one that was there from the beginning goes first."""
    at = entry.record.at if isinstance(entry, PastAnswer) else entry.at
    return float("-inf") if at is None else at


def _thumbnails(evidence: Sequence[Frame]) -> tuple[QImage, ...]:
    smooth = Qt.TransformationMode.SmoothTransformation
    return tuple(to_qimage(frame).scaledToHeight(_THUMBNAIL_HEIGHT, smooth) for frame in evidence)
