"""Servers that fail a test, or take too long for it."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from stride_desktop.core.errors import Cancelled
from stride_desktop.responders.probe import probe
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import never
from tests.responders.chat_server import DONE, Answer, ChatServer, Exchange, delta, models
from tests.responders.probing import GREEN, thought, tried
from tests.responders.sending import KEY, fails, sends


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (fails(401, {"error": {"message": "who are you"}}), ServerVerdict.UNAUTHORISED),
        (fails(403, b"<html>forbidden</html>", "text/html"), ServerVerdict.UNAUTHORISED),
        (fails(404, b"404 page not found", "text/plain"), ServerVerdict.WRONG_PATH),
        (fails(404, b"<!doctype html>", "text/html"), ServerVerdict.WRONG_PATH),
        (sends(b"<!doctype html><title>x</title>", content_type="text/html"), ServerVerdict.WRONG_PATH),
        (sends(b'{"status": "ok"}', content_type="application/json"), ServerVerdict.WRONG_PATH),
        (fails(308, b""), ServerVerdict.WRONG_PATH),
        (fails(500, {"error": {"message": "image input is not supported"}}), ServerVerdict.NO_PICTURES),
        (
            fails(400, {"object": "error", "message": "maximum context length is 16"}),
            ServerVerdict.CONTEXT_TOO_SMALL,
        ),
        (fails(429, {"error": {"message": "slow down"}}), ServerVerdict.BUSY),
        (fails(500, {"error": "CUDA out of memory"}), ServerVerdict.FAILED),
        (fails(500, {"error": {"message": "model 'vlm' not found"}}), ServerVerdict.MODEL_MISSING),
        (sends(b"data: " + b"x" * (10 << 20)), ServerVerdict.WRONG_PATH),
        (sends(DONE), ServerVerdict.NO_TEXT),
        (
            lambda exchange: exchange.more(b"HTTP/1.1 200 X\r\nContent-Length: 999\r\n\r\n" + delta("Gre")),
            ServerVerdict.BROKEN_OFF,
        ),
    ],
)
def test_every_failure_has_its_verdict(server: ChatServer, answer: Answer, verdict: ServerVerdict) -> None:
    assert tried(server, answer).verdict is verdict


@pytest.mark.parametrize(
    "answer",
    [
        fails(404, {"error": {"message": "model 'vlm' not found, try pulling it"}}),
        fails(404, {"object": "error", "message": "The model `vlm` does not exist."}),
        fails(404, b"", "text/plain"),
        fails(400, {"error": {"message": "Invalid model name passed in model=vlm"}}),
        fails(400, {"error": {"message": "bad request"}}),
        fails(400, {"detail": "Server is pinned to 'eye-0'; requested 'vlm'."}),
    ],
)
def test_a_missing_model_is_told_with_those_that_are_there(server: ChatServer, answer: Answer) -> None:
    names = tuple(f"eye-{number}" for number in range(8))
    server.list_models = sends(models(*names), content_type="application/json")
    result = tried(server, answer)
    assert result.verdict is ServerVerdict.MODEL_MISSING
    assert result.models == names
    assert "has no model “vlm”" in result.what
    assert result.remedy == "Choose one that it has: eye-0, eye-1, eye-2, eye-3, eye-4, eye-5 and 2 more."
    assert server.exchanges[-1].path == "/v1/models"
    assert server.exchanges[-1].headers["Authorization"] == f"Bearer {KEY}"


def test_a_server_that_fails_may_only_lack_the_model(server: ChatServer) -> None:
    """Some servers list only a part of what they have, so the failure stays what it is."""
    server.list_models = sends(models("eye"), content_type="application/json")
    result = tried(server, fails(500, b"Internal Server Error", "text/plain"))
    assert result.verdict is ServerVerdict.FAILED
    assert result.remedy.endswith("The models that it lists: eye.")


@pytest.mark.parametrize(
    "names", [sends(models("vlm"), content_type="application/json"), fails(404, b"", "text/plain")]
)
def test_a_wrong_path_stays_one_when_no_other_model_is_known(server: ChatServer, names: Answer) -> None:
    server.list_models = names
    result = tried(server, fails(404, b"404 page not found", "text/plain"))
    assert result.verdict is ServerVerdict.WRONG_PATH
    assert result.models == ()


def test_nobody_listens() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        result = tried(f"http://127.0.0.1:{reserved.getsockname()[1]}")
    assert result.verdict is ServerVerdict.UNREACHABLE
    assert "No model server answers at http://127.0.0.1:" in result.what


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    server = ModelServer("http://vlm.example", consented_hosts=frozenset({"vlm.example"}))
    result = probe(server, "vlm", never)
    assert result.verdict is ServerVerdict.UNREACHABLE
    assert "The name in http://vlm.example is not known" in result.what


def test_a_connection_that_is_never_made() -> None:
    """A full queue of a socket that accepts nobody: the next connection is neither made nor refused."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(deaf.getsockname())
        result = tried(f"http://127.0.0.1:{deaf.getsockname()[1]}", seconds=1.0)
        for client in waiting:
            client.close()
    assert result.verdict is ServerVerdict.UNREACHABLE


def test_a_certificate_that_nobody_trusts(secure_server: ChatServer) -> None:
    result = tried(secure_server, GREEN)
    assert result.verdict is ServerVerdict.INSECURE
    assert "certificate of https://127.0.0.1" in result.what
    assert secure_server.exchanges == []


def test_a_certificate_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, secure_server: ChatServer
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert tried(secure_server, GREEN).verdict is ServerVerdict.FINE


@pytest.mark.parametrize("asked_for", ["https", "http"])
def test_the_wrong_scheme(asked_for: str, server: ChatServer, secure_server: ChatServer) -> None:
    if asked_for == "https":
        assert tried(server.url.replace("http:", "https:")).verdict is ServerVerdict.INSECURE
    else:
        assert tried(secure_server.url.replace("https:", "http:")).verdict is ServerVerdict.BROKEN_OFF


# It takes too long


def stall(*pieces: bytes) -> Answer:
    def answer(exchange: Exchange) -> None:
        if pieces:
            exchange.send(*pieces)
        exchange.closing.wait(20)

    return answer


def test_a_server_that_says_nothing_in_time(server: ChatServer) -> None:
    result = tried(server, stall(), seconds=0.4)
    assert result.verdict is ServerVerdict.SLOW
    assert result.first_word is None
    assert "said nothing within 0.4 seconds" in result.what
    assert "still be loading" in result.remedy


@pytest.mark.parametrize("piece", [delta("Gre"), thought("Hm. ")])
def test_a_server_that_stalls_in_mid_answer(server: ChatServer, piece: bytes) -> None:
    result = tried(server, stall(piece), seconds=0.6)
    assert result.verdict is ServerVerdict.SLOW
    assert result.first_word is not None
    assert "was not done after 0.6 seconds" in result.what


def test_a_list_of_models_that_does_not_come_in_time(server: ChatServer) -> None:
    server.list_models = stall()
    result = tried(server, fails(404, {"error": {"message": "model 'vlm' not found"}}), seconds=0.6)
    assert result.verdict is ServerVerdict.MODEL_MISSING
    assert result.models == ()


def test_a_probe_can_be_cancelled(server: ChatServer) -> None:
    hung_up = threading.Event()

    def answer(exchange: Exchange) -> None:
        if exchange.client_hung_up(within=20):
            hung_up.set()

    server.answer = answer
    with pytest.raises(Cancelled):
        probe(ModelServer(server.url), "vlm", lambda: bool(server.exchanges), seconds=60)
    assert hung_up.wait(10)
