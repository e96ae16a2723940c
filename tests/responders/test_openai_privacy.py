"""What never leaves this machine without consent, and what is never logged."""

import logging
import socket

import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import never
from tests.responders.asking import answer_of, failure
from tests.responders.chat_server import ChatServer
from tests.responders.sending import KEY


def test_nothing_reaches_a_host_without_consent(
    monkeypatch: pytest.MonkeyPatch, request_with_frames: AnswerRequest
) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: looked_up.append(address))
    error = failure(request_with_frames, "https://api.example.com/v1")
    assert "you have not agreed to send frames to api.example.com" in error.what
    assert looked_up == []


def test_a_host_with_consent_is_asked(
    monkeypatch: pytest.MonkeyPatch, server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    """The name is made to lead to the loopback server, as a hosts file would."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *args, **kw: real("127.0.0.1", *args, **kw))
    url = server.url.replace("127.0.0.1", "Vlm.example")
    responder = OpenAICompatibleResponder(ModelServer(url, consented_hosts=frozenset({"vlm.example"})), "vlm")
    assert list(responder.respond(request_with_frames, never)) == ["hello"]


def test_redirects_are_not_followed(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    other = ChatServer()
    try:
        head = f"HTTP/1.1 307 X\r\nLocation: {other.url}/v1/chat/completions\r\nContent-Length: 0\r\n\r\n"
        server.answer = lambda exchange: exchange.more(head.encode())
        assert "redirects" in failure(request_with_frames, server.url).what
        assert other.exchanges == []
    finally:
        other.close()


def test_a_proxy_is_not_used_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert answer_of(server, request_with_frames) == "hello"


def test_a_proxy_setting_that_cannot_work_is_explained(
    monkeypatch: pytest.MonkeyPatch, request_with_frames: AnswerRequest
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://x")
    responder = OpenAICompatibleResponder(
        ModelServer("http://vlm.example", consented_hosts=frozenset({"vlm.example"})), "vlm"
    )
    with pytest.raises(ResponderError, match="proxy"):
        list(responder.respond(request_with_frames, never))


def test_neither_key_nor_request_is_logged_or_shown(
    caplog: pytest.LogCaptureFixture, server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    caplog.set_level(logging.DEBUG)
    answer_of(server, request_with_frames)
    shown = caplog.text + repr(OpenAICompatibleResponder(ModelServer("https://u:pw@h/", KEY), "vlm"))
    for secret in (KEY, request_with_frames.query, "base64", "u:pw"):
        assert secret not in shown
