"""What a card is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True, eq=False)
class AnswerCard:
    """What is known about an answer before its first word.

    when_text: the moment of the trigger, as shown. query: the standing request. responder: who
    answers. thumbnails, seconds: the evidence and, for each picture, its stream second. answerable:
    something can be asked about it.
    """

    event_id: int
    when_text: str
    query: str
    responder: str
    thumbnails: tuple[QImage, ...] = ()
    seconds: tuple[float, ...] = ()
    answerable: bool = True


class CardState(Enum):
    """How far an answer has come."""

    WAITING = auto()
    HELD = auto()
    ANSWERING = auto()
    DONE = auto()
    FAILED = auto()
