"""Mutated answers of model servers: each ends as an answer, a marked answer or a failure in words.

STRIDE_SOAK_SCALE=1 sends 1,000 of them; a usual run sends a tenth. A stream follows from its number alone.
"""

from __future__ import annotations

import gzip
import random
import resource
from collections import Counter
from time import monotonic

import numpy as np
import pytest

from stride_desktop.core.answers import AnswerLimits, AnswerRequest, Reply
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.frames import Frame
from stride_desktop.core.text import one_line, readable
from stride_desktop.responders.answer_stream import stream_answer
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import never, unheard
from tests.responders.chat_server import ChatServer, Exchange
from tests.responders.transcripts import FAILURES, WHOLE
from tests.soak import scaled

STREAMS = max(100, scaled(1000))
LIMITS = AnswerLimits(tokens=1000, silence=0.5, seconds=2.0)
HANGS_SECONDS = 30.0
"""Far beyond the limits, for a busy machine."""

MOST_BYTES = 200 << 20

BODIES = [*WHOLE.values(), *(body for body, _, _ in FAILURES.values())]
SNIPPETS = [
    *(
        b"data:",
        b"data: ",
        b"error: ",
        b"event: error\n",
        b"event: \n",
        b"id: 1\n",
        b"retry: x\n",
        b": \n",
        b"\n\n",
    ),
    *(
        b"\r",
        b"\r\n",
        b"\n",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\xbd",
        b"\\ud83d",
        b"\\udca1",
        b"\x1b[2J",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b"\\",
        b",",
        b"null",
        b"true",
        b"1e999",
        b"-0",
        b"NaN",
        b"{}",
        b"[]",
        b'""',
    ),
    *(b"[DONE]", b"data: [DONE]\n\n", b"<think>", b"</think>", b"<html>", b"<", b"x" * 5000, b"[" * 2000),
    *(
        b'"error": null',
        b'"error": "no"',
        b'"choices": null',
        b'"choices": [null]',
        b'"delta": 5',
        b'"content": []',
    ),
    *(
        b'data: {"error": {"code": "429"}}\n\n',
        b'{"detail": [{"loc": [1], "msg": {}}]}\n',
        b'"finish_reason": "length"',
    ),
]
TYPES = ["text/event-stream", "application/json", "text/html; charset=utf-16", "x", ""]


class Mutation:
    """A response: mutated bytes, how they are cut, and what HTTP says around them."""

    def __init__(self, number: int) -> None:
        self._dice = random.Random(number)
        body = self._body()
        for _ in range(self._dice.choice((0, 1, 1, 2, 3, 8))):
            body = self._changed(body)
        self.pieces = self._cut(self._framed(body))

    def __call__(self, exchange: Exchange) -> None:
        try:
            exchange.more(*self.pieces)
            if self._dice.random() < 0.04:
                exchange.closing.wait(3)  # it neither ends nor goes on
        except OSError:
            pass  # the program has hung up

    def _body(self) -> bytes:
        dice = self._dice
        body = dice.choice(BODIES if dice.random() < 0.6 else [*WHOLE.values()])
        if len(body) > 1 << 20 and dice.random() < 0.9:
            body = dice.choice(BODIES[:8])
        return body + dice.choice(BODIES[:30])[:20_000] if dice.random() < 0.15 else body

    def _changed(self, body: bytes) -> bytes:
        dice = self._dice
        at, to = sorted(dice.randrange(len(body) + 1) for _ in range(2))
        match dice.randrange(7):
            case 0:
                return body[:at] + dice.choice(SNIPPETS) + body[at:]
            case 1:
                return body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]
            case 2:
                return body[:at] + body[min(to, at + 40) :]
            case 3:
                return body[:at]
            case 4:
                return body[:to] + body[at : min(to, at + 5000)] + body[to:]
            case 5:
                events = body.split(b"\n\n")
                dice.shuffle(events)
                return b"\n\n".join(events)
            case _:
                return body.replace(*(dice.choice(SNIPPETS[:40]) for _ in range(2)), 3)

    def _framed(self, body: bytes) -> bytes:
        """With its head; now and then a head that lies."""
        dice = self._dice
        status = dice.choice((200,) * 30 + (201, 204, 302, 400, 404, 413, 429, 500, 503, 999))
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {dice.choice(TYPES)}\r\n"
        match dice.randrange(20):
            case 0:
                head += f"Content-Length: {dice.choice((0, len(body) // 2, len(body), len(body) + 50))}\r\n"
            case 1:
                size = dice.choice((len(body), len(body) + 9, 0, len(body) // 2))
                head += "Transfer-Encoding: chunked\r\n"
                body = b"%x\r\n%s\r\n" % (size, body) + b"0\r\n\r\n" * dice.randrange(2)
            case 2:
                head += "Content-Encoding: gzip\r\n"
                body = gzip.compress(body)[: dice.choice((None, 20, 400))]
            case 3:
                head += "Content-Encoding: " + dice.choice(("gzip", "deflate", "br", "nonsense")) + "\r\n"
        return head.encode() + b"Connection: close\r\n\r\n" + body

    def _cut(self, response: bytes) -> list[bytes]:
        most = max(1, len(response) // self._dice.choice((1, 3, 60)))
        pieces, at = [], 0
        while at < len(response):
            size = self._dice.randint(1, most)
            pieces.append(response[at : at + size])
            at += size
        return pieces


def outcome(responder: OpenAICompatibleResponder, request: AnswerRequest) -> str:
    """What came of an answer, in a word, when it is all that it may be."""
    answer, error = Reply(), None
    try:
        for so_far in stream_answer(responder, request, LIMITS, never, unheard):
            answer = so_far
    except ResponderError as failed:
        error = failed
    said = answer.text + answer.thinking
    assert len(said) <= LIMITS.characters
    assert said == readable(said)
    if error is None:
        assert answer.text.strip()
        return answer.cut_off.value if answer.cut_off else "whole"
    words = str(error)
    assert error.what
    assert error.remedy
    assert words == one_line(words)
    assert len(words) < 700
    return "failed, with text" if answer.text else "failed"


@pytest.mark.timeout(1200)
def test_every_stream_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    frames = (Frame(np.zeros((8, 8, 3), np.uint8), 1.0), Frame(np.zeros((8, 8, 3), np.uint8), 2.0))
    request = AnswerRequest(1, "tell me when it rains", 1.0, 2.0, 2.0, True, frames)
    server, outcomes, longest = ChatServer(), Counter[str](), (0.0, 0)
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        for number in range(STREAMS):
            server.answer = Mutation(number)
            begun = monotonic()
            outcomes[outcome(responder, request)] += 1
            longest = max(longest, (monotonic() - begun, number))
            assert longest[0] < HANGS_SECONDS, number
            server.exchanges.clear()
    finally:
        server.close()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    with capsys.disabled():
        print(f"\n{STREAMS} streams: {dict(outcomes)}, longest {longest[0]:.1f} s, {grown >> 20} MiB more")
    assert grown < MOST_BYTES
    assert outcomes["whole"] > STREAMS / 10
    assert outcomes["failed"] > STREAMS / 10
