"""Sanitizes external text (of models, servers, files, devices, the user) for its destination.

A terminal, a database, a notification and a caption each break on something else. These functions replace
characters that would act there instead of being read; they never raise and keep what is harmless.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
# C0 but tab and line feed, DEL, C1, and what changes the direction of the text around it.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def valid(text: str) -> str:
    """Valid Unicode: halves of one character are joined, a lone half becomes U+FFFD."""
    joined = _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _HALF.sub(REPLACEMENT, joined)


def with_line_feeds(text: str) -> str:
    """The text with a line feed for every kind of line end."""
    return _LINE_ENDS.sub("\n", text)


def readable(text: str) -> str:
    """Valid Unicode in which nothing acts: escape sequences, controls and bidi overrides are made visible.

    Line ends become line feeds; tabs stay. C0 controls become their picture (␛), others U+FFFD.
    """
    return _ACTING.sub(_picture, with_line_feeds(valid(text)))


def one_line(text: str, length: int | None = None) -> str:
    """Readable text in a single line, its middle left out where it is longer than `length` characters."""
    line = " ".join(readable(text).split())
    if length is None or len(line) <= length:
        return line
    tail = (length - 1) // 2
    return f"{line[: length - 1 - tail]}…{line[len(line) - tail :]}"


def elided(text: str, most: int) -> str:
    """The text in a single line, its end left out where it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else REPLACEMENT
