"""A server that is tested with a probe."""

from __future__ import annotations

from stride_desktop.responders.probe import Probe, probe
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import never
from tests.responders.chat_server import DONE, Answer, ChatServer, delta, event
from tests.responders.sending import KEY, sends

GREEN = sends(delta("Gre"), delta("en."), DONE)


def tried(server: ChatServer | str, answer: Answer | None = None, seconds: float = 5.0) -> Probe:
    url = server if isinstance(server, str) else server.url
    if answer is not None:
        assert isinstance(server, ChatServer)
        server.answer = answer
    result = probe(ModelServer(url, KEY), "vlm", never, seconds)
    assert result.what
    assert result.remedy or result.verdict is ServerVerdict.FINE
    for secret in (KEY, "base64", "What colour"):
        assert secret not in repr(result)
    return result


def thought(text: str, field: str = "reasoning_content") -> bytes:
    return event({"choices": [{"index": 0, "delta": {field: text}}]})


def cut_short(text: str) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": "length"}]})
