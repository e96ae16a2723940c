"""No answer goes on for ever, from any responder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from stride_desktop.core.answers import AnswerLimits, AnswerRequest, CutOff, Reply, Thought
from stride_desktop.core.errors import Cancelled, ResponderError
from stride_desktop.responders.answer_stream import stream_answer
from stride_desktop.responders.base import Piece, Responder
from stride_desktop.responders.failures import ServerError, is_outage
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer, Timeouts
from tests.responders.answering import never, unheard, whole
from tests.responders.chat_server import ChatServer, Exchange, delta
from tests.responders.transcripts import added

SHORT = AnswerLimits(silence=0.6, seconds=60.0)  # the first word takes 0.2 s on a busy machine
BRIEF = AnswerLimits(silence=60.0, seconds=0.5)


@dataclass
class Speaker(Responder):
    """Says pieces, and then waits until it is cancelled."""

    pieces: tuple[Piece, ...] = ()
    waits: bool = False
    name: str = "a model"
    max_images: int = 8
    closed: threading.Event = field(default_factory=threading.Event)

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[Piece]:  # noqa: ARG002
        try:
            yield from self.pieces
            while self.waits and not cancelled():
                threading.Event().wait(0.01)
        finally:
            self.closed.set()


def endless(piece: bytes) -> Callable[[Exchange], None]:
    """Sends a piece again and again, at full speed, until the client hangs up."""

    def answer(exchange: Exchange) -> None:
        exchange.send()
        with suppress(OSError):
            while not exchange.closing.is_set():
                exchange.more(piece * 20)

    return answer


def dripping(piece: bytes) -> Callable[[Exchange], None]:
    """The same, but every 20 milliseconds."""

    def answer(exchange: Exchange) -> None:
        exchange.send()
        with suppress(OSError):
            while not exchange.closing.wait(0.02):
                exchange.more(piece)

    return answer


def test_an_answer_that_never_ends_is_cut_off_at_its_length(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    server.answer = endless(delta("the light is off, "))
    limits = AnswerLimits(tokens=100)
    answer = whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames, limits)
    assert answer.cut_off is CutOff.LENGTH
    assert len(answer.text) == limits.characters == 400
    assert answer.text.startswith("the light is off, the light")


def test_one_piece_of_a_megabyte_is_cut_off_too(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    server.answer = lambda exchange: exchange.send(delta("x" * (1 << 20)))
    answer = whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames)
    assert (len(answer.text), answer.cut_off) == (16_000, CutOff.LENGTH)


def test_thinking_for_ever_is_no_answer(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    server.answer = endless(added(reasoning_content="wait, "))
    with pytest.raises(ServerError, match="only thought") as caught:
        whole(
            OpenAICompatibleResponder(ModelServer(server.url), "vlm"),
            request_with_frames,
            AnswerLimits(tokens=50),
        )
    assert "limit on its length" in caught.value.what
    assert "thinking off" in caught.value.remedy
    assert not is_outage(caught.value)


@pytest.mark.parametrize(
    "nothing", [b": ping\n\n", added(content=""), added(role="assistant"), b"\n", b"data"]
)
def test_bytes_without_a_word_are_silence(
    server: ChatServer, request_with_frames: AnswerRequest, nothing: bytes
) -> None:
    server.answer = dripping(nothing)
    with pytest.raises(ServerError, match=r"said nothing for 0\.6 seconds") as caught:
        whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames, SHORT)
    assert caught.value.verdict is ServerVerdict.SLOW
    assert is_outage(caught.value)


def test_a_flood_without_a_word_ends_when_it_is_too_much(
    server: ChatServer, request_with_frames: AnswerRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stride_desktop.responders.completion.MAX_BODY_BYTES", 1 << 20)
    server.answer = endless(b": ping\n\n" * 1000)
    with pytest.raises(ServerError, match="no chat answer"):
        whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames)


def test_silence_in_mid_answer_keeps_what_was_said(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.send(delta("It rains"))
        dripping(b": ping\n\n")(exchange)

    server.answer = answer
    given = whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames, SHORT)
    assert given == Reply("It rains", "", CutOff.SILENCE)


def test_an_answer_that_drips_is_cut_off_when_its_time_is_over(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    server.answer = dripping(delta("a"))
    given = whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames, BRIEF)
    assert given.cut_off is CutOff.TIME
    assert set(given.text) == {"a"}


def test_thoughts_are_words_but_not_for_ever(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    server.answer = dripping(added(reasoning="hm "))
    limits = AnswerLimits(silence=0.8, seconds=1.5)
    with pytest.raises(ServerError, match=r"only thought.* It was ended after 1\.5 seconds\."):
        whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames, limits)


@pytest.mark.parametrize("slow", ["headers", "list of models"])
def test_a_server_that_never_begins(
    server: ChatServer, request_with_frames: AnswerRequest, slow: str
) -> None:
    def drip(exchange: Exchange) -> None:
        exchange.more(b"HTTP/1.1 200 OK\r\n")
        with suppress(OSError):
            while not exchange.closing.wait(0.02):
                exchange.more(b"X-Header: 1\r\n")

    if slow == "headers":
        server.answer = drip
    else:
        server.list_models = drip
    with pytest.raises(ServerError, match="said nothing for"):
        whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames, SHORT)


def test_a_list_of_models_that_drips_does_not_hold_up_an_answer(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    def drip(exchange: Exchange) -> None:
        exchange.send()
        dripping(b" ")(exchange)

    server.list_models = drip
    responder = OpenAICompatibleResponder(ModelServer(server.url, timeouts=Timeouts(document=0.2)), "vlm")
    assert whole(responder, request_with_frames).text == "hello"


# Every responder, a model of this process included


@pytest.mark.parametrize(
    ("limits", "reason"), [(SHORT, CutOff.SILENCE), (BRIEF, CutOff.TIME)], ids=["silence", "time"]
)
def test_every_responder_ends_in_time(
    request_with_frames: AnswerRequest, limits: AnswerLimits, reason: CutOff
) -> None:
    speaker = Speaker(("It rains",), waits=True)
    assert whole(speaker, request_with_frames, limits) == Reply("It rains", "", reason)
    assert speaker.closed.is_set()
    with pytest.raises(ResponderError, match="“a model” said nothing for") as caught:
        whole(Speaker(waits=True), request_with_frames, limits)
    assert not isinstance(caught.value, ServerError)  # nothing that could be out of reach


def test_every_responder_is_cut_off_at_the_length(request_with_frames: AnswerRequest) -> None:
    speaker = Speaker(tuple("word " * 1000))
    answer = whole(speaker, request_with_frames, AnswerLimits(tokens=10))
    assert answer == Reply("word " * 8, "", CutOff.LENGTH)
    assert speaker.closed.is_set()


def test_a_responder_that_does_not_look_whether_its_time_is_over(request_with_frames: AnswerRequest) -> None:
    class Deaf(Speaker):
        def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[Piece]:  # noqa: ARG002
            while True:
                threading.Event().wait(0.02)
                yield "a"

    assert whole(Deaf(), request_with_frames, BRIEF).cut_off is CutOff.TIME


def test_what_a_responder_says_of_its_end_is_passed_on(request_with_frames: AnswerRequest) -> None:
    assert whole(Speaker(("It", CutOff.LENGTH)), request_with_frames) == Reply("It", "", CutOff.LENGTH)
    with pytest.raises(ResponderError, match="answered with no text"):
        whole(Speaker(), request_with_frames)
    with pytest.raises(ResponderError, match="only thought"):
        whole(Speaker((Thought("Hm."), CutOff.LENGTH)), request_with_frames)


def test_one_who_is_stopped_hears_of_no_limit(request_with_frames: AnswerRequest) -> None:
    stopped = threading.Event()
    answers = stream_answer(
        Speaker(("It rains",), waits=True), request_with_frames, SHORT, stopped.is_set, unheard
    )
    assert next(answers) == Reply("It rains")
    stopped.set()
    assert list(answers) == []


def test_being_cancelled_stays_being_cancelled(request_with_frames: AnswerRequest) -> None:
    class Cancelling(Speaker):
        def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[Piece]:  # noqa: ARG002
            raise Cancelled
            yield ""

    with pytest.raises(Cancelled):
        whole(Cancelling(), request_with_frames, cancelled=never)
