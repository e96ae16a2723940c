"""Loads the answers of an opened session into the store and the chat panel."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.chat.panel import ChatPanel
from stride_desktop.app.live.recent_frames import KeptFrame, image_of
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.timeline import words
from stride_desktop.core.answers import Answer
from stride_desktop.core.events import WITHDRAWN, Event, EventState
from stride_desktop.pipeline.answer_store import MOST_ANSWERS, AnswerStore
from stride_desktop.sessions.opened import OpenedLane, PastAnswer
from stride_desktop.sessions.records import RequestRecord

_FILL_SECONDS = 0.01
"""Longest time in seconds that drawing cards may block the window at once."""


class StoredAnswers(QObject):
    """Fills the store and the panel in portions, because a day of answers takes seconds."""

    def __init__(
        self,
        store: AnswerStore,
        preview: PreviewController,
        show: Callable[[AnswerCard, Answer], None],
        chat: ChatPanel,
    ) -> None:
        """show: shows the card of an answer."""
        super().__init__(chat)
        self._store = store
        self._preview = preview
        self._show_card = show
        self._chat = chat
        self._entries: deque[RequestRecord | PastAnswer] = deque()
        self._ids: list[int] = []
        self._answers: dict[int, Answer] = {}  # the newest of each event
        self._begun, self._query, self._lane_id = 0.0, "", ""
        self._events: dict[int, Event] = {}
        self._filling = QTimer(self, singleShot=True, interval=0)
        self._filling.timeout.connect(self._fill)

    @property
    def filling(self) -> bool:
        """Some are not shown yet."""
        return bool(self._entries)

    def clear(self) -> None:
        """Forget the answers of the session."""
        self._entries.clear()
        self._answers.clear()
        for answer_id in self._ids:
            self._store.remove(answer_id)
        self._ids.clear()

    def show_lane(self, lane: OpenedLane) -> None:
        """Show the requests and answers of a lane, oldest first."""
        self._begun = lane.lane.snapshot.begin or 0.0
        self._query, self._lane_id = lane.lane.query, lane.id
        self._events = {event.id: event for event in lane.lane.snapshot.events}
        self._entries.extend(sorted((*lane.requests, *lane.answers[-MOST_ANSWERS:]), key=_when))
        self._fill()

    @Slot()
    def _fill(self) -> None:
        until = monotonic() + _FILL_SECONDS
        while self._entries and monotonic() < until:
            entry = self._entries.popleft()
            if isinstance(entry, PastAnswer):
                self._add(entry)
            else:
                when = self._preview.clock.text(max(self._begun, _when(entry)))
                self._chat.add_request_note(when, entry.query)
        if self._entries:
            self._filling.start()

    def _add(self, past: PastAnswer) -> None:
        record = past.record
        earlier = self._answers.get(record.event_id) if record.event_id else None
        answer = past.answer(self._store.new_id(), self._query, self._lane_id, earlier)
        self._ids.append(answer.id)
        self._store.add(answer)
        if earlier is None:
            self._show_card(self._card_of(past, answer), answer)
            self._show_event(answer)
            self._preview.pictures.gather(past.seconds, partial(self._illustrate, answer.card_id))
        if answer.remark_on is None:
            self._answers[record.event_id] = answer

    def _show_event(self, answer: Answer) -> None:
        """The outcome of a card's event."""
        event = None if answer.event_id is None else self._events.get(answer.event_id)
        if event is None:
            return
        if event.state is EventState.RETRACTED or event.reason == WITHDRAWN:
            self._chat.set_withdrawn(answer.card_id, True)
        if event.state is EventState.CLOSED:
            self._chat.set_offset(answer.card_id, words.ending(event, self._preview.clock))

    def _card_of(self, past: PastAnswer, answer: Answer) -> AnswerCard:
        clock, stretch = self._preview.clock, answer.request.stretch
        when = clock.text(answer.request.now) if stretch is None else clock.stretch(*stretch)
        return AnswerCard(
            card_id=answer.card_id,
            when_text=words.when(when, past.trigger is not None and past.trigger.from_start),
            query=past.record.question or self._query,
            responder=past.record.responder,
            answerable=False,
        )

    def _illustrate(self, card_id: int, pictures: tuple[KeptFrame, ...]) -> None:
        """Show the pictures that were found for a card."""
        found = [(image_of(kept), kept.second) for kept in pictures]
        clock = self._preview.clock
        shown = [CardPicture(image, at, clock.text(at)) for image, at in found if image is not None]
        self._chat.set_pictures(card_id, shown)


def _when(entry: RequestRecord | PastAnswer) -> float:
    """Stream second of an entry; minus infinity for one from the beginning."""
    at = entry.record.at if isinstance(entry, PastAnswer) else entry.at
    return float("-inf") if at is None else at
