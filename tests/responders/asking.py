"""A server asked through the responder: its answer, or its failure."""

import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer, Timeouts
from tests.responders.answering import never, whole
from tests.responders.chat_server import Answer, ChatServer
from tests.responders.sending import KEY


def answer_of(server: ChatServer, request: AnswerRequest, answer: Answer | None = None) -> str:
    if answer is not None:
        server.answer = answer
    return whole(OpenAICompatibleResponder(ModelServer(server.url, KEY), "vlm"), request).text


def failure(request: AnswerRequest, url: str, key: str = KEY, silence: float = 60.0) -> ResponderError:
    responder = OpenAICompatibleResponder(ModelServer(url, key, timeouts=Timeouts(silence=silence)), "vlm")
    with pytest.raises(ResponderError) as caught:
        list(responder.respond(request, never))
    error = caught.value
    assert error.what
    assert error.remedy
    for secret in (key, request.query, "base64"):
        assert secret not in repr(error) + error.detail
    return error
