"""Server-sent events: the framing of streamed answers (WHATWG HTML, section 9.2), read leniently."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MAX_EVENT_CHARACTERS = 4 << 20
"""Longest event or line, so that a broken server cannot fill the memory; longer ones are dropped."""

ERROR = "error"
"""Name of an event that reports a failure: `event: error`, or a field `error` in place of `data`."""

BARE = "bare"
"""Name of a line that is no field, such as a line of plain JSON or of a web page."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_FIELD = re.compile(r"(data|event|error|id|retry)(?::|$)")


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event. name: empty for the usual kind."""

    data: str
    name: str = ""


class EventParser:
    """Turns bytes, cut anywhere, into whole events.

    Comments and the fields `id` and `retry` are dropped. Bytes that are not UTF-8 become U+FFFD. Two JSON
    documents on neighbouring `data` lines are two events, since some servers leave out the blank line.
    dropped: something was longer than MAX_EVENT_CHARACTERS.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._line: list[str] = []  # pieces of the line that has not ended yet
        self._line_size = 0
        self._data: list[str] = []  # lines of the event that has not ended yet
        self._data_size = 0
        self._name = ""
        self._dropping = False  # until the line ends
        self._after_return = False  # the other half of \r\n may come with the next chunk
        self.dropped = False

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """The events that `chunk` completes."""
        text = self._decoder.decode(chunk)
        if not text:
            return []
        if self._after_return:
            text = text.removeprefix("\n")
        self._after_return = text.endswith("\r")
        events: list[ServerEvent] = []
        *lines, rest = _LINE_END.split(text)
        for line in lines:
            self._keep(line)
            events += self._end_line()
        self._keep(rest)
        return events

    def close(self) -> list[ServerEvent]:
        """The last events, whose closing blank line never came."""
        self._keep(self._decoder.decode(b"", final=True))
        return self._end_line() + self._dispatch()

    def _keep(self, text: str) -> None:
        self._line_size += len(text)
        if self._line_size + self._data_size > MAX_EVENT_CHARACTERS:
            self._line, self._data, self._data_size = [], [], 0
            self._dropping = self.dropped = True
        elif text and not self._dropping:
            self._line.append(text)

    def _end_line(self) -> list[ServerEvent]:
        line, dropping = "".join(self._line), self._dropping
        self._line, self._line_size, self._dropping = [], 0, False
        if dropping or line.startswith(":"):
            return []
        if not line:
            return self._dispatch()
        field = _FIELD.match(line)
        if field is None:
            return [*self._dispatch(), ServerEvent(line, BARE)]
        return self._field(field[1], line[field.end() :].removeprefix(" "))

    def _field(self, name: str, value: str) -> list[ServerEvent]:
        """Process a field; the events that it ends."""
        events: list[ServerEvent] = []
        if name == "data":
            if self._holds_a_document() and value.lstrip().startswith(("{", "[DONE]")):
                events = self._dispatch()
            self._data.append(value)
            self._data_size += len(value) + 1
        elif name == ERROR:
            events = [*self._dispatch(), ServerEvent(value, ERROR)]
        elif name == "event":
            self._name = value.strip().lower()
        return events

    def _holds_a_document(self) -> bool:
        """Whether the only line so far is a complete JSON object."""
        if len(self._data) != 1:
            return False
        line = self._data[0].strip()
        return line.startswith("{") and line.endswith("}")

    def _dispatch(self) -> list[ServerEvent]:
        data, name = self._data, self._name
        if not data and not name:
            return []
        self._data, self._data_size, self._name = [], 0, ""
        if data or name == ERROR:
            return [ServerEvent("\n".join(data), ERROR if name == ERROR else "")]
        return []
