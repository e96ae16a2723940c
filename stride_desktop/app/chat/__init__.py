"""The chat panel: the answers to triggers and questions, and the frames that were sent for them."""

from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.chat.panel import ChatPanel

__all__ = ["AnswerCard", "CardPicture", "ChatPanel"]
