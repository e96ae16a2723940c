"""What a card is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True, eq=False)
class AnswerCard:
    """What is known about an answer before its first word.

    when_text: the moment of the trigger, as shown. query: the standing request, or the question. responder:
    who answers. thumbnails, seconds, times: the evidence and, for each picture, its stream second, also in
    words. answerable: something can be asked about it, and it can be answered again.
    """

    event_id: int
    when_text: str
    query: str
    responder: str
    thumbnails: tuple[QImage, ...] = ()
    seconds: tuple[float, ...] = ()
    times: tuple[str, ...] = ()
    answerable: bool = True


class CardState(Enum):
    """How far an answer has come."""

    WAITING = auto()
    HELD = auto()
    ANSWERING = auto()
    DONE = auto()
    FAILED = auto()
    STOPPED = auto()
