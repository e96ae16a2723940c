"""The body of an answer from a chat-completions server, streamed or in one piece."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from stride_desktop.responders.sse import EventParser

MAX_DOCUMENT_BYTES = 4 << 20

_BLANK = b" \t\r\n\xef\xbb\xbf"

Body = AsyncIterator[bytes]


class NotAnAnswer(Exception):
    """The body is no chat completion. `html`: it is a web page."""

    def __init__(self, html: bool = False) -> None:
        super().__init__(html)
        self.html = html


class CutOff(NotAnAnswer):
    """The body ends in the middle of an event."""


class ServerComplaint(Exception):
    """The body holds an error object. `status`: its HTTP-like code, 500 when it has none."""

    def __init__(self, message: str, status: int = 500) -> None:
        super().__init__(message, status)
        self.message = message
        self.status = status


async def chunks(body: Body) -> AsyncGenerator[dict[str, Any], None]:
    """Yield the chunks of a completion as JSON objects that hold a list "choices".

    Raises NotAnAnswer and ServerComplaint.
    """
    try:
        async with aclosing(_events(body)) as events:
            async for data in events:
                if data.strip() == "[DONE]":
                    return
                if data.strip():
                    yield _chunk(data)
    except (ValueError, RecursionError):
        raise NotAnAnswer from None


def text_of(chunk: dict[str, Any]) -> str:
    """The text that a chunk adds to the answer."""
    return _joined(_message(chunk).get("content"))


def thought_of(chunk: dict[str, Any]) -> str:
    """The text that a chunk adds to what the model thinks before it answers, as servers name it."""
    message = _message(chunk)
    return _joined(message.get("reasoning_content") or message.get("reasoning"))


async def document(body: Body) -> bytes:
    """A whole body. Raises NotAnAnswer when it is longer than any that is expected."""
    return await _rest_of(b"", body)


async def _events(body: Body) -> AsyncGenerator[str, None]:
    """Data of every event; one whole JSON document counts as one event.

    The first character decides what the body is, because servers mislabel it.
    """
    head = await _head(body)
    first = head.strip(_BLANK)[:1]
    if first == b"<":
        raise NotAnAnswer(html=True)
    if first in (b"{", b"["):
        yield (await _rest_of(head, body)).decode("utf-8-sig", errors="replace")
        return
    parser = EventParser()
    for data in parser.feed(head):
        yield data
    async for chunk in body:
        for data in parser.feed(chunk):
            yield data
    for data in parser.close():
        try:
            json.loads(data)
        except ValueError:
            if data.strip() not in ("", "[DONE]"):
                raise CutOff from None
        yield data


async def _head(body: Body) -> bytes:
    """The body up to the chunk with its first visible character."""
    head = b""
    async for chunk in body:
        head += chunk
        if head.strip(_BLANK) or len(head) > MAX_DOCUMENT_BYTES:
            break
    return head


async def _rest_of(head: bytes, body: Body) -> bytes:
    whole = bytearray(head)
    async for chunk in body:
        whole += chunk
        if len(whole) > MAX_DOCUMENT_BYTES:
            raise NotAnAnswer
    return bytes(whole)


def _chunk(data: str) -> dict[str, Any]:
    """The chunk in one event. Raises ValueError when it is not JSON."""
    chunk = json.loads(data)
    if not isinstance(chunk, dict):
        raise NotAnAnswer
    if complaint := complaint_in(chunk):
        raise complaint
    if not isinstance(chunk.get("choices"), list):
        raise NotAnAnswer
    return chunk


def _message(chunk: dict[str, Any]) -> dict[str, Any]:
    """What the first choice adds; the closing chunk of a stream may carry token counts and no choice."""
    choices = chunk["choices"]
    if not choices or not isinstance(choices[0], dict):
        return {}
    message = choices[0].get("delta") or choices[0].get("message")
    return message if isinstance(message, dict) else {}


def _joined(content: Any) -> str:  # noqa: ANN401 - whatever the server sent
    """Content is a string, absent, or a list of parts of which some are text."""
    if isinstance(content, list):
        return "".join(_joined(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def complaint_in(chunk: dict[str, Any]) -> ServerComplaint | None:
    """The error that a JSON object reports, in any of the usual shapes, or None."""
    error = chunk.get("error") or (chunk if chunk.get("object") == "error" else None)
    if not error:
        return None
    if not isinstance(error, dict):
        return ServerComplaint(str(error))
    code = error.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    return ServerComplaint(str(error.get("message") or ""), status)
