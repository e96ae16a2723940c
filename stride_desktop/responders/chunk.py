"""One chunk of an answer, read from a JSON object of any dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stride_desktop.core.answers import CutOff
from stride_desktop.responders.complaints import Json, ServerComplaint

_REASONS = {
    **dict.fromkeys(("length", "max_tokens", "max_length", "model_length", "token_limit"), CutOff.LENGTH),
    **dict.fromkeys(("content_filter", "safety", "prohibited_content", "refusal"), CutOff.FILTER),
    **dict.fromkeys(("abort", "aborted", "cancelled", "canceled"), CutOff.CONNECTION),
}
"""The servers' names for reasons that cut an answer off; every other name is the usual end."""

_NO_REASON = ("", "null", "none")
_THOUGHTS = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
_LARGEST = 2.0**53


@dataclass(frozen=True, slots=True)
class Chunk:
    """The additions of one chunk to an answer; empty or None for none.

    thought: of the model before it answers. refusal: why it does not answer, in its words. tool: the function
    that it calls instead of answering. finished: only counts follow. cut_off: why the answer is incomplete.
    model: its name in the server. prompt, answer: tokens. rate: tokens a second.
    """

    text: str = ""
    thought: str = ""
    refusal: str = ""
    tool: str = ""
    finished: bool = False
    cut_off: CutOff | None = None
    model: str = ""
    prompt: int | None = None
    answer: int | None = None
    rate: float | None = None


def choices_in(parsed: Json) -> list[dict[str, Any]]:
    """The choices in an object, of which the first is the answer."""
    choices = parsed.get("choices")
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []


def chunk_of(parsed: Json) -> Chunk:
    """The Chunk of a JSON object. Raises ServerComplaint when it reports a failure."""
    choice = next(iter(choices_in(parsed)), {})
    message = _object(choice, "delta") or _object(choice, "message") or _object(parsed, "message")
    reason = _reason(parsed, choice)
    if reason == "error":
        raise ServerComplaint("")
    usage, model = _object(parsed, "usage"), parsed.get("model")
    return Chunk(
        text=_content(message.get("content"), thoughts=False) or _text(choice.get("text")),
        thought=_thought(message),
        refusal=_text(message.get("refusal")),
        tool=_tool(message),
        finished=bool(reason),
        cut_off=_REASONS.get(reason),
        model=model if isinstance(model, str) else "",
        prompt=_count(usage.get("prompt_tokens")),
        answer=_count(usage.get("completion_tokens")),
        rate=_number(_object(parsed, "timings").get("predicted_per_second")),
    )


def _object(holder: Json, name: str) -> dict[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _reason(parsed: Json, choice: Json) -> str:
    """Why the answer ended, in small letters; empty while it goes on."""
    reason = (
        choice.get("finish_reason") or parsed.get("done_reason") or (parsed.get("done") is True and "stop")
    )
    word = reason.lower() if isinstance(reason, str) else ""
    return "" if word in _NO_REASON else word


def _thought(message: Json) -> str:
    fields = (_text(message.get(name)) for name in _THOUGHTS)
    return next(filter(None, fields), "") or _content(message.get("content"), thoughts=True)


def _content(content: object, *, thoughts: bool) -> str:
    """The answer in a text or in a list of parts, or the thoughts in the parts."""
    if isinstance(content, str):
        return "" if thoughts else content
    return _joined([part for part in _parts(content) if _is_thought(part) is thoughts])


def _text(value: object) -> str:
    """A text, or the texts of a list of parts."""
    return value if isinstance(value, str) else _joined(_parts(value))


def _parts(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _joined(parts: list[dict[str, Any]]) -> str:
    """The texts of parts, which may be lists of parts themselves."""
    texts = (part.get("text") or part.get("thinking") or part.get("summary") for part in parts)
    plain = (
        "".join(str(inner.get("text", "")) for inner in _parts(text)) if isinstance(text, list) else text
        for text in texts
    )
    return "".join(text for text in plain if isinstance(text, str))


def _is_thought(part: Json) -> bool:
    kind = part.get("type")
    return isinstance(kind, str) and ("think" in kind or "reason" in kind)


def _tool(message: Json) -> str:
    """The name of the function that is called first."""
    calls = message.get("tool_calls")
    call = next((item for item in calls if isinstance(item, dict)), {}) if isinstance(calls, list) else {}
    name = (_object(call, "function") or _object(message, "function_call")).get("name")
    return name if isinstance(name, str) else ""


def _count(value: object) -> int | None:
    """A count of tokens; JSON knows larger numbers than there are tokens."""
    return value if type(value) is int and 0 <= value < _LARGEST else None


def _number(value: object) -> float | None:
    return float(value) if type(value) in (int, float) and 0 < value < _LARGEST else None  # type: ignore[operator, arg-type]
