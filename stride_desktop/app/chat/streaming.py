"""Markdown that is still being written: what would change its look with the next piece is kept steady."""

from __future__ import annotations

import re

from stride_desktop.app.chat.pieces import FENCE, RULED

_UNDECIDED = re.compile(r"\s*([-=*_+#]+|`{1,2}|~{1,2})\s*")
_HALF_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*$")
_OPENS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])")
_CLOSES = re.compile(r"(?<=[^\s*])\*(?![\w*])")


def steady(text: str) -> str:
    """The text so far, without an end that may still turn out to be something else.

    Open bold and code are closed; a link shows its words until its address is complete; a table appears
    with its first whole row, and a line of marks alone when it is over: before that it could be a rule, a
    heading or a fence. A block of code may stay open, which Markdown allows.
    """
    before, _, last = text.rpartition("\n")
    if _UNDECIDED.fullmatch(last):
        text = before
    if _in_fence(text) or FENCE.match(text.rstrip().rpartition("\n")[2]):
        return text
    block_start = text.rfind("\n\n") + 2 if "\n\n" in text else 0
    lines = text[block_start:].split("\n")
    if lines[0].lstrip().startswith("|") and not _is_table(lines):
        return text[:block_start]
    return _closed(text, block_start)


def _in_fence(text: str) -> bool:
    return sum(1 for line in text.split("\n") if FENCE.match(line)) % 2 == 1


def _is_table(lines: list[str]) -> bool:
    """Its second line is the rule below the head, and complete."""
    return len(lines) > 2 and (RULED.fullmatch(lines[1]) is not None or len(lines) > 3)


def _closed(text: str, block_start: int) -> str:
    """Marks at the very end may be half of others: only what they stand for counts."""
    text = _HALF_LINK.sub(r"\1", text).rstrip().rstrip("*`~")
    block = text[block_start:]
    if block.count("`") % 2 == 1:
        return text + "`"
    if len(_OPENS.findall(block)) > len(_CLOSES.findall(block)):
        text += "*"
    if block.count("**") % 2 == 1:
        text = text.removesuffix("**") if text.endswith("**") else text + "**"
    return text
