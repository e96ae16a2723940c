"""What a card is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True, eq=False)
class AnswerCard:
    """What is known about an answer before its first word.

    when_text: the moment of the trigger, as shown. query: the standing request, or the question. responder:
    who answers. thumbnails, seconds, times: the evidence and, for each picture, its stream second, also in
    words. answerable: something can be asked about it, and it can be answered again. about: which answer a
    question is about, in words. picture_of: finds a larger picture of a second, None when there is none.
    """

    event_id: int
    when_text: str
    query: str
    responder: str
    thumbnails: tuple[QImage, ...] = ()
    seconds: tuple[float, ...] = ()
    times: tuple[str, ...] = ()
    answerable: bool = True
    about: str = ""
    picture_of: Callable[[float], QImage | None] = lambda _second: None


class CardState(Enum):
    """How far an answer has come."""

    WAITING = auto()
    HELD = auto()
    ANSWERING = auto()
    DONE = auto()
    FAILED = auto()
    STOPPED = auto()
