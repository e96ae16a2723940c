"""What chat servers have been seen to send for an answer, right and wrong."""

from __future__ import annotations

import json
from typing import Any

from tests.responders.chat_server import DONE, delta, event


def choice(**members: Any) -> bytes:
    """The event of a chunk with one choice."""
    return event({"id": "x", "object": "chat.completion.chunk", "choices": [{"index": 0, **members}]})


def ends(reason: str) -> bytes:
    """The event that says why the answer ends."""
    return choice(delta={}, finish_reason=reason)


def added(**members: Any) -> bytes:
    """The event of a chunk whose delta has these members."""
    return choice(delta=members, finish_reason=None)


USAGE = {"prompt_tokens": 5, "completion_tokens": 4, "total_tokens": 9}
WORDS = delta("The light ") + delta("went off.")
ANSWER = WORDS + ends("stop") + DONE
TEXT = "The light went off."

WHOLE: dict[str, bytes] = {
    "plain": ANSWER,
    "no done": WORDS + ends("stop"),
    "no reason": WORDS + DONE,
    "usage without choices": WORDS + ends("stop") + event({"choices": [], "usage": USAGE}) + DONE,
    "choices null": WORDS + ends("stop") + event({"choices": None, "usage": USAGE}) + DONE,
    "choices missing": WORDS + ends("stop") + event({"usage": USAGE}) + DONE,
    "choices odd": event({"choices": 7}) + event({"choices": [None, "x", {"delta": 3}]}) + ANSWER,
    "members odd": added(content=5) + added(content={"a": []}) + choice(delta=[1], finish_reason=4) + ANSWER,
    "deep": event('{"choices": ' + "[" * 2000 + "]" * 2000 + "}") + ANSWER,
    "huge numbers": event(
        '{"choices": [], "usage": {"prompt_tokens": 1e999, "completion_tokens": ' + "9" * 5000 + "}}"
    )
    + ANSWER,
    "not numbers": event('{"choices": [], "usage": NaN, "timings": {"predicted_per_second": Infinity}}')
    + ANSWER,
    "not JSON": event("ping") + event("{half") + event("null") + event("[]") + event('"text"') + ANSWER,
    "comments": b": OPENROUTER PROCESSING\n\n:\n\n" + ANSWER,
    "keep-alives": b"event: ping\ndata: {}\n\nretry: 5\n\nid: 1\n\n" + ANSWER,
    "unknown events": b'event: status\ndata: {"status": "thinking"}\n\nwhatever: 1\n\n' + ANSWER,
    "one newline": (WORDS + ends("stop") + DONE).replace(b"\n\n", b"\n"),
    "no space": ANSWER.replace(b"data: ", b"data:"),
    "returns": ANSWER.replace(b"\n", b"\r"),
    "both line ends": ANSWER.replace(b"\n", b"\r\n"),
    "byte order mark": b"\xef\xbb\xbf" + ANSWER,
    "several data lines": b'data: {"choices": [\ndata: {"delta":\ndata: {"content": "'
    + TEXT.encode()
    + b'"}}]}\n\n'
    + DONE,
    "error empty": WORDS.replace(
        b'{"choices"', b'{"error": {"code": 0, "message": "", "type": null}, "choices"'
    )
    + DONE,
    "a note before": b"Warning: slow disk\n\n" + ANSWER,
    "error null": WORDS.replace(b'{"choices"', b'{"error": null, "choices"') + DONE,
    "parts": added(content=[{"type": "text", "text": "The light "}, {"type": "image_url"}])
    + added(content=[{"text": "went off."}])
    + ends("stop")
    + DONE,
    "text of a choice": choice(text="The light went off.") + DONE,
    "one document": json.dumps(
        {"choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}]}
    ).encode(),
    "one document, no reason": json.dumps({"choices": [{"message": {"content": TEXT}}]}).encode(),
    "a document of lines": json.dumps({"choices": [{"message": {"content": TEXT}}]}, indent=2).encode(),
    "JSON lines": b'{"message":{"content":"The light "},"done":false}\n'
    b'{"message":{"content":"went off."},"done":true,"done_reason":"stop"}\n',
    "bare chunks": b'{"choices":[{"delta":{"content":"The light "}}]}\n'
    b'{"choices":[{"delta":{"content":"went off."},"finish_reason":"stop"}]}\n',
    "a huge line": b"data: " + b"x" * (5 << 20) + b"\n\n" + ANSWER,
    "thought in tags": delta("<think>\nThe user wants ") + delta("me to look.\n</think>\n\n") + ANSWER,
    "thought in other tags": delta("<thinking>Hm.</thinking>") + ANSWER,
    "thought of Kimi": delta("◁think▷Hm.◁/think▷") + ANSWER,
    "thought of Magistral": delta("[THINK]Hm.[/THINK]") + ANSWER,
    "end of a thought": delta("Let me look.") + delta("\n</thi") + delta("nk>\n\n") + ANSWER,
    "reasoning_content": added(reasoning_content="Let me ", content=None)
    + added(reasoning_content="look.")
    + ANSWER,
    "reasoning": added(reasoning="Let me look.", content="") + ANSWER,
    "reasoning_details": added(reasoning_details=[{"type": "reasoning.text", "text": "Hm."}]) + ANSWER,
    "thinking parts": added(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}])
    + ANSWER,
}
"""Each of these is the answer TEXT, and complete."""

