"""A chat panel whose answers change step by step."""

from __future__ import annotations

from dataclasses import replace

from stride_desktop.app.chat.answer import AnswerCard
from stride_desktop.app.chat.panel import ChatPanel
from stride_desktop.core.answers import Answer, AnswerRequest, AnswerState, Reply, Usage
from stride_desktop.core.errors import StrideError
from stride_desktop.pipeline.answer_store import AnswerStore

REQUEST = AnswerRequest(1, "tell me when it rains", 0.0, 1.0, 1.0, True, ())


class StepwisePanel(ChatPanel):
    """Shows the answers of a store of its own; cards have the numbers that the test gives them."""

    def __init__(self) -> None:
        super().__init__()
        self.store = AnswerStore()
        self.store.added.append(self.show_answer)
        self.store.changed.append(lambda _before, after: self.show_answer(after))
        self.store.removed.append(self.remove_answer)
        self._remarks: dict[int, int] = {}  # ids by the numbers of the test

    def ask(self, card: AnswerCard) -> None:
        """Show a card whose answer waits."""
        answer = Answer(card.card_id, 1, REQUEST, card.card_id)
        self.add_card(card, answer)
        self.store.add(answer)

    def _newest(self, number: int) -> Answer:
        if number in self._remarks:
            answer = self.store.get(self._remarks[number])
        else:
            answer = self.store.newest_on_card(number)
        return answer or Answer(number, 1, REQUEST, number)

    def _change(self, number: int, **fields: object) -> None:
        answer = replace(self._newest(number), **fields)
        if self.store.get(answer.id) is None:
            self.show_answer(answer)  # of no card
        self.store.change(answer)

    def reply(self, number: int, reply: Reply) -> None:
        """The answer as far as it has come."""
        self._change(number, reply=reply, **({"state": AnswerState.ANSWERING} if reply.text else {}))

    def append_text(self, number: int, piece: str) -> None:
        """One more piece of the answer."""
        before = self._newest(number).reply
        self.reply(number, replace(before, text=before.text + piece))

    def begin(self, number: int, responder: str) -> None:
        """A responder is asked."""
        self._change(number, responder=responder)

    def begin_remark(self, number: int, card_id: int) -> None:
        """A responder is asked for a closing remark."""
        remark = Answer(1000 + number, 1, REQUEST, card_id, remark_on=self._newest(card_id).id)
        self.store.add(remark)
        self._remarks[number] = remark.id
        self.begin(number, "nano")

    def finish(self, number: int) -> None:
        """The answer is complete."""
        self._change(number, state=AnswerState.DONE)

    def fail(self, number: int, what: str, remedy: str) -> None:
        """There is no answer, or no more of it."""
        self._change(number, state=AnswerState.FAILED, error=StrideError(what, remedy))

    def hold(self, number: int, note: str) -> None:
        """It is not asked for now."""
        self._change(number, state=AnswerState.HELD, note=note)

    def wait(self, number: int) -> None:
        """It is asked for again."""
        newest = max(answer.id for answer in self.store)
        while self.store.new_id() < newest:  # the test's numbers are ids, too
            pass
        self.store.retry(self._newest(number))

    def set_sent(self, number: int, seconds: tuple[float, ...]) -> None:
        """The frames that were sent."""
        self._change(number, sent=seconds)

    def set_usage(self, number: int, usage: Usage) -> None:
        """What the answer took."""
        self._change(number, usage=usage)

    def text_of(self, number: int) -> str:
        """The newest text of a card."""
        return next((answer.text for answer in reversed(self.store.on_card(number)) if answer.text), "")
