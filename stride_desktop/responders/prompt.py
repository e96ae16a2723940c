"""The prompt of a vision-language model for a trigger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stride_desktop.core.answers import AnswerRequest, RequestKind
from stride_desktop.core.frames import Image
from stride_desktop.responders.evidence import alike, data_url
from stride_desktop.responders.phrases import Phrases, phrases_for
from stride_desktop.responders.wording import clock

Message = dict[str, object]
"""One chat message, or a part of one."""


def as_url(image: Image) -> Message:
    """A picture as a part of a message in JSON."""
    return {"type": "image_url", "image_url": {"url": data_url(image)}}


def as_one_video(images: Sequence[Image]) -> Message:
    """Frames as one video in the format of vLLM: JPEGs one after the other."""
    jpegs = [data_url(image).partition(",")[2] for image in alike(images)]
    return {"type": "video_url", "video_url": {"url": f"data:video/jpeg;base64,{','.join(jpegs)}"}}


def messages(
    request: AnswerRequest, picture: Callable[[Image], Message] = as_url, as_video: bool = False
) -> list[Message]:
    """Chat messages: the instruction, then the request, its times and every frame under its time.

    A question replaces the times of the event; earlier exchanges stand between the frames and it. picture:
    makes a frame part of a message; as_video: all frames are one part instead.
    """
    asked = [*(exchange.question for exchange in request.history), request.question]
    told: list[Message] = [
        {"role": "system", "content": request.instruction.strip() or phrases_for(request.query).instruction},
        {"role": "user", "content": _content(request, asked[0], picture, as_video)},
    ]
    for exchange, question in zip(request.history, asked[1:], strict=True):
        told.append({"role": "assistant", "content": exchange.answer})
        told.append({"role": "user", "content": question})
    return told


def _content(
    request: AnswerRequest, question: str, picture: Callable[[Image], Message], as_video: bool
) -> str | list[Message]:
    """The content of the first user message. question: "" for a trigger."""
    phrases = phrases_for(request.query)
    text = phrases.request.format(request.query.strip()) + "\n"
    if answer_style := request.answer_style.strip():
        text += phrases.answer_style.format(answer_style) + "\n"
    text += _question(request, question, phrases)
    if not request.evidence:
        return f"{text}\n{phrases.nothing}"
    if as_video:
        times = ", ".join(clock(frame.timestamp) for frame in request.evidence)
        shown = f"{text}\n{phrases.video.format(times)}"
        return [{"type": "text", "text": shown}, as_one_video([frame.image for frame in request.evidence])]
    parts: list[Message] = [{"type": "text", "text": f"{text}\n{phrases.pictures}"}]
    for frame in request.evidence:
        parts.append({"type": "text", "text": clock(frame.timestamp)})
        parts.append(picture(frame.image))
    return parts


def _question(request: AnswerRequest, question: str, phrases: Phrases) -> str:
    if not question:
        return _span(request, phrases)
    now, asks = phrases.now.format(clock(request.now)), phrases.question.format(question)
    if request.stretch is not None:
        return f"{now} {phrases.stretch.format(*map(clock, request.stretch))}\n{asks}"
    moment = (
        f" {_span(request, phrases)}" if request.kind is not RequestKind.QUESTION or request.ongoing else ""
    )
    return f"{now}{moment}\n{asks}"


def _span(request: AnswerRequest, phrases: Phrases) -> str:
    began, until = max(0.0, request.onset), request.now if request.ongoing else request.reach
    lasted = phrases.length(until - began)
    usual, already = (
        (phrases.lasting, phrases.already_lasting)
        if request.ongoing
        else (phrases.over, phrases.already_over)
    )
    sentence = already if request.from_start else usual
    return sentence.format(clock(began), clock(until), lasted, clock(request.now))
