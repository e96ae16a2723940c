"""The parts of a card beside its answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True, eq=False)
class CardPicture:
    """A frame of the evidence as a thumbnail. time: its stream second as displayed; may be empty."""

    image: QImage
    second: float
    time: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class AnswerCard:
    """The moment and the pictures that the answers of a card are about.

    card_id: id of its first answer. when_text: the moment of the trigger, as shown. query: the standing
    request, or the question. responder: shown until an answer names its own. answerable: a question can be
    asked about it, and it can be answered again. about: the answer that a question is about, in words.
    picture_of: finds a larger picture of a second, None when there is none.
    """

    card_id: int
    when_text: str
    query: str
    responder: str
    pictures: tuple[CardPicture, ...] = ()
    answerable: bool = True
    about: str = ""
    picture_of: Callable[[float], QImage | None] = lambda _second: None
