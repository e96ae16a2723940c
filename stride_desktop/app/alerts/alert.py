"""An alert: the words, picture and buttons of a notification."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from stride_desktop.core.frames import Frame
from stride_desktop.core.text import elided

_SENTENCE_LETTERS = 200
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)", re.DOTALL)
_MARKS = re.compile(r"^[#>\s]+|\*+|`+")


class Channel(Enum):
    """Where alerts are shown: the desktop's notifications, the tray icon, or the task bar."""

    UNKNOWN = "unknown"
    DESKTOP = "desktop"
    TRAY = "tray"
    TASK_BAR = "task bar"


@dataclass(frozen=True, slots=True, eq=False)
class Alert:
    """A notification. key: a later alert with the same key replaces the earlier one.

    buttons: names and labels. update: only replaces a notification that is still shown; without a picture it
    keeps the picture that is shown.
    """

    key: str
    title: str
    text: str
    picture: Frame | None = None
    buttons: tuple[tuple[str, str], ...] = ()
    update: bool = False


@dataclass(eq=False, slots=True)
class Moment:
    """An event that triggered. unseen: the window was not in front since. quiet: held back in quiet hours."""

    run: int
    event_id: int
    second: float
    unseen: bool
    quiet: bool = False


def first_sentence(answer: str) -> str:
    """The first sentence of an answer, without Markdown."""
    plain = _MARKS.sub("", answer.strip())
    paragraph = plain.split("\n\n")[0]
    match = _SENTENCE.match(paragraph)
    return elided(match[0] if match else paragraph, _SENTENCE_LETTERS)
