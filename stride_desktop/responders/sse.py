"""Server-sent events: the framing of streamed answers (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import codecs
import re

MAX_EVENT_CHARACTERS = 1 << 20
"""An event longer than this is not an answer; without a bound a broken server could fill the memory."""

_LINE_END = re.compile(r"\r\n|\n|\r")


class EventParser:
    """Turns bytes, cut anywhere, into the data of whole events.

    Comments and all fields but `data` are dropped. Bytes that are not UTF-8 become U+FFFD.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._text = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> list[str]:
        """Data of the events that `chunk` completes. Raises ValueError for an endless event."""
        self._text += self._decoder.decode(chunk)
        events = []
        start = 0
        for end in _LINE_END.finditer(self._text):
            if end.group() == "\r" and end.end() == len(self._text):
                break  # the other half of \r\n may come with the next chunk
            events += self._line(self._text[start : end.start()])
            start = end.end()
        self._text = self._text[start:]
        if len(self._text) + sum(map(len, self._data)) > MAX_EVENT_CHARACTERS:
            raise ValueError("event too long")
        return events

    def close(self) -> list[str]:
        """Data of a last event whose closing blank line never came."""
        rest = (self._text + self._decoder.decode(b"", final=True)).removesuffix("\r")
        self._text = ""
        return self._line(rest) + self._line("")

    def _line(self, line: str) -> list[str]:
        if line:
            field, _, value = line.partition(":")
            if field == "data":
                self._data.append(value.removeprefix(" "))
            return []
        event = ["\n".join(self._data)] if self._data else []
        self._data = []
        return event
