"""Reads the body of an answer from a chat-completions server, streamed or in one piece.

Unknown chunks, fields, events and lines are skipped, so that they never spoil an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from stride_desktop.core.answers import CutOff
from stride_desktop.responders.chunk import Chunk, choices_in, chunk_of
from stride_desktop.responders.complaints import (
    ServerComplaint,
    complaint_in,
    json_object,
    plain_words,
    words_in,
)
from stride_desktop.responders.sse import BARE, ERROR, EventParser, ServerEvent

MAX_DOCUMENT_BYTES = 4 << 20
MAX_BODY_BYTES = 32 << 20
"""Longest stream; the longest answer that can be set takes a few megabytes."""

_AFTERWARDS = 2.0
"""Seconds to wait for token counts after the end of the answer."""

_QUOTED = 500
"""Most characters of an unknown body that are quoted."""

Body = AsyncIterator[bytes]


@dataclass(eq=False)
class NotAnAnswer(Exception):
    """The body is no chat completion. html: it is a web page. words: its beginning."""

    html: bool = False
    words: str = ""


class BrokenOff(NotAnAnswer):
    """The body ends in the middle of an event."""


async def chunks(body: Body) -> AsyncGenerator[Chunk, None]:
    """Yield the chunks of a completion. Raises NotAnAnswer and ServerComplaint.

    A stream that ends without saying that it is complete gives a last chunk with CutOff.CONNECTION.
    """
    parser, reading, received = EventParser(), _Reading(), 0
    while (piece := await _more(body, reading.finished)) is not None:
        received += len(piece)
        if received > MAX_BODY_BYTES:
            raise NotAnAnswer
        for chunk in reading.take(parser.feed(piece)):
            yield chunk
        if reading.done:
            return
    for chunk in reading.take(parser.close()):
        yield chunk
    for chunk in reading.end(dropped=parser.dropped):
        yield chunk


async def beginning(body: Body, most: int) -> bytes:
    """A whole body or, of a longer one, some more than the first `most` bytes."""
    found = bytearray()
    async for chunk in body:
        found += chunk
        if len(found) > most:
            break
    return bytes(found)


async def _more(body: Body, finished: bool) -> bytes | None:
    """The next bytes, None at the end. finished: the answer is complete, so wait only a little."""
    try:
        async with asyncio.timeout(_AFTERWARDS if finished else None):
            return await anext(body, None)
    except TimeoutError:
        return None


class _Reading:
    """The part of a body that was read so far.

    finished: the answer is complete. done: nothing more needs to be read.
    """

    def __init__(self) -> None:
        self.finished = self.done = False
        self._recognised = False  # something was part of a chat completion
        self._lines: list[str] = []  # of a document in one piece, while nothing else has come
        self._size = 0
        self._unrecognised = ""  # the beginning of what was not understood
        self._torn = False  # the newest event is half a JSON object

    def take(self, events: list[ServerEvent]) -> Iterator[Chunk]:
        """The chunks in these events."""
        for event in events:
            if self.done:
                return
            self._torn = False
            if event.name == ERROR:
                self._complain(event.data)
            elif event.name == BARE:
                yield from self._bare(event.data)
            else:
                yield from self._data(event.data)

    def end(self, dropped: bool) -> Iterator[Chunk]:
        """The last chunks, at the end of the body. Raises NotAnAnswer and ServerComplaint."""
        if self._lines and (whole := json_object("\n".join(self._lines))) is not None:
            yield from self._object(whole)
            self.finished = True
        elif self._lines:
            self._note("\n".join(self._lines))
        if self.finished or self.done:
            return
        if self._torn and self._recognised:
            raise BrokenOff
        if not self._recognised and (self._unrecognised or dropped):
            raise NotAnAnswer(words=plain_words(self._unrecognised))
        if self._recognised:
            yield Chunk(finished=True, cut_off=CutOff.CONNECTION)

    def _complain(self, data: str) -> None:
        """Raise the ServerComplaint of an error event."""
        parsed = json_object(data)
        raise (parsed and complaint_in(parsed)) or ServerComplaint(words_in(data))

    def _data(self, data: str) -> Iterator[Chunk]:
        text = data.strip()
        if text.strip("[]").upper() == "DONE":
            self.done = self.finished = self._recognised = True
            return
        parsed = json_object(text)
        if parsed is not None:
            yield from self._object(parsed)
        elif text:
            self._torn = text.startswith("{")
            self._note(text)

    def _bare(self, line: str) -> Iterator[Chunk]:
        """A line of plain text: of a document in one piece, a chunk of its own, or of any other text."""
        text = line.strip()
        if not text:
            return
        whole = json_object(text) if text[0] + text[-1] in ("{}", "[]") else None
        if whole is not None and not self._lines:
            yield from self._object(whole)
            choices = choices_in(whole)
            self.finished |= bool(choices) and not any("delta" in choice for choice in choices)
        elif self._recognised:
            return
        elif not self._lines and text.startswith("<"):
            raise NotAnAnswer(html=True, words=plain_words(text))
        elif not self._lines and text[0] not in "{[":
            self._note(text)
        elif self._size <= MAX_DOCUMENT_BYTES:
            self._lines.append(line)
            self._size += len(line)

    def _note(self, text: str) -> None:
        self._unrecognised = self._unrecognised or text[:_QUOTED]

    def _object(self, parsed: dict[str, Any]) -> Iterator[Chunk]:
        """The chunk of a JSON object. Raises ServerComplaint when it reports a failure."""
        if (complaint := complaint_in(parsed)) is not None:
            raise complaint
        if "choices" in parsed or isinstance(parsed.get("message"), dict):
            self._recognised = True
        elif not self._unrecognised:
            self._note(words_in(parsed) or str(parsed))
        chunk = chunk_of(parsed)
        self.finished |= chunk.finished
        yield chunk
