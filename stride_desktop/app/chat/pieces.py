"""A long answer in pieces that can be rendered alone, so that only new ones have to be drawn.

All pieces but the last stay as they are however the text grows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PIECE_CHARACTERS = 1500
"""A piece that is longer than this ends with its paragraph."""

MOST_CHARACTERS = 3000
"""A piece ends here at the latest: in the middle of a list, a table, a block of code or a word if need be."""

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
RULED = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_OWN_LINE = re.compile(r"\n(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters start..end of a text. opening, closing: what is put around them where that is needed."""

    start: int
    end: int
    opening: str = ""
    closing: str = ""

    def of(self, text: str) -> str:
        """The Markdown of the piece."""
        return self.opening + text[self.start : self.end] + self.closing


def first_piece(text: str) -> Piece:
    """The first piece of a text."""
    return _piece(text, 0, "")


def next_piece(text: str, before: Piece) -> Piece:
    """The piece after another one."""
    return _piece(text, before.end, _left_open(text, before))


def _piece(text: str, start: int, opening: str) -> Piece:
    """The piece from `start`. opening: what the piece before left open."""
    at, blank, fence = start, False, FENCE.match(opening) is not None
    limit = start + MOST_CHARACTERS
    while at < len(text):
        end = text.find("\n", at, limit + 1) + 1
        if not end:
            if len(text) <= limit:
                return Piece(start, len(text), opening)
            return _forced(text, start, limit, opening)
        line = text[at:end]
        if blank and not fence and at - start >= PIECE_CHARACTERS and _begins_paragraph(line):
            return Piece(start, at, opening)
        fence ^= FENCE.match(line) is not None
        at, blank = end, not line.strip()
    return Piece(start, at, opening)


def _forced(text: str, start: int, limit: int, opening: str) -> Piece:
    """A piece of at most the limit: it ends before an unindented line if possible, else a line or word."""
    least = start + MOST_CHARACTERS // 3
    own = [line.end() for line in _OWN_LINE.finditer(text, least, limit)]
    end = own[-1] if own else text.rfind("\n", least, limit) + 1 or text.rfind(" ", least, limit) + 1 or limit
    piece = Piece(start, end, opening)
    fence = FENCE.match(_left_open(text, piece))
    return Piece(start, end, opening, f"\n{fence[1]}\n" if fence else "")


def _left_open(text: str, piece: Piece) -> str:
    """Prefix of the next piece: the fence of a code block, or the head of a table."""
    fence = head = ""
    lines = (piece.opening + text[piece.start : piece.end]).removesuffix("\n").split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        mark = FENCE.match(line)
        if mark is not None:
            fence = "" if fence else mark[1]
        elif not line.strip():
            head = ""
        elif not head and line.lstrip().startswith("|") and RULED.fullmatch(following):
            head = f"{line}\n{following}\n"
    return f"{fence}\n" if fence else head if text[piece.end - 1 : piece.end] == "\n" else ""


def _begins_paragraph(line: str) -> bool:
    return line[0].isalpha() or (line[0] in "#*_`" and not line.startswith("* "))
