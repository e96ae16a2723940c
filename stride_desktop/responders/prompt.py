"""What a vision-language model is told when a trigger fires."""

from __future__ import annotations

from collections.abc import Callable

from stride_desktop.core.answers import TYPED, AnswerRequest
from stride_desktop.core.frames import Image
from stride_desktop.responders.evidence import data_url
from stride_desktop.responders.wording import clock

DEFAULT_INSTRUCTION = (
    "You help someone who cannot watch a stream all the time. They left one standing request, and a "
    "detector found that its moment has come. Look at the frames in their order and answer the request "
    "in one to three sentences, from what the frames show and nothing else. If the frames do not show "
    "what was asked for, say so. If the person asks a question instead, answer that question."
)

Message = dict[str, object]
"""One chat message, or a part of one."""


def as_url(image: Image) -> Message:
    """A picture as servers take it, ready for JSON. Raises ResponderError when it cannot be encoded."""
    return {"type": "image_url", "image_url": {"url": data_url(image)}}


def messages(request: AnswerRequest, picture: Callable[[Image], Message] = as_url) -> list[Message]:
    """Chat messages: the instruction, then the request, its times and every frame under its time.

    A question takes the place of the moment; what was said before stands between the frames and it.
    picture: makes a frame part of a message. Raises ResponderError when a frame cannot be encoded.
    """
    asked = [*(exchange.question for exchange in request.history), request.question]
    told: list[Message] = [
        {"role": "system", "content": request.instruction.strip() or DEFAULT_INSTRUCTION},
        {"role": "user", "content": _content(request, asked[0], picture)},
    ]
    for exchange, question in zip(request.history, asked[1:], strict=True):
        told.append({"role": "assistant", "content": exchange.answer})
        told.append({"role": "user", "content": question})
    return told


def _content(
    request: AnswerRequest, question: str, picture: Callable[[Image], Message]
) -> str | list[Message]:
    """The first thing that is said. question: empty where a trigger asks."""
    text = f"Standing request: {request.query.strip()}\n{_question(request, question)}"
    if not request.evidence:
        return text + "\nThere are no frames to look at."
    parts: list[Message] = [
        {"type": "text", "text": text + "\nThe frames, oldest first, each under its time:"}
    ]
    for frame in request.evidence:
        parts.append({"type": "text", "text": clock(frame.timestamp)})
        parts.append(picture(frame.image))
    return parts


def _question(request: AnswerRequest, question: str) -> str:
    if not question:
        return _span(request)
    now = f"It is {clock(request.now)} of the stream."
    moment = f" {_span(request)}" if request.event_id != TYPED or request.ongoing else ""
    return f"{now}{moment}\nThe person asks: {question}"


def _span(request: AnswerRequest) -> str:
    began = f"The moment began at {clock(request.onset)} of the stream"
    if request.ongoing:
        return f"{began} and is still going on at {clock(request.now)}."
    return f"{began} and ended at {clock(request.reach)}; it is now {clock(request.now)}."
