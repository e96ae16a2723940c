"""Answers about the past: about a selected time range, and about events without an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.answers.cards import AnswerCards
from stride_desktop.app.answers.context import AnswerContext
from stride_desktop.app.live.display import LiveLane
from stride_desktop.app.live.picture_places import PicturePlaces, PicturesOfRuns
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.past_frames import MOST, thinned
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.core.answers import AnswerRequest, RequestKind
from stride_desktop.core.errors import RequestError, StrideError
from stride_desktop.core.events import Event, EventChange, EventState
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.request import checked_request
from stride_desktop.sessions.records import RequestRecord, request_at

_LEAD_IN = 2.0
"""Seconds before the onset of an event from which its pictures may be."""


@dataclass(frozen=True, slots=True)
class _QuestionScope:
    """The source of frames and requests for a question about the past.

    run: None for a stored session. name: of the run, or the id of the stored lane. requests: the first
    request of the run and what took its place, or those of the stored lane. lanes: what was found for each
    request.
    """

    run: int | None
    name: str
    requests: tuple[RequestRecord, ...]
    lanes: tuple[LiveLane, ...]
    pictures: PicturePlaces

    def find(self, event_id: int) -> Event | None:
        """An event of any lane."""
        events = (event for lane in self.lanes for event in lane.snapshot.events)
        return next((event for event in events if event.id == event_id), None)

    def query_of(self, event: Event) -> str:
        """The request of an event."""
        for lane in () if self.run is None else self.lanes:
            if any(each.id == event.id for each in lane.snapshot.events):
                return lane.query
        return request_at(self.requests, event.onset)

    @property
    def newest(self) -> float | None:
        """The newest second that was decided about."""
        return max((lane.snapshot.newest or 0.0 for lane in self.lanes), default=None)


class PastQuestions(QObject):
    """Requests answers about past frames, from memory or the disk."""

    def __init__(
        self,
        context: AnswerContext,
        cards: AnswerCards,
        pictures: PicturesOfRuns,
        lanes: OpenLanes | None,
        parent: QObject | None = None,
    ) -> None:
        """lanes: of the stored session that is open; None where no sessions are stored."""
        super().__init__(parent)
        self._live, self._answers = context.live, context.queue
        self._cards = cards
        self._notifications = context.notifications
        self._lanes = lanes
        self._places = pictures
        self._background = BackgroundQueue(self)
        self._requests: list[RequestRecord] = []
        self._found: tuple[LiveLane, ...] = ()
        self._wanted: set[tuple[int | None, int]] = set()  # runs and events that are just being asked about
        self._asked: set[tuple[str, int]] = set()  # places and events that were asked about
        self._live.started.connect(self._on_started)
        self._live.requests.changed.connect(self._on_requests)
        self._live.event_moved.connect(self._on_event_moved)
        self._live.lanes_changed.connect(self._on_lanes)

    def close(self) -> None:
        """Read no more frames."""
        self._background.close(0.0)

    @Slot(float, float, str)
    def ask(self, start: float, end: float, question: str) -> None:
        """Request an answer to a question about a time range."""
        place = self._place()
        try:
            question = checked_request(question)
        except RequestError as error:
            self._notifications.fail(error)
            return
        times = (start, end, self._now(place, end))
        request = AnswerRequest(None, request_at(place.requests, end), *times, ongoing=False, evidence=())
        self._gather(place, replace(request, question=question, kind=RequestKind.QUESTION), start, end)

    @Slot(int)
    def answer(self, event_id: int) -> None:
        """Request an answer for an event without one, whether it is over or not."""
        place = self._place()
        event = place.find(event_id)
        if event is None or not event.answerable:
            return
        if (place.name, event_id) in self._asked:
            self._notifications.inform("This moment was asked about already: see its card.")
        elif event.state is EventState.SUPPRESSED:
            self._wanted.add((place.run, event_id))
            self._live.requests.answer_now(event_id)
        else:
            self._answer_later(place, event)

    def _answer_later(self, place: _QuestionScope, event: Event) -> None:
        self._asked.add((place.name, event.id))
        times = (event.onset, event.reach, self._now(place, event.reach))
        request = AnswerRequest(event.id, place.query_of(event), *times, ongoing=False, evidence=())
        request = replace(request, from_start=event.from_start)
        self._gather(place, replace(request, kind=RequestKind.LATER), event.onset - _LEAD_IN, event.reach)

    def _gather(self, place: _QuestionScope, request: AnswerRequest, start: float, end: float) -> None:
        responder = self._answers.settings
        request = replace(request, instruction=responder.instruction)
        then, fail = partial(self._begin, place, request), partial(self._fail, place, request.event_id)
        event, count = request.event, responder.max_images

        def work() -> tuple[Frame, ...]:
            return thinned(place.pictures.between(start, end, MOST), event, count)

        self._background.run(work, then, fail)

    def _begin(self, place: _QuestionScope, request: AnswerRequest, evidence: tuple[Frame, ...]) -> None:
        if place.name != self._place().name:
            return  # another session is open by now
        if not evidence:
            self._fail(place, request.event_id, _nothing_left(reviewed=place.run is None))
            return
        lane_id = place.name if place.run is None else ""
        self._cards.ask(place.run, replace(request, evidence=evidence), lane_id=lane_id)

    def _fail(self, place: _QuestionScope, event_id: int | None, error: StrideError) -> None:
        if event_id is not None:
            self._asked.discard((place.name, event_id))
        self._notifications.fail(error)

    def _place(self) -> _QuestionScope:
        lanes = self._lanes
        opened = None if lanes is None else lanes.opened
        if lanes is not None and opened is not None and lanes.active is not None:
            lane = lanes.active
            timeline = lanes.painted()[lanes.index].snapshot
            found = (LiveLane(0, lane.lane.query, timeline),)
            return _QuestionScope(None, lane.id, lane.requests, found, self._places.of(opened))
        run = self._live.run_number
        return _QuestionScope(run, str(run), tuple(self._requests), self._found, self._places.now())

    def _now(self, place: _QuestionScope, at_least: float) -> float:
        return at_least if place.newest is None else max(place.newest, at_least)

    @Slot(object)
    def _on_started(self) -> None:
        task = self._live.task
        self._wanted.clear()
        self._found = ()
        self._requests = [] if task is None else [RequestRecord(None, task.query)]

    @Slot()
    def _on_requests(self) -> None:
        first, newest = self._live.requests.first, self._live.newest
        if self._requests and first != self._requests[-1].query:
            self._requests.append(RequestRecord(None if newest is None else newest.timestamp, first))

    @Slot(object)
    def _on_lanes(self, lanes: tuple[LiveLane, ...]) -> None:
        self._found = lanes

    @Slot(int, object)
    def _on_event_moved(self, run: int, change: EventChange) -> None:
        """Answer an event later, if it closed before the watch could answer it."""
        event = change.event
        if (run, event.id) not in self._wanted:
            return
        if change.trigger is not None:
            self._wanted.discard((run, event.id))
        elif event.state is EventState.CLOSED:
            self._wanted.discard((run, event.id))
            if event.answerable and run == self._place().run:
                self._answer_later(self._place(), event)


def _nothing_left(reviewed: bool) -> StrideError:
    if reviewed:
        return RequestError(
            "No pictures of this time were kept.",
            "Choose in the settings, under Privacy, to keep them next time.",
        )
    return RequestError(
        "No pictures of this time are left, so nothing can be asked about it.",
        "Ask sooner, or choose in the settings, under Privacy, to keep pictures.",
    )
