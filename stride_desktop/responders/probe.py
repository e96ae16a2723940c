"""Tests a model server with one small picture and one question."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

import numpy as np

from stride_desktop.core.answers import AnswerRequest, CutOff, Thought
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.frames import Frame
from stride_desktop.responders.chunk import Chunk
from stride_desktop.responders.completion import chunks
from stride_desktop.responders.failures import Explainer, ServerError
from stride_desktop.responders.interruptible import await_result
from stride_desktop.responders.models import fetch_models
from stride_desktop.responders.openai import LIMITS
from stride_desktop.responders.prompt import messages
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer, Timeouts
from stride_desktop.responders.thinking import Parting

SECONDS = 5.0
"""Longest time of a probe."""

MAX_TOKENS = 32

_COLOUR = "green"
_SIDE = 64
_MOST_CHARACTERS = 10_000
"""Longest answer of a server that ignores MAX_TOKENS."""

_NAMED = 6
"""Most models named in a message."""


@dataclass(frozen=True, slots=True)
class Probe:
    """The result of testing a server: the verdict, what happened, what to do.

    first_word: seconds from the end of the request to the first word, of a thought or the answer; None
    without one. tokens_per_second: None when the server stated neither it nor a count. models: those of a
    server that lacks the one in the settings.
    """

    verdict: ServerVerdict
    what: str
    remedy: str = ""
    first_word: float | None = None
    tokens_per_second: float | None = None
    models: tuple[str, ...] = ()


def probe(
    server: ModelServer,
    model: str,
    cancelled: Callable[[], bool],
    seconds: float = SECONDS,
    as_video: bool = False,
) -> Probe:
    """Ask the model for the colour of a green square of 64×64 pixels; takes `seconds` at most.

    as_video: the square is sent as a video of two frames, to find out whether the server takes one.

    No frame of a source is sent, but the rules of an answer hold: no host without consent, no redirects, no
    proxy for this machine. Raises ResponderError when nothing could be sent, and Cancelled
    soon after `cancelled` turns true.
    """
    reach = 0.4 * seconds  # the name and the connection, and once more for TLS, leave time for an answer
    server = replace(server, timeouts=Timeouts(connect=reach, silence=2 * seconds))
    return await_result(partial(_probe, server, model, seconds, as_video), cancelled)


async def _probe(server: ModelServer, model: str, seconds: float, as_video: bool) -> Probe:
    request = _request(2 if as_video else 1)
    explain = replace(server.explainer(model, request.query, request.instruction), as_video=as_video)
    body = {"model": model, "messages": messages(request, as_video=as_video), "stream": True}
    heard = _Heard()
    end = asyncio.get_running_loop().time() + seconds
    try:
        async with asyncio.timeout_at(end):
            await _ask(server, body, explain, heard)
        result = _answered(explain, heard)
    except TimeoutError:
        result = _too_slow(explain, heard, seconds)
    except ServerError as error:
        result = await _failed(server, explain, error, end)
    return replace(result, first_word=heard.first, tokens_per_second=heard.rate)


def _request(frames: int) -> AnswerRequest:
    green = np.full((_SIDE, _SIDE, 3), (0, 160, 0), np.uint8)
    return AnswerRequest(
        event_id=None,
        query="What colour is the picture?",
        onset=0.0,
        reach=1.0,
        now=1.0,
        ongoing=True,
        evidence=tuple(Frame(green, float(second)) for second in range(frames)),
        instruction="Answer with one English word.",
    )


# -- asking --------------------------------------------------------------------------------------------


class _Heard:
    """The answer received so far."""

    def __init__(self) -> None:
        self._began = monotonic()
        self.first: float | None = None
        self.last = 0.0
        self._parting = Parting(_MOST_CHARACTERS)
        self.unfinished = False
        self.speaker = ""
        self._tokens: int | None = None
        self._reported_rate: float | None = None

    def begin(self) -> None:
        """Restart the clock: the request was sent."""
        self._began = monotonic()

    @property
    def text(self) -> str:
        """The answer without the thoughts before it."""
        return self._parting.answer.text

    def take(self, chunk: Chunk) -> None:
        """Add a chunk of the answer."""
        if chunk.text or chunk.thought:
            self.last = monotonic() - self._began
            self.first = self.last if self.first is None else self.first
        self._parting.take(Thought(chunk.thought))
        self._parting.take(chunk.text)
        self.unfinished |= chunk.cut_off is CutOff.LENGTH
        self.speaker = chunk.model or self.speaker
        self._tokens = chunk.answer or self._tokens
        self._reported_rate = chunk.rate or self._reported_rate

    @property
    def rate(self) -> float | None:
        """Tokens a second, as the server stated, or counted between the first and the last piece."""
        if self._reported_rate is not None or self._tokens is None or self.first is None:
            return self._reported_rate
        return (self._tokens - 1) / (self.last - self.first) if self.last > self.first else None


async def _ask(server: ModelServer, body: dict[str, object], explain: Explainer, heard: _Heard) -> None:
    """Send the request, and again with the other name of the limit if the server refuses the first."""
    url = server.permitted_url()
    for limit in LIMITS:
        content = json.dumps(body | {limit: MAX_TOKENS}).encode()
        try:
            async with (
                server.exchange("POST", url, explain, content, heard.begin) as response,
                aclosing(chunks(response.aiter_bytes())) as found,
            ):
                async for chunk in found:
                    heard.take(chunk)
            return
        except ServerError as error:
            if limit == LIMITS[-1] or LIMITS[-1] not in error.detail:
                raise


# -- judging -------------------------------------------------------------------------------------------


def _answered(explain: Explainer, heard: _Heard) -> Probe:
    if heard.first is None and not heard.unfinished:
        error = explain.empty()
        return Probe(error.verdict, error.what, error.remedy)
    if not heard.text.strip():
        return Probe(
            ServerVerdict.UNSURE,
            f"“{explain.model}” thinks before it answers and did not come to an answer within "
            f"{MAX_TOKENS} tokens.",
            "Expect answers to take longer, or switch its thinking off where the server can.",
        )
    if _COLOUR not in heard.text.lower():
        said = explain.cleaned(heard.text)[:60]
        return Probe(
            ServerVerdict.UNSURE,
            f"“{explain.model}” answers, but not what the test picture shows: it is {_COLOUR}, "
            f"and the answer was “{said}”.",
            "It may leave videos out: switch off “Send the pictures as one video”, and test again."
            if explain.as_video
            else "It may not look at pictures at all: make sure that it is a vision-language model.",
        )
    took = "takes the pictures as one video, and answers" if explain.as_video else "answers"
    return Probe(ServerVerdict.FINE, f"{_model_in_words(explain, heard)} {took}. {_pace(heard)}")


def _model_in_words(explain: Explainer, heard: _Heard) -> str:
    """The model that answered: some servers answer with another one, and name it."""
    name = explain.cleaned(heard.speaker)
    other = f" (it calls itself “{name}”)" if name and name != explain.model else ""
    return f"“{explain.model}” at {explain.server}{other}"


def _pace(heard: _Heard) -> str:
    first = f"The first word came after {1000 * (heard.first or 0.0):.0f} ms"
    return f"{first}, at {heard.rate:.3g} tokens a second." if heard.rate else f"{first}."


def _too_slow(explain: Explainer, heard: _Heard, seconds: float) -> Probe:
    if heard.first is None:
        return Probe(
            ServerVerdict.SLOW,
            f"“{explain.model}” at {explain.server} said nothing within {seconds:g} seconds.",
            "It may still be loading the model: wait a little and test again. If it stays slow, choose a "
            "smaller model.",
        )
    return Probe(
        ServerVerdict.SLOW,
        f"“{explain.model}” at {explain.server} began after {1000 * heard.first:.0f} ms but was not done "
        f"after {seconds:g} seconds.",
        "Answers will be slow to come. Choose a smaller model if that is too slow.",
    )


async def _failed(server: ModelServer, explain: Explainer, error: ServerError, end: float) -> Probe:
    """The Probe of a failure; a missing model is looked up in the server's list."""
    result = Probe(error.verdict, error.what, error.remedy)
    if error.status is None or error.verdict not in (
        ServerVerdict.MODEL_MISSING,
        ServerVerdict.WRONG_PATH,
        ServerVerdict.FAILED,
    ):
        return result
    try:
        async with asyncio.timeout_at(end):
            models = await fetch_models(server)
    except (TimeoutError, ResponderError):
        return result
    if not models or explain.model in models:
        return result
    if error.verdict is ServerVerdict.FAILED and not 0 < error.status < 500:  # not all list what they have
        return replace(result, remedy=f"{result.remedy} The models that it lists: {_listed(models)}.")
    return Probe(
        ServerVerdict.MODEL_MISSING,
        f"{explain.server} has no model “{explain.model}”.",
        f"Choose one that it has: {_listed(models)}.",
        models=models,
    )


def _listed(models: tuple[str, ...]) -> str:
    more = len(models) - _NAMED
    return ", ".join(models[:_NAMED]) + (f" and {more} more" if more > 0 else "")
