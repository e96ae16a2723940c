"""The chat panel: what was said when a moment came, and the frames it was said about."""

from stride_desktop.app.chat.answer import AnswerCard
from stride_desktop.app.chat.panel import ChatPanel

__all__ = ["AnswerCard", "ChatPanel"]
