"""The watch command with a model server that answers."""

from __future__ import annotations

import pytest

from tests.responders.chat_server import ChatServer

EVENT = "." * 8 + "#" * 8 + "." * 8


def of(kind, lines):
    return [line for line in lines if line["type"] == kind]


@pytest.fixture
def server():
    server = ChatServer()
    yield server
    server.close()
