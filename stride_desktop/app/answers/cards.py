"""Cards in the chat panel: each trigger or question has one, which shows its answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QImage

from stride_desktop.app.answers.context import AnswerContext
from stride_desktop.app.answers.stored_answers import StoredAnswers
from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.live.recent_frames import image_of, to_qimage
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.timeline import words
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.core.amounts import elapsed
from stride_desktop.core.answers import Answer, AnswerRequest, AnswerState, Reply, RequestKind
from stride_desktop.core.errors import StrideError
from stride_desktop.core.events import EventChange, EventState
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.updates import Triggered
from stride_desktop.responders.base import Responder
from stride_desktop.responders.kinds import responder_name
from stride_desktop.sessions.opened import OpenedLane

_THUMBNAIL_HEIGHT = 72
_RETRACTED = "Not asked for, since the moment was withdrawn."


class AnswerCards(QObject):
    """Asks for an answer to each trigger, and shows the answers of the store in the chat panel.

    A card is known by the id of its first answer: ids of events start again with every run.
    """

    def __init__(self, context: AnswerContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live, self._store, self._answers = context.live, context.store, context.queue
        self._chat, self._preview = context.chat, context.preview
        self._shown: dict[int, AnswerCard] = {}
        self._stored = StoredAnswers(self._store, self._preview, self.show, self._chat)
        self._reviewing = False
        self._connect()
        self._on_state(State.IDLE)

    def _connect(self) -> None:
        live, chat = self._live, self._chat
        live.state_changed.connect(self._on_state)
        live.started.connect(self._on_started)
        live.source_changed.connect(self._note_source)
        live.requests.added.connect(self._note_request)
        live.requests.removed.connect(self._note_removed)
        live.triggered.connect(self._on_triggered)
        live.event_moved.connect(self._on_event_moved)
        live.deleted.connect(self._on_deleted)
        chat.clicks.thumbnail.connect(self._on_thumbnail)
        chat.clicks.stop.connect(self._on_stop)
        chat.clicks.retry.connect(self.retry)
        chat.clicks.answer_now.connect(self.retry)
        self._store.added.append(chat.show_answer)
        self._store.changed.append(lambda _before, after: chat.show_answer(after))
        self._store.removed.append(self._on_removed)

    def look_back(self, lane: OpenedLane | None) -> None:
        """Show the requests and answers of a stored lane instead of everything else; None shows nothing."""
        self._chat.clear()
        self._shown.clear()
        self._stored.clear()
        self._reviewing = lane is not None
        if lane is not None:
            self._stored.show_lane(lane)

    @property
    def filling(self) -> bool:
        """Stored answers are still being shown."""
        return self._stored.filling

    def show(self, card: AnswerCard, answer: Answer) -> None:
        """Show the card of an answer."""
        card = replace(card, picture_of=partial(self._picture, answer.id))
        self._shown[answer.id] = card
        self._chat.add_card(card, answer)

    def when(self, card_id: int) -> str:
        """The moment of a card in words, "" when it is not shown any more."""
        return self._shown[card_id].when_text if card_id in self._shown else ""

    @Slot(object)
    def _on_started(self, task: Task) -> None:
        if self._reviewing:
            self.look_back(None)
        beginning = self._preview.now_text() if task.source.traits.live else elapsed(0)
        for query in (task.query, *task.also):
            self._chat.add_request_note(beginning, query)

    @Slot(object)
    def _note_source(self, task: Task) -> None:
        self._chat.add_note(self._preview.now_text(), f"watching {task.source.info.name}")

    @Slot(str)
    def _note_request(self, query: str) -> None:
        self._chat.add_request_note(self._preview.now_text(), query)

    @Slot(str)
    def _note_removed(self, query: str) -> None:
        self._chat.add_note(self._preview.now_text(), f"watching no longer for “{query}”")

    @Slot(int, object)
    def _on_triggered(self, run: int, triggered: Triggered) -> None:
        self.ask(run, triggered.request)

    def ask(
        self, run: int | None, request: AnswerRequest, about: Answer | None = None, lane_id: str = ""
    ) -> Answer:
        """Show a card for a request, and have it answered. Fields as in Answer."""
        request = replace(request, answer_style=self._live.requests.answer_style(request.query))
        answer = self._store.ask(run, request, about=about.id if about else None, lane_id=lane_id)
        card = AnswerCard(
            card_id=answer.id,
            when_text=self._when_asked_about(request),
            query=request.question or request.query,
            responder=responder_name(self._answers.settings),
            pictures=tuple(_card_picture(frame, self._preview.clock) for frame in request.evidence),
            about=f"↳ about the answer of {self.when(about.card_id)}" if about else "",
        )
        self.show(card, answer)
        self._answers.submit(answer, request, self._preview.clock)
        return answer

    def _when_asked_about(self, request: AnswerRequest) -> str:
        clock = self._preview.clock
        if request.stretch is None and request.kind is not RequestKind.LATER:
            return words.when(clock.text(request.now), request.from_start and not request.question)
        return clock.stretch(request.onset, request.reach)

    @Slot(int)
    def retry(self, card_id: int, make: Callable[[], Responder] | None = None) -> None:
        """Ask for an answer again; earlier answers stay on the card. make: as in AnswerQueue."""
        newest = self._store.newest_on_card(card_id)
        if newest is not None and not self._answers.retry(card_id, make):
            remedy = "Only the last answers can be tried again."
            error = StrideError("The pictures of this answer are no longer kept.", remedy)
            refused = replace(newest, id=self._store.new_id(), reply=Reply())
            self._chat.show_answer(replace(refused, state=AnswerState.FAILED, error=error))

    @Slot(int)
    def _on_stop(self, card_id: int) -> None:
        for answer in self._store:
            if answer.card_id == card_id and not answer.over:
                self._answers.stop(answer.id)

    @Slot(int, object)
    def _on_event_moved(self, run: int, change: EventChange) -> None:
        event = change.event
        answer = self._store.newest_about(run, event.id)
        if answer is None:
            return
        if event.state is EventState.RETRACTED:
            self._chat.set_withdrawn(answer.card_id, True)
            if self._answers.cancel_waiting(answer.id):
                self._store.change(replace(answer, state=AnswerState.WITHDRAWN, note=_RETRACTED))
        elif change.previous is EventState.RETRACTED and event.state is EventState.TRIGGERED:
            self._chat.set_withdrawn(answer.card_id, False)
            if answer.state is AnswerState.WITHDRAWN:
                self.retry(answer.card_id)
        elif event.state is EventState.CLOSED:
            self._chat.set_offset(answer.card_id, words.ending(event, self._preview.clock))

    @Slot(object)
    def _on_deleted(self, gap: Gap) -> None:
        """Remove the answers about the time that was deleted, and their cards."""
        for answer in self._store:
            if answer.run == self._live.run_number and answer.request.now > gap.start:
                self._store.remove(answer.id)

    def _on_removed(self, answer: Answer) -> None:
        self._chat.remove_answer(answer)
        if self._store.newest_on_card(answer.card_id) is None:
            self._shown.pop(answer.card_id, None)

    def _is_kept(self, card_id: int) -> bool:
        """The pictures of a card are those of the run, or of the session that is open."""
        answer = self._store.newest_on_card(card_id)
        return answer is not None and answer.run in (self._live.run_number, None)

    @Slot(int, float)
    def _on_thumbnail(self, card_id: int, second: float) -> None:
        """Go to that second, or show the picture alone when it belongs to something watched before."""
        if self._is_kept(card_id):
            self._preview.go_to(second)
        else:
            card = self._shown[card_id]
            picture = next(each.image for each in card.pictures if each.second == second)
            self._preview.show_picture(picture, f"From the answer of {card.when_text}")

    def _picture(self, card_id: int, second: float) -> QImage | None:
        """A picture of a card as large as it is still kept."""
        request = self._answers.request_of(card_id)
        for frame in () if request is None else request.evidence:
            if frame.timestamp == second:
                return to_qimage(frame)
        return image_of(self._preview.pictures.find(second)) if self._is_kept(card_id) else None

    @Slot(object)
    def _on_state(self, state: State) -> None:
        """The text of the empty panel."""
        name = responder_name(self._answers.settings)
        if state in (State.RUNNING, State.PAUSED):
            self._chat.set_empty_text("Nothing has happened yet.")
        else:
            self._chat.set_empty_text(f"When the moment comes, an answer appears here.\n\nAnswers: {name}")


def _card_picture(frame: Frame, clock: DisplayClock) -> CardPicture:
    smooth = Qt.TransformationMode.SmoothTransformation
    thumbnail = to_qimage(frame).scaledToHeight(_THUMBNAIL_HEIGHT, smooth)
    return CardPicture(thumbnail, frame.timestamp, clock.text(frame.timestamp))
