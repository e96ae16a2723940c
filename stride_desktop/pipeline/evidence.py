"""The frames since the last answer, and the requests that are made of them."""

from __future__ import annotations

from dataclasses import replace

from stride_desktop.core.answers import AnswerRequest, RequestKind
from stride_desktop.core.errors import RequestError
from stride_desktop.core.events import Event, Trigger
from stride_desktop.core.frame_cache import FrameCache
from stride_desktop.core.keyframes import WHOLE
from stride_desktop.pipeline.request import checked_request
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.responders.wording import duration


class Evidence(FrameCache):
    """The frames since the last answer, and what is asked about them. All times are stream seconds."""

    def __init__(self, settings: WatchSettings) -> None:
        super().__init__(preroll=settings.preroll_seconds)
        self._settings = settings

    def for_trigger(self, query: str, trigger: Trigger) -> AnswerRequest:
        """The AnswerRequest for this trigger."""
        request = AnswerRequest(
            event_id=trigger.event_id,
            query=query,
            onset=trigger.onset,
            reach=trigger.reach,
            now=trigger.time,
            ongoing=trigger.ongoing,
            from_start=trigger.from_start,
        )
        return self._with_frames(request, request.event)

    def for_ending(self, query: str, event: Event, now: float) -> AnswerRequest:
        """The AnswerRequest for the end of an event that triggered."""
        spoke = event.onset if event.triggered_at is None else event.triggered_at
        asks = "Say in one or two sentences how it went on and how it ended."
        request = AnswerRequest(
            event_id=event.id,
            query=query,
            onset=event.onset,
            reach=event.reach,
            now=now,
            ongoing=False,
            question=f"It stopped after {duration(event.reach - event.onset)}. {asks}",
            kind=RequestKind.CLOSING,
            from_start=event.from_start,
        )
        return self._with_frames(request, (spoke, event.reach))

    def for_question(
        self, query: str, question: str, newest: float | None, going_on: Event | None
    ) -> AnswerRequest:
        """What a person wants to know about what was just seen.

        newest: when a frame was seen last; going_on: the event that is live. Raises RequestError when nothing
        was seen yet, and for what cannot be asked.
        """
        question, oldest = checked_request(question), self.oldest
        if newest is None or oldest is None:
            raise RequestError("Nothing has been seen yet.", "Ask again when there is a picture.")
        onset = oldest if going_on is None else going_on.onset
        request = AnswerRequest(
            event_id=None,
            kind=RequestKind.QUESTION,
            query=query,
            onset=onset,
            reach=newest,
            now=newest,
            ongoing=going_on is not None,
            question=question,
            from_start=going_on is not None and going_on.from_start,
        )
        return self._with_frames(request, WHOLE if going_on is None else request.event)

    def _with_frames(self, request: AnswerRequest, event: tuple[float, float]) -> AnswerRequest:
        """The request with its evidence and instruction. event: what the frames are to show."""
        evidence = self.evidence(event, request.now, self._settings.max_images)
        return replace(request, evidence=evidence, instruction=self._settings.instruction)
