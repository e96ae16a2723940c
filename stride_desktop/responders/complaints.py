"""Extracts the error message from a failed response, whatever its format."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stride_desktop.responders.sse import ERROR, EventParser

Json = Mapping[str, Any]

_WORDS = ("message", "Message", "msg", "error_msg", "status_msg", "detail", "details", "error", "errors")
"""Members that hold the message of an error, the likeliest first."""

_KINDS = ("type", "code", "status", "reason")
_CODES = ("code", "status", "status_code", "statusCode", "http_status", "http_code")
_TITLE = re.compile(r"<(title|h1)[^>]*>(.*?)</\1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(script|style)\b.*?</\1|<[^>]*>", re.IGNORECASE | re.DOTALL)
_DEEPEST = 4
_LONGEST = 2000
"""Most characters of a server's message."""


@dataclass(eq=False)
class ServerComplaint(Exception):
    """A server reports a failure.

    message: its message, "" without one. status: an HTTP status, 0 without one. kind: its code for the
    failure, such as "invalid_api_key", which is not shown.
    """

    message: str
    status: int = 0
    kind: str = ""


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, the first one of a list of objects, or None."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, dict)), None)
    return value if isinstance(value, dict) else None


def complaint_in(chunk: Json) -> ServerComplaint | None:
    """The failure that a JSON object reports, or None for anything else."""
    error = chunk.get("error") or chunk.get("errors")
    answers = isinstance(chunk.get("choices"), list) and chunk["choices"]
    if not error and not answers and _is_error(chunk):
        error = chunk
    if not error or (isinstance(error, dict) and not any(error.values())):
        return None
    words = words_in(chunk if error is True else error)
    members = error if isinstance(error, dict) else {}
    kinds = " ".join(value for name in _KINDS if isinstance(value := members.get(name), str))
    return ServerComplaint(words, _status(error) or _status(chunk), kinds)


def complaint_of(body: bytes, status: int) -> ServerComplaint:
    """The failure in the body of a refused request: JSON, an event stream, a web page or text."""
    text = body.decode("utf-8-sig", "replace").strip()
    if (told := json_object(text)) is not None:
        said = complaint_in(told)
        return ServerComplaint(said.message if said else words_in(told), status, said.kind if said else "")
    if text.startswith(("data:", "event:", "error:")):
        for event in (parser := EventParser()).feed(body) + parser.close():
            if event.name == ERROR or json_object(event.data) is not None:
                return ServerComplaint(words_in(event.data), status)
    return ServerComplaint(plain_words(text), status)


def plain_words(text: str) -> str:
    """The text, or the title of a web page, or all words of a page without a title."""
    if not text.lstrip().startswith("<"):
        return text[:_LONGEST]
    title = _TITLE.search(text)
    return html.unescape(_TAG.sub(" ", title[2] if title else text)).strip()[:_LONGEST]


def words_in(error: object, depth: int = 0) -> str:
    """The message of an error: a text, JSON in a text, or a member of an object or a list."""
    if depth > _DEEPEST:
        return ""
    if isinstance(error, str):
        inner = json_object(error) if error.lstrip().startswith(("{", "[")) else None
        return (inner is not None and words_in(inner, depth + 1)) or error.strip()[:_LONGEST]
    if isinstance(error, list):
        return "; ".join(filter(None, (words_in(item, depth + 1) for item in error[:3])))[:_LONGEST]
    if not isinstance(error, dict):
        return ""
    words = next(filter(None, (words_in(error.get(name), depth + 1) for name in _WORDS)), "")
    more = (_place(error.get("loc")), words, _raw(error.get("metadata")))
    return ": ".join(filter(None, more))[:_LONGEST]


def _place(location: object) -> str:
    """The refused member of a request, as FastAPI names it."""
    parts = location[:_DEEPEST] if isinstance(location, list) else []
    return ".".join(str(part) for part in parts if isinstance(part, str | int))


def _raw(metadata: object) -> str:
    """The message of the provider behind a router, whose own message says only that it failed."""
    return words_in(metadata.get("raw"), _DEEPEST - 3) if isinstance(metadata, dict) else ""


def _is_error(chunk: Json) -> bool:
    """Whether an object reports a failure without a member `error`."""
    if chunk.get("object") == "error" or chunk.get("type") == "error" or chunk.get("success") is False:
        return True
    if chunk.get("detail") or chunk.get("error_msg") or chunk.get("Message"):
        return True
    failed = _status(chunk) or str(chunk.get("status")).lower() in ("error", "failed", "failure")
    return bool(failed) and isinstance(chunk.get("message"), str)


def _status(error: object) -> int:
    """The HTTP status in an error, 0 without one."""
    if not isinstance(error, dict):
        return 0
    for name in _CODES:
        code = error.get(name)
        if isinstance(code, str) and re.fullmatch(r"[45]\d\d", code):
            code = int(code)
        if isinstance(code, int) and not isinstance(code, bool) and 400 <= code < 600:
            return code
    return 0
