"""Terminal output: readable text in the terminal's encoding."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from stride_desktop.core.text import readable

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-", "→": "->", "×": "x", "★": "*"}
)
"""ASCII replacements of the program's own special characters, for terminals that lack them."""


class TerminalText:
    """A text stream whose `write` replaces control sequences and characters outside its encoding.

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
    """Context manager: stdout and stderr accept any text, whatever they are connected to."""
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
    """The text with ASCII letters or question marks in place of characters that the encoding lacks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    return text