FAILURES: dict[str, tuple[bytes, str, str]] = {
    "field": (
        b'error: {"code":400,"message":"the request exceeds the available context size"}\n\n' + DONE,
        "exceeds the available context size",
        "context too small",
    ),
    "field of text": (b"error: slot unavailable\n\n", "slot unavailable", "failed"),
    "event": (b'event: error\ndata: {"message": "worker died"}\n\n', "worker died", "failed"),
    "event of text": (b"event: error\ndata: worker died\n\n", "worker died", "failed"),
    "event without data": (b"event: error\n\n", "failed", "failed"),
    "bare": (
        b'{"error":{"code":400,"message":"request (19185 tokens) exceeds the available context size '
        b'(16384 tokens), try increasing it","type":"exceed_context_size_error"}}',
        "19185 tokens",
        "context too small",
    ),
    "bare behind events": (
        b": ok\n\n" + choice(delta={"role": "assistant"}) + b'{"error": "CUDA error"}\n',
        "CUDA error",
        "failed",
    ),
    "bare behind a note": (
        b'Warning: slow disk\n{"error": "CUDA error"}\n',
        "CUDA error",
        "failed",
    ),
    "a string": (event({"error": "CUDA error: out of memory"}), "CUDA error: out of memory", "failed"),
    "a string of JSON": (
        event({"error": json.dumps({"error": {"message": "worker died"}})}),
        "worker died",
        "failed",
    ),
    "a list": (b'[{"error": {"code": 503, "message": "The model is overloaded."}}]', "overloaded", "busy"),
    "beside choices": (
        event(
            {
                "error": {"code": 502, "message": "Provider disconnected"},
                "choices": [{"delta": {"content": ""}, "finish_reason": "error"}],
            }
        ),
        "Provider disconnected",
        "failed",
    ),
    "reason error": (ends("error"), "failed", "failed"),
    "error true": (event({"error": True, "message": "worker died"}), "worker died", "failed"),
    "errors": (
        b'{"success": false, "errors": [{"code": 7009, "message": "No such model vlm"}]}',
        "No such model",
        "model missing",
    ),
    "LM Studio": (
        b'{"error":"Unexpected endpoint or method. (POST /chat/completions)"}',
        "Unexpected endpoint or method",
        "wrong path",
    ),
    "FastAPI": (b'{"detail":"Not Found"}', "Not Found", "wrong path"),
    "FastAPI's list": (
        b'{"detail":[{"loc":["body","messages"],"msg":"Field required"}]}',
        "body.messages: Field required",
        "failed",
    ),
    "object error": (
        b'{"object":"error","message":"maximum context length is 16","code":400}',
        "maximum context length",
        "context too small",
    ),
    "code as text": (
        event({"error": {"message": "Rate limit reached", "code": "429"}}),
        "Rate limit reached",
        "busy",
    ),
    "kind only": (event({"error": {"message": "no", "code": "invalid_api_key"}}), "no", "unauthorised"),
    "Ollama": (
        b'{"error":"model \\"vlm\\" not found, try pulling it first"}',
        "try pulling it first",
        "model missing",
    ),
    "OpenRouter": (
        event(
            {
                "error": {
                    "message": "Provider returned error",
                    "code": 400,
                    "metadata": {"raw": '{"error": {"message": "image too large"}}'},
                }
            }
        ),
        "Provider returned error: image too large",
        "no pictures",
    ),
    "loading": (event({"error": {"message": "Loading model", "code": 503}}), "Loading model", "busy"),
    "loading failed": (
        event({"error": "error loading model: bad magic"}),
        "error loading model",
        "failed",
    ),
    "refusal": (
        added(refusal="I can't help with identifying people.", content=None) + ends("stop") + DONE,
        "identifying people",
        "no text",
    ),
    "tool call": (
        added(content=None, tool_calls=[{"function": {"name": "look", "arguments": "{}"}}])
        + ends("tool_calls")
        + DONE,
        "called a tool (“look”)",
        "no text",
    ),
    "only thought": (delta("<think>\nThe user ") + ends("length") + DONE, "only thought", "no text"),
    "only reasoning": (
        added(reasoning_content="Let me look.") + ends("length") + DONE,
        "limit on its length",
        "no text",
    ),
    "only blanks": (delta(" \n ") + ends("stop") + DONE, "no text", "no text"),
    "only filtered": (ends("content_filter") + DONE, "content filter", "no text"),
    "nothing": (b"", "no text", "no text"),
    "only done": (DONE, "no text", "no text"),
    "only comments": (b": ping\n\n" * 3, "no text", "no text"),
    "text": (b"upstream connect error or disconnect", "upstream connect error", "wrong path"),
    "a web page": (b"\n<!doctype html>\n<title>x</title>", "a web page", "wrong path"),
    "another JSON": (b'{"status": "ok"}', "no chat answer", "wrong path"),
    "nothing but nonsense": (event("not json") + event("at all"), "no chat answer", "wrong path"),
    "nothing but huge": (b"data: " + b"x" * (5 << 20), "no chat answer", "wrong path"),
    "compressed": (b"\x0b\x02\x80hello\x03", "no chat answer", "wrong path"),
}
"""Bodies that hold no answer: words of the failure, and its verdict."""
