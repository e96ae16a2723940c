"""Answers beside watching: what waits while the answering model is out of order."""

from __future__ import annotations

import threading
from time import monotonic

import pytest

from stride_desktop.core.answers import AnswerRequest, Exchange, RequestKind
from stride_desktop.core.circuit import Circuit
from stride_desktop.pipeline.answering import MAX_WAITING, Answers
from stride_desktop.responders.base import Responder
from stride_desktop.responders.failures import ServerError
from stride_desktop.responders.reasons import ServerVerdict


class Server(Responder):
    """Out of order until it is mended; then it says which event it is about."""

    name = "server"
    remote = True

    def __init__(self):
        self.mended = threading.Event()
        self.asked, self.histories = [], []

    def respond(self, request, cancelled):
        self.asked.append(request.event_id)
        self.histories.append(request.history)
        self.reach(cancelled)
        yield f"event {request.event_id}"

    def reach(self, cancelled):  # noqa: ARG002
        if not self.mended.is_set():
            raise ServerError(ServerVerdict.UNREACHABLE, "It is down.", "Start it.")


class Reader:
    """Reads an answer store; `wait` blocks until so many answers are over."""

    def __init__(self, store):
        self._changed = threading.Condition()
        self.over = []
        store.changed.append(self._on_changed)

    def _on_changed(self, before, after):
        with self._changed:
            if after.over and not before.over:
                self.over.append(after)
            self._changed.notify_all()

    def wait(self, count):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.over) >= count, 20)

    def events(self, failed):
        return [answer.event_id for answer in self.over if (answer.error is not None) is failed]


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def made(server):
    """Makes Answers of the server whose circuit breaker pauses so long, and a reader of their store."""

    def make(pause, beside):
        circuit = Circuit(monotonic, first_pause=pause, longest_pause=pause)
        answers = Answers(lambda: server, threading.Event(), beside=beside, circuit=circuit)
        return answers, Reader(answers.store)

    return make


def ask(answers, *events, lane=0, kind=RequestKind.TRIGGER):
    for event in events:
        answers.ask(lane, AnswerRequest(event, "bright", 0.0, 1.0, 1.0, True, (), kind=kind))


def test_after_three_failures_requests_wait_until_the_server_is_back(server, made):
    answers, reader = made(pause=0.02, beside=True)
    ask(answers, 1, 2, 3)
    reader.wait(3)
    ask(answers, 4, 5)
    server.mended.set()
    reader.wait(5)
    answers.close()
    assert (reader.events(failed=True), reader.events(failed=False)) == ([1, 2, 3], [4, 5])
    assert server.asked == [1, 2, 3, 4, 5]


def test_a_file_waits_for_the_server_as_well(server, made):
    answers, reader = made(pause=0.0, beside=False)
    ask(answers, 1, 2, 3)
    server.mended.set()
    ask(answers, 4)
    answers.close()
    assert (reader.events(failed=True), reader.events(failed=False)) == ([1, 2, 3], [4])


@pytest.mark.parametrize("beside", [True, False])
def test_what_still_waits_at_the_end_is_given_up_and_says_why(server, made, beside):
    answers, reader = made(pause=3600.0, beside=beside)
    ask(answers, 1, 2, 3)
    reader.wait(3)
    ask(answers, 4)
    answers.close()
    assert server.asked == [1, 2, 3]
    assert "It was not asked" in reader.over[-1].error.what
    assert reader.over[-1].event_id == 4


@pytest.mark.parametrize("beside", [True, False])
def test_of_too_many_that_wait_the_oldest_is_given_up(made, beside):
    answers, reader = made(pause=3600.0, beside=beside)
    ask(answers, 1, 2, 3)
    reader.wait(3)
    ask(answers, *range(4, MAX_WAITING + 5))
    assert reader.over[-1].event_id == 4
    assert "Too many" in reader.over[-1].error.what
    answers.close()
    assert [answer.event_id for answer in answers.store] == list(range(1, MAX_WAITING + 5))


def test_how_an_event_ended_completes_its_answer_in_the_same_lane(server, made):
    answers, reader = made(pause=3600.0, beside=False)
    server.mended.set()
    ask(answers, 1)
    ask(answers, 1, lane=1, kind=RequestKind.CLOSING)
    assert server.asked == [1], "nothing was answered in that lane"
    ask(answers, 1, kind=RequestKind.CLOSING)
    first, remark = reader.over
    assert (remark.remark_on, remark.card_id, remark.lane_id) == (first.id, first.card_id, "0")
    assert server.histories[-1] == (Exchange("", "event 1"),)


def test_how_an_event_ended_is_not_asked_when_its_answer_failed(server, made):
    answers, _ = made(pause=3600.0, beside=False)
    ask(answers, 1)
    ask(answers, 1, kind=RequestKind.CLOSING)
    assert server.asked == [1]
    assert [answer.event_id for answer in answers.store] == [1]
