"""The store of all answers, live and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from stride_desktop.core.answers import Answer, AnswerRequest

MOST_ANSWERS = 500
"""Older answers make room for newer ones, or a day of watching would fill the memory."""


class AnswerStore:
    """Keeps answers by id, in the order in which they were asked for. Used on one thread.

    `added`, `changed` and `removed` are the callbacks of its readers, called in the order in which they were
    appended; `changed` is given the answer before and after.
    """

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self.added: list[Callable[[Answer], None]] = []
        self.changed: list[Callable[[Answer, Answer], None]] = []
        self.removed: list[Callable[[Answer], None]] = []
        self._most = most
        self._answers: dict[int, Answer] = {}
        self._next_id = 1

    def __iter__(self) -> Iterator[Answer]:
        """All answers, oldest first."""
        return iter(tuple(self._answers.values()))

    def get(self, answer_id: int) -> Answer | None:
        """The answer with this id; None when it was removed."""
        return self._answers.get(answer_id)

    def ask(
        self,
        run: int | None,
        request: AnswerRequest,
        *,
        card_id: int | None = None,
        remark_on: int | None = None,
        about: int | None = None,
        lane_id: str = "",
    ) -> Answer:
        """Add an answer that waits; without a card_id it begins a card. Fields as in Answer."""
        answer_id = self.new_id()
        card_id = answer_id if card_id is None else card_id
        answer = Answer(answer_id, run, replace(request, evidence=()), card_id, remark_on, about, lane_id)
        self.add(answer)
        return answer

    def new_id(self) -> int:
        """An id for an answer that is to be added."""
        answer_id, self._next_id = self._next_id, self._next_id + 1
        return answer_id

    def add(self, answer: Answer) -> None:
        """Add an answer; when there are too many, the oldest that is over is removed."""
        self._answers[answer.id] = answer
        for tell in tuple(self.added):
            tell(answer)
        if len(self._answers) > self._most:
            oldest = next((old for old in self._answers.values() if old.over), None)
            if oldest is not None:
                self.remove(oldest.id)

    def retry(self, answer: Answer) -> Answer:
        """Add another attempt to the card of an answer; an answer without text is restarted instead."""
        card_id, about, lane_id = answer.card_id, answer.about, answer.lane_id
        if answer.text:
            return self.ask(answer.run, answer.request, card_id=card_id, about=about, lane_id=lane_id)
        afresh = Answer(answer.id, answer.run, answer.request, card_id, about=about, lane_id=lane_id)
        self.change(afresh)
        return afresh

    def change(self, answer: Answer) -> None:
        """Replace the answer with this id, unless it was removed."""
        before = self._answers.get(answer.id)
        if before is not None:
            self._answers[answer.id] = answer
            for tell in tuple(self.changed):
                tell(before, answer)

    def remove(self, answer_id: int) -> None:
        """Remove an answer, if it is there."""
        if answer := self._answers.pop(answer_id, None):
            for tell in tuple(self.removed):
                tell(answer)

    def on_card(self, card_id: int) -> tuple[Answer, ...]:
        """The attempts of a card, oldest first, without closing remarks."""
        return tuple(
            answer
            for answer in self._answers.values()
            if answer.card_id == card_id and answer.remark_on is None
        )

    def newest_on_card(self, card_id: int) -> Answer | None:
        """The newest attempt of a card."""
        return next(reversed(self.on_card(card_id)), None)

    def remark_on(self, answer_id: int) -> Answer | None:
        """The closing remark that completes an answer."""
        return next((answer for answer in self._answers.values() if answer.remark_on == answer_id), None)

    def newest_about(self, run: int, event_id: int | None, lane_id: str = "") -> Answer | None:
        """The newest attempt at answering an event of a run.

        lane_id: of the event, where every lane numbers its own.
        """
        about = (run, event_id, lane_id, None)
        found = (a for a in reversed(tuple(self)) if (a.run, a.event_id, a.lane_id, a.remark_on) == about)
        return next(found, None)
