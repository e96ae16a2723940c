"""What was asked and answered in a stored session, on its way into the chat panel."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

from stride_desktop.app.chat import AnswerCard, ChatPanel
from stride_desktop.app.chat.panel import MOST_CARDS
from stride_desktop.app.live.recent_frames import Kept, image_of
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.timeline import words
from stride_desktop.core.answers import Reply, RequestKind, cut_off_of
from stride_desktop.core.events import WITHDRAWN, Event, EventState
from stride_desktop.sessions.opened import OpenedLane, PastAnswer
from stride_desktop.sessions.records import AnswerRecord, RequestRecord

_FILL_SECONDS = 0.01
"""How long the cards may keep the window busy at once."""


class PastAnswers(QObject):
    """Fills the chat panel in portions: a day of answers takes longer than a blink."""

    def __init__(
        self,
        chat: ChatPanel,
        viewing: PreviewController,
        place: Callable[[AnswerCard], int],
        parent: QObject | None = None,
    ) -> None:
        """place: shows a card, under the number that it returns."""
        super().__init__(parent)
        self._chat = chat
        self._viewing = viewing
        self._place = place
        self._entries: deque[RequestRecord | PastAnswer] = deque()
        self._cards: dict[int, int] = {}  # by event
        self._begun, self._query = 0.0, ""
        self._events: dict[int, Event] = {}
        self._filling = QTimer(self, singleShot=True, interval=0)
        self._filling.timeout.connect(self._fill)

    def clear(self) -> None:
        """Show no more of what was to be shown."""
        self._entries.clear()
        self._cards.clear()

    def show_lane(self, lane: OpenedLane) -> None:
        """Show what was asked and answered in a lane, oldest first."""
        self._begun = lane.lane.snapshot.begin or 0.0
        self._query = lane.lane.query
        self._events = {event.id: event for event in lane.lane.snapshot.events}
        self._entries.extend(sorted((*lane.requests, *lane.answers[-MOST_CARDS:]), key=_when))
        self._fill()

    @Slot()
    def _fill(self) -> None:
        until = monotonic() + _FILL_SECONDS
        while self._entries and monotonic() < until:
            entry = self._entries.popleft()
            if isinstance(entry, PastAnswer):
                self._show(entry)
            else:
                when = self._viewing.clock.text(max(self._begun, _when(entry)))
                self._chat.add_request_note(entry.query, when)
        if self._entries:
            self._filling.start()

    def _show(self, past: PastAnswer) -> None:
        record = past.record
        card = self._cards.get(record.event_id)
        if card is not None and record.kind is RequestKind.CLOSING:
            self._show_end(card, record)
            return
        if card is None:
            card = self._place(self._card_of(past))
            self._show_state(card, record.event_id)
            self._viewing.pictures.gather(past.seconds, partial(self._illustrate, card))
        else:  # it was asked for again
            self._chat.wait(card)
            self._chat.begin(card, record.responder)
        if record.kind is not RequestKind.QUESTION:
            self._cards[record.event_id] = card
        self._chat.show_answer(card, Reply(record.text, cut_off=cut_off_of(record.cut_off)))
        if record.error:
            self._chat.fail(card, record.error, "")
        else:
            self._chat.finish(card)

    def _show_state(self, card: int, event_id: int) -> None:
        """What became of the event that a card is about."""
        event = self._events.get(event_id)
        if event is None:
            return
        if event.state is EventState.RETRACTED or event.reason == WITHDRAWN:
            self._chat.withdraw(card)
        if event.state is EventState.CLOSED:
            self._chat.set_offset(card, words.ending(event, self._viewing.clock))

    def _card_of(self, past: PastAnswer) -> AnswerCard:
        record = past.record
        second = record.at or 0.0 if past.trigger is None else past.trigger.time
        already = past.trigger is not None and past.trigger.from_start
        return AnswerCard(
            event_id=0,
            when_text=words.moment(self._when(record, second), already),
            query=record.question or self._query,
            responder=record.responder,
            answerable=False,
        )

    def _illustrate(self, card: int, pictures: tuple[Kept, ...]) -> None:
        """The pictures of a card were found."""
        shown = [(kept.second, image) for kept in pictures if (image := image_of(kept)) is not None]
        times = tuple(self._viewing.clock.text(at) for at, _ in shown)
        self._chat.set_pictures(card, tuple(image for _, image in shown), tuple(at for at, _ in shown), times)

    def _show_end(self, card: int, record: AnswerRecord) -> None:
        """How an event ended belongs to the card of what was said about it."""
        self._chat.begin_part(-card, card, "When it was over")
        self._chat.append_text(-card, record.text or record.error)
        self._chat.finish(-card)

    def _when(self, record: AnswerRecord, second: float) -> str:
        clock = self._viewing.clock
        if record.start is None or record.end is None:
            return clock.text(second)
        return clock.stretch(record.start, record.end)


def _when(entry: RequestRecord | PastAnswer) -> float:
    """Stream second of an entry; one that was there from the beginning goes first."""
    at = entry.record.at if isinstance(entry, PastAnswer) else entry.at
    return float("-inf") if at is None else at
