"""The built-in report: the times of an event, without any answering model."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stride_desktop.core.amounts import counted
from stride_desktop.core.answers import AnswerRequest, RequestKind
from stride_desktop.responders.base import Responder
from stride_desktop.responders.wording import clock, duration


class ReportResponder(Responder):
    """Answers with the request and the span's times. Needs no server and describes no picture."""

    name = "Built-in report (no model)"

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield the report sentence by sentence."""
        for sentence in _sentences(request):
            if cancelled():
                return
            yield sentence


def _sentences(request: AnswerRequest) -> Iterator[str]:
    asked = request.query if request.kind is RequestKind.CLOSING else request.question or request.query
    yield f"You asked: “{asked.strip()}”."
    if request.kind is RequestKind.CLOSING:
        yield " " + _end_sentence(request)
        return
    if request.question:
        yield " The built-in report cannot look at pictures: choose a vision-language model in the settings."
        return
    yield " " + _span_sentence(request)
    frames = len(request.evidence)
    if frames:
        yield f" {counted(frames, 'keyframe')} {'is' if frames == 1 else 'are'} attached."
    else:
        yield " No keyframes are attached."
    yield " This report gives times only; nothing here describes the pictures."


def _end_sentence(request: AnswerRequest) -> str:
    ended = clock(request.reach)
    if request.from_start:
        return f"It ended at {ended}; it was already so when watching began."
    return f"It ended at {ended} and lasted {duration(request.reach - request.onset)}."


def _span_sentence(request: AnswerRequest) -> str:
    # What is said of now names the time: it is read when the moment has long been over.
    if request.from_start:
        until = (
            f"was still so at {clock(request.now)}" if request.ongoing else f"ended at {clock(request.reach)}"
        )
        return f"It was already so when watching began at {clock(request.onset)}, and {until}."
    began = clock(request.onset)
    lasted = duration((request.now if request.ongoing else request.reach) - max(0.0, request.onset))
    if request.ongoing:
        return f"The moment began at {began} and was still going on at {clock(request.now)}, {lasted} later."
    return f"The moment began at {began}, lasted {lasted} and ended at {clock(request.reach)}."
