"""One page of a card: an attempt at an answer, and the closing remark below it."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.amounts import counted
from stride_desktop.core.answers import Answer, AnswerState, Usage

REMARK_TITLE = "When it was over"


@dataclass(frozen=True, slots=True)
class CardPage:
    """One answer as a page of a card.

    remark: only once the responder has begun it; when it fails, the answer keeps its state.
    """

    answer: Answer
    remark: Answer | None = None

    @property
    def _newest(self) -> Answer:
        return self.remark or self.answer

    @property
    def state(self) -> AnswerState:
        """State of the answer."""
        return self.remark.state if self.remark and self.remark.running else self.answer.state

    @property
    def running(self) -> bool:
        """More text is to come."""
        return self._newest.running

    @property
    def over(self) -> bool:
        """The answer and its remark are over."""
        return not self.running and self.answer.over

    @property
    def text(self) -> str:
        """Markdown: the answer, and the remark below it."""
        if self.remark is None:
            return self.answer.text
        end = self.remark.error.what if self.remark.error else self.remark.note * self.remark.over
        return f"{self.answer.text}\n\n---\n\n*{REMARK_TITLE}*\n\n{self.remark.text}{end}".lstrip()

    @property
    def thinking(self) -> str:
        """The thoughts before the newest text."""
        return self._newest.reply.thinking

    @property
    def cut_off(self) -> str:
        """Why it is incomplete, in words; empty when it is complete."""
        reason = self._newest.reply.cut_off
        return reason.words if reason else ""

    @property
    def failure(self) -> str:
        """Why it failed, in words."""
        return str(self.answer.error) if self.answer.error else ""

    @property
    def usage(self) -> str:
        """Tokens and time of the answer, as text."""
        return "" if self.answer.usage is None else usage_words(self.answer.usage)

    @property
    def status(self) -> str:
        """One line about its state; empty for a complete answer."""
        match self.state:
            case AnswerState.WAITING:
                return self._newest.note or ("Thinking…" if self.thinking else "Waiting…")
            case AnswerState.ANSWERING:
                return "Answering…"
            case AnswerState.FAILED:
                return f"Failed: {self.failure}"
            case AnswerState.DONE:
                return self.cut_off or ("" if self.text else "No answer was given.")
            case _:
                return self.answer.note


def usage_words(usage: Usage) -> str:
    """Number of pictures and, where they were counted, of tokens."""
    words = counted(usage.images, "picture")
    if usage.prompt is None or usage.answer is None:
        return words
    return f"{words} · {usage.prompt:,} tokens read, {usage.answer:,} written"
