"""Separates an answer from the thoughts that its model writes."""

from __future__ import annotations

import re

from stride_desktop.core.answers import Reply, Thought
from stride_desktop.core.text import readable

_NAMES = "think|thinking|thoughts?|reasoning|reflection"
_TAG = re.compile(
    rf"<(?P<angle>/?)(?:\w{{1,16}}:)?(?:{_NAMES})>|◁(?P<triangle>/?)(?:{_NAMES})▷|\[(?P<square>/?)THINK\]",
    re.IGNORECASE,
)
"""The marks around a thought in several families of models; an end has a slash."""

_BEGUN = re.compile("(?:[<◁\\[][/\\w:]{0,32}|\r|[\ud800-\udbff])\\Z")
"""The beginning of a mark, a line end or a character that the next piece may complete."""


class Parting:
    """Splits the pieces of an answer, cut anywhere, into answer and thoughts.

    A thought begins at the start of the answer or of a line. An end without a beginning makes everything
    before it a thought, since some chat templates write the beginning into the prompt. limit: characters of
    both together; the rest is left out. Both become readable text.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._text = self._thinking = ""
        self._held = ""  # what may become a mark
        self._inside = False
        self._thought = False  # there was a thought: no later end can lack its beginning

    @property
    def answer(self) -> Reply:
        """The reply so far."""
        return Reply(self._text, self._thinking)

    @property
    def full(self) -> bool:
        """Whether the limit is reached."""
        return self._size >= self._limit

    def take(self, piece: str | Thought) -> bool:
        """Add a piece; returns whether it contains a word."""
        text = (piece.text if isinstance(piece, Thought) else piece)[: self._limit - self._size]
        self._size += len(text)
        if isinstance(piece, Thought):
            self._thinking += readable(text)
            self._thought |= bool(text)
        else:
            self._read(self._held + text)
        return not text.isspace() and bool(text)

    def end(self) -> None:
        """Add the text that was held back: no piece follows."""
        held, self._held = self._held, ""
        self._add(held)

    def _read(self, text: str) -> None:
        begun = _BEGUN.search(text)
        text, self._held = (text[: begun.start()], begun[0]) if begun else (text, "")
        at = 0
        for mark in _TAG.finditer(text):
            self._add(text[at : mark.start()])
            self._take_mark(mark[0], is_end="/" in mark.groups())
            at = mark.end()
        self._add(text[at:])

    def _take_mark(self, mark: str, *, is_end: bool) -> None:
        line = self._text.rpartition("\n")[2]
        if self._inside and is_end:
            self._inside = False
        elif not self._inside and not is_end and not line.strip():
            self._inside = self._thought = True
        elif not self._inside and is_end and not self._thought and not line.endswith("`"):
            self._thinking, self._text, self._thought = self._text, "", True
        elif not (is_end and not self._text):  # an end too many before the answer says nothing
            self._add(mark)

    def _add(self, text: str) -> None:
        text = readable(text)
        if self._inside:
            self._thinking += text
        else:
            self._text += text if self._text else text.lstrip()
