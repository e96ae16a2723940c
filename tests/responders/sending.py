"""What a responder sends to a chat server, and how it fails."""

from __future__ import annotations

import json

from tests.responders.chat_server import Answer

KEY = "sk-very-secret-key-000000000000000000000000000001"


def sends(*pieces: bytes, **response: object) -> Answer:
    return lambda exchange: exchange.send(*pieces, **response)


def fails(status: int, body: dict | bytes, content_type: str = "application/json") -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return sends(content, content_type=content_type, status=status)
