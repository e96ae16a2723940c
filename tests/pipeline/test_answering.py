"""Answers beside watching: what waits while the answering model is out of order."""

from __future__ import annotations

import threading
from time import monotonic

import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.circuit import Circuit
from stride_desktop.pipeline.answering import Answers
from stride_desktop.responders.base import Responder
from stride_desktop.responders.failures import ServerError
from stride_desktop.responders.reasons import Verdict


class Server(Responder):
    """Out of order until it is mended; then it says which event it is about."""

    name = "server"
    remote = True

    def __init__(self):
        self.mended = threading.Event()
        self.asked = []

    def respond(self, request, cancelled):
        self.asked.append(request.event_id)
        self.reach(cancelled)
        yield f"event {request.event_id}"

    def reach(self, cancelled):  # noqa: ARG002
        if not self.mended.is_set():
            raise ServerError(Verdict.UNREACHABLE, "It is down.", "Start it.")


class Outcomes:
    """Collects outcomes; `wait` blocks until there are so many."""

    def __init__(self):
        self._changed = threading.Condition()
        self.all = []

    def __call__(self, outcome):
        with self._changed:
            self.all.append(outcome)
            self._changed.notify_all()

    def wait(self, count):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.all) >= count, 20)

    def of(self, failed):
        return [item.request.event_id for item in self.all if (item.error is not None) is failed]


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def outcomes():
    return Outcomes()


def ask(answers, *events):
    for event in events:
        answers.ask(0, AnswerRequest(event, "bright", 0.0, 1.0, 1.0, True, ()))


def test_after_three_failures_requests_wait_until_the_server_is_back(server, outcomes):
    circuit = Circuit(monotonic, first_pause=0.02, longest_pause=0.02)
    answers = Answers(lambda: server, outcomes, lambda: False, beside=True, circuit=circuit)
    ask(answers, 1, 2, 3)
    outcomes.wait(3)
    ask(answers, 4, 5)
    server.mended.set()
    outcomes.wait(5)
    answers.close()
    assert (outcomes.of(failed=True), outcomes.of(failed=False)) == ([1, 2, 3], [4, 5])
    assert server.asked == [1, 2, 3, 4, 5]


def test_what_still_waits_at_the_end_is_given_up_and_says_why(server, outcomes):
    circuit = Circuit(monotonic, first_pause=3600.0)
    answers = Answers(lambda: server, outcomes, lambda: False, beside=True, circuit=circuit)
    ask(answers, 1, 2, 3)
    outcomes.wait(3)
    ask(answers, 4)
    answers.close()
    assert server.asked == [1, 2, 3]
    assert "It was not asked" in outcomes.all[-1].error.what
    assert outcomes.all[-1].request.event_id == 4
