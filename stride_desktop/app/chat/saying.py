"""One answer of a card: a card that was asked again has several."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.app.chat.answer import CardState
from stride_desktop.core.answers import Reply


@dataclass(slots=True)
class Saying:
    """One answer, as far as it has come. text: Markdown.

    above: the part of the text that stands above the remark which is being added. thinking: what the model
    thought first. cut_off: why it ends before its end, in words. failure: why there is no more of it, or why
    it is not asked for. preparing: what is done before its first word. usage: what it took, in words. sent:
    stream seconds of the pictures it is about, None for all as long as that is not known.
    """

    responder: str
    state: CardState = CardState.WAITING
    text: str = ""
    above: str = ""
    thinking: str = ""
    cut_off: str = ""
    failure: str = ""
    preparing: str = ""
    usage: str = ""
    sent: tuple[float, ...] | None = None

    @property
    def running(self) -> bool:
        """More of it is to come."""
        return self.state in (CardState.WAITING, CardState.ANSWERING)

    @property
    def worth_keeping(self) -> bool:
        """Something was said that another attempt must not take away."""
        return bool(self.text)

    def begin(self, responder: str) -> None:
        """Wait for the first word again."""
        self.responder, self.state = responder, CardState.WAITING
        self.sent = None
        self.text = self.above = self.thinking = self.cut_off = ""
        self.failure = self.preparing = self.usage = ""

    def take(self, answer: Reply) -> None:
        """What has been said so far, instead of what had been before."""
        self.text, self.thinking = self.above + answer.text, answer.thinking
        self.cut_off = answer.cut_off.words if answer.cut_off else ""
        if answer.text:
            self.state = CardState.ANSWERING

    def add_part(self, title: str) -> None:
        """What is said from now on is a remark of its own, below the rest."""
        self.text = self.above = f"{self.text}\n\n---\n\n*{title}*\n\n".lstrip()
        self.state, self.preparing = CardState.WAITING, ""
