"""Which failures are the server's own, told by a real server, and the look whether it is there again."""

from __future__ import annotations

import socket

import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.failures import is_outage
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.report import ReportResponder
from stride_desktop.responders.server import ModelServer, Timeouts
from tests.responders.chat_server import DONE, ChatServer, delta, event

REQUEST = AnswerRequest(1, "tell me when it rains", 0.0, 4.0, 4.0, True, ())


@pytest.fixture
def server():
    server = ChatServer()
    yield server
    server.close()


def never() -> bool:
    return False


def failure(url: str) -> ResponderError:
    quick = Timeouts(connect=2.0, silence=0.3)
    with pytest.raises(ResponderError) as caught:
        list(OpenAICompatibleResponder(ModelServer(url, timeouts=quick), "vlm").respond(REQUEST, never))
    return caught.value


def refuse(status: int, words: str):
    body = b'{"error": {"message": "' + words.encode() + b'"}}'
    return lambda exchange: exchange.send(body, content_type="application/json", status=status)


@pytest.mark.parametrize(
    ("answer", "outage"),
    [
        (refuse(500, "out of luck"), True),
        (refuse(502, "bad gateway"), True),
        (refuse(503, "loading model"), True),
        (refuse(500, "image input is not supported, you need the mmproj"), False),
        (refuse(500, "model vlm not found"), False),
        (refuse(500, "maximum context length exceeded"), False),
        (refuse(404, "model vlm not found"), False),
        (refuse(401, "no key"), False),
        (refuse(429, "too many requests"), False),
        (refuse(400, "what?"), False),
        (lambda exchange: exchange.send(DONE), False),
        (lambda exchange: exchange.send(delta("It "), b"data: {"), True),
        (lambda exchange: exchange.send(event({"error": {"message": "kaput", "code": 500}})), True),
        (lambda exchange: exchange.closing.wait(5), True),
    ],
)
def test_what_counts_as_an_outage(server, answer, outage) -> None:
    server.answer = answer
    assert is_outage(failure(server.url)) == outage


def test_a_server_that_is_not_there_is_an_outage() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        assert is_outage(failure(url))
        with pytest.raises(ResponderError):
            OpenAICompatibleResponder(ModelServer(url), "vlm").reach(never)


def test_what_has_nothing_to_do_with_a_server_is_none() -> None:
    assert not is_outage(ResponderError("Too many answers were waiting."))
    assert not is_outage(None)


@pytest.mark.parametrize(
    ("status", "there"), [(200, True), (401, True), (404, True), (500, False), (503, False)]
)
def test_a_look_asks_for_nothing_but_the_models(server, status, there) -> None:
    server.list_models = refuse(status, "so")
    responder = OpenAICompatibleResponder(ModelServer(server.url, "a-key"), "vlm")
    assert responder.remote
    if there:
        responder.reach(never)
    else:
        with pytest.raises(ResponderError):
            responder.reach(never)
    (exchange,) = server.exchanges
    assert exchange.path == "/v1/models"
    assert exchange.body == {}


def test_a_host_without_consent_is_not_looked_at() -> None:
    with pytest.raises(ResponderError, match="not agreed"):
        OpenAICompatibleResponder(ModelServer("http://models.example:9"), "vlm").reach(never)


def test_the_report_has_nowhere_to_look() -> None:
    assert not ReportResponder().remote
