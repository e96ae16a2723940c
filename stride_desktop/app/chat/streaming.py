"""Markdown that is still being written, without an end whose rendering the next piece may change."""

from __future__ import annotations

import re

from stride_desktop.app.chat.markdown import PARSER

_LINE_ENDS = re.compile(r"\r\n?")
_UNDECIDED = re.compile(r"\s*([-=*_+#]+|`{1,2}|~{1,2})\s*")
_HALF_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*$")
_OPENS = re.compile(r"(?<![\w*\\])(\*{1,3}|`)(?=[^\s*`])")


def steady(text: str) -> str:
    """The text so far, without an end that may still turn out to be something else.

    Open bold and code are closed; a link shows its words until its address is complete; a table appears
    with its first whole row, and a line of marks alone when it is over: before that it could be a rule, a
    heading or a fence. A block of code may stay open, which Markdown allows.
    """
    text = _LINE_ENDS.sub("\n", text)
    before, _, last = text.rpartition("\n")
    if _UNDECIDED.fullmatch(last):
        text = before
    blocks = [token for token in PARSER.parse(text) if token.map and token.level == 0]
    if not blocks or blocks[-1].tag == "code":
        return text
    begin = (blocks[-1].map or [0])[0]
    *earlier, block = text.split("\n", begin)
    least = 2 if blocks[-1].type == "table_open" else 3
    if block.lstrip().startswith("|") and block.count("\n") < least:
        return "".join(f"{line}\n" for line in earlier)
    return _closed(text)


def _closed(text: str) -> str:
    """The text with its open marks closed; marks at the very end may be half of longer ones and are cut."""
    text = _HALF_LINK.sub(r"\1", text).rstrip().rstrip("*`~")
    inline = [token for token in PARSER.parse(text) if token.type == "inline"]
    marks = ""
    for token in (inline[-1].children or []) if inline else []:
        for opens in _OPENS.finditer(token.content if token.type == "text" else ""):
            marks = opens[1] + marks
            if opens[1] == "`":  # the rest is code, whatever it looks like
                return text + marks
    return text + marks
