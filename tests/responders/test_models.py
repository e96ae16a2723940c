"""Which models a server has, asked under the same rules as an answer."""

from __future__ import annotations

import json
import socket

import pytest

from stride_desktop.core.errors import Cancelled, ResponderError
from stride_desktop.responders.models import list_models
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import never
from tests.responders.chat_server import Answer, ChatServer, models
from tests.responders.sending import KEY, fails, sends


def named(server: ChatServer, answer: Answer, path: str = "") -> tuple[str, ...]:
    server.list_models = answer
    return list_models(ModelServer(server.url + path, KEY), never)


def listed(content: object) -> Answer:
    return sends(json.dumps(content).encode(), content_type="application/json")


@pytest.mark.parametrize(
    ("path", "asked"),
    [("", "/v1/models"), ("/v1/", "/v1/models"), ("/api/v3/chat/completions", "/api/v3/models")],
)
def test_the_names_come_in_the_servers_order(server: ChatServer, path: str, asked: str) -> None:
    answer = sends(models("qwen3-vl:8b", "llava", "llava"), content_type="application/json")
    assert named(server, answer, path) == ("qwen3-vl:8b", "llava")
    (exchange,) = server.exchanges
    assert exchange.path == asked
    assert exchange.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ([{"id": "a"}], ("a",)),
        ({"data": []}, ()),
        ({"data": [{"id": "a"}, {"id": 3}, "b", {"name": "c"}, {"id": "d\n"}]}, ("a",)),
    ],
)
def test_the_shapes_servers_list_in(server: ChatServer, content: object, names: tuple[str, ...]) -> None:
    assert named(server, listed(content)) == names


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (fails(401, {"error": {"message": f"bad key {KEY}"}}), "refused access"),
        (fails(429, b""), "no more requests"),
        (fails(404, b"404 page not found", "text/plain"), "does not tell which models"),
        (fails(500, b""), "does not tell which models"),
        (sends(b"<!doctype html>", content_type="text/html"), "does not tell which models"),
        (listed({"data": None}), "does not tell which models"),
        (listed({"error": "Unexpected endpoint"}), "has. It says: “Unexpected endpoint”"),
        (fails(500, {"detail": "no database"}), "has. It says: “no database”"),
        (sends(b"[" * 100_000, content_type="application/json"), "does not tell which models"),
        (sends(b"[" + b" " * (5 << 20)), "does not tell which models"),
    ],
)
def test_failures_are_explained(server: ChatServer, answer: Answer, expected: str) -> None:
    with pytest.raises(ResponderError, match=expected) as caught:
        named(server, answer)
    assert caught.value.remedy
    assert KEY not in repr(caught.value) + caught.value.detail


def test_nobody_listens() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        with pytest.raises(ResponderError, match="No model server answers"):
            list_models(ModelServer(f"http://127.0.0.1:{reserved.getsockname()[1]}"), never)


def test_nothing_reaches_a_host_without_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    with pytest.raises(ResponderError, match="not agreed"):
        list_models(ModelServer("https://api.example.com/v1", KEY), never)
    assert looked_up == []


def test_a_proxy_is_not_used_for_this_machine(monkeypatch: pytest.MonkeyPatch, server: ChatServer) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert list_models(ModelServer(server.url), never) == ("vlm",)


def test_redirects_are_not_followed(server: ChatServer) -> None:
    head = f"HTTP/1.1 307 X\r\nLocation: {server.url}/other\r\nContent-Length: 0\r\n\r\n".encode()
    with pytest.raises(ResponderError):
        named(server, lambda exchange: exchange.more(head))
    assert len(server.exchanges) == 1


def test_listing_can_be_cancelled(server: ChatServer) -> None:
    server.list_models = lambda exchange: exchange.closing.wait(20)
    with pytest.raises(Cancelled):
        list_models(ModelServer(server.url), lambda: bool(server.exchanges))
