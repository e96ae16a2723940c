"""Closing remarks: how an event ended, as a second, short answer on the same card."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.answers.context import AnswerContext
from stride_desktop.core.answers import Answer, AnswerRequest, AnswerState, Exchange
from stride_desktop.pipeline.answering import MAX_WAITING
from stride_desktop.pipeline.updates import Ended, Update


class EventEndAnswers(QObject):
    """Asks for a closing remark once an event has ended, if that is set, and its answer is complete."""

    def __init__(self, context: AnswerContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live, self._store, self._answers = context.live, context.store, context.queue
        self._preview = context.preview
        self._due: dict[int, AnswerRequest] = {}  # by answer, until that is complete
        self._live.happened.connect(self._on_update)
        self._live.deleted.connect(self._on_deleted)
        self._store.added.append(self._on_added)
        self._store.changed.append(self._on_changed)
        self._store.removed.append(self._on_removed)

    @Slot(int, object)
    def _on_update(self, _lane: int, update: Update) -> None:
        if not isinstance(update, Ended) or self._answers.settings.closing != "ask":
            return
        answer = self._store.newest_about(self._live.run_number, update.event.id)
        if answer is None:
            return
        if answer.state is AnswerState.DONE:
            self._ask(answer, update.request)
        elif not answer.over:
            self._due[answer.id] = update.request

    def _ask(self, answer: Answer, request: AnswerRequest) -> None:
        queue = self._answers
        if queue.hold_reason or queue.waiting >= MAX_WAITING:
            return  # answers to triggers are worth more than closing remarks
        answer_style = self._live.requests.answer_style(request.query)
        request = replace(request, history=(Exchange("", answer.text),), answer_style=answer_style)
        remark = self._store.ask(answer.run, request, card_id=answer.card_id, remark_on=answer.id)
        queue.submit(remark, request, self._preview.clock)

    def _on_changed(self, before: Answer, after: Answer) -> None:
        if not after.over or before.over:
            return
        request = self._due.pop(after.id, None)
        if request is not None and after.state is AnswerState.DONE:
            self._ask(after, request)

    def _on_added(self, answer: Answer) -> None:
        """A retry: a remark that is still to come completes an answer that does not count any more."""
        for remark in () if answer.remark_on else self._store:
            if remark.card_id == answer.card_id and remark.remark_on and not remark.over:
                self._store.remove(remark.id)

    @Slot()
    def _on_deleted(self) -> None:
        self._due.clear()

    def _on_removed(self, answer: Answer) -> None:
        self._due.pop(answer.id, None)
