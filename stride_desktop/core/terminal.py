"""The terminal: what is printed there is readable text in an encoding that it has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from stride_desktop.core.text import readable

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-", "→": "->", "×": "x", "★": "*"}
)
"""What our own sentences use beyond ASCII, for terminals that do not have it."""


class TerminalText:
    """A text stream whose `write` replaces what would act on a terminal or is not in its encoding.

    `stream` is the stream behind it, for text that may steer the terminal, such as a line of progress.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write readable text; returns the number of characters that were given."""
        self.stream.write(_encodable(readable(text), self.stream.encoding or "ascii"))
        return len(text)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self.stream, name)


@contextmanager
def readable_streams() -> Iterator[None]:
    """Let stdout and stderr take any text, whatever it holds and whatever they are connected to."""
    before = sys.stdout, sys.stderr
    if sys.stdout is not None:
        sys.stdout = cast("TextIO", TerminalText(sys.stdout))
    if sys.stderr is not None:
        sys.stderr = cast("TextIO", TerminalText(sys.stderr))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def steering(stream: TextIO) -> TextIO:
    """The stream behind a readable one: carriage returns move the cursor there."""
    return stream.stream if isinstance(stream, TerminalText) else stream


def _encodable(text: str, encoding: str) -> str:
    """The text, with plain letters or question marks for what the encoding does not have."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    return text
