"""One answer of a card: a card that was asked again has several."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.app.chat.answer import CardState


@dataclass(slots=True)
class Saying:
    """What somebody said, as far as it has come. text: Markdown.

    failure: why there is no more of it, or why it is not asked for. preparing: what is done before its
    first word. usage: what it took, in words. sent: stream seconds of the pictures it is about, None for all
    as long as that is not known.
    """

    responder: str
    state: CardState = CardState.WAITING
    text: str = ""
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
        self.text = self.failure = self.preparing = self.usage = ""
