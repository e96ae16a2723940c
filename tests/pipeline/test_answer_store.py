"""The store of answers: ids, cards, retries, remarks, and what its readers are called with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stride_desktop.core.answers import AnswerRequest, AnswerState, Reply, RequestKind
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.answer_store import AnswerStore

REQUEST = AnswerRequest(1, "tell me", 3.0, 5.0, 5.0, True, (Frame(np.zeros((2, 2, 3), np.uint8), 4.0),))


def said(store, answer, text, state=AnswerState.DONE):
    store.change(replace(answer, reply=Reply(text), state=state))


def test_each_answer_has_an_id_of_its_own_and_keeps_no_frames():
    store = AnswerStore()
    first, second = store.ask(1, REQUEST), store.ask(None, REQUEST)
    assert (first.id, first.card_id, first.run) == (1, 1, 1)
    assert (second.id, second.card_id, second.run) == (2, 2, None)
    assert first.request.evidence == ()


def test_readers_are_called_with_what_was_added_changed_and_removed():
    store, told = AnswerStore(), []
    store.added.append(lambda answer: told.append(("added", answer.id)))
    store.changed.append(lambda before, after: told.append((before.text, after.text)))
    store.removed.append(lambda answer: told.append(("removed", answer.id)))
    answer = store.ask(1, REQUEST)
    said(store, answer, "It happened.")
    store.remove(answer.id)
    store.remove(answer.id)
    said(store, answer, "It counts no more.")
    assert told == [("added", 1), ("", "It happened."), ("removed", 1)]


def test_a_retry_is_another_answer_on_the_same_card():
    store = AnswerStore()
    first = store.ask(1, REQUEST)
    said(store, first, "It happened.")
    second = store.retry(store.get(first.id))
    assert (second.id, second.card_id, second.state) == (2, 1, AnswerState.WAITING)
    assert store.newest_on_card(1) is second
    said(store, second, "It did.")
    assert [answer.text for answer in store.on_card(1)] == ["It happened.", "It did."]


def test_an_answer_that_said_nothing_begins_again():
    store = AnswerStore()
    first = store.ask(1, REQUEST)
    said(store, first, "", AnswerState.FAILED)
    again = store.retry(store.get(first.id))
    assert (again.id, again.state, again.error) == (first.id, AnswerState.WAITING, None)
    assert len(list(store)) == 1


def test_a_closing_remark_names_the_answer_that_it_completes():
    store = AnswerStore()
    first = store.ask(1, REQUEST)
    said(store, first, "It happened.")
    remark = store.ask(1, replace(REQUEST, kind=RequestKind.CLOSING), card_id=1, remark_on=first.id)
    said(store, remark, "It is over.")
    assert store.remark_on(first.id).id == remark.id == 2
    assert [answer.text for answer in store.on_card(1)] == ["It happened."]


def test_the_oldest_answers_make_room():
    store = AnswerStore(most=2)
    said(store, store.ask(1, REQUEST), "It happened.")
    store.ask(1, REQUEST)
    store.ask(1, REQUEST)
    store.ask(1, REQUEST)
    assert [answer.id for answer in store] == [2, 3, 4], "those that are still to come stay"
