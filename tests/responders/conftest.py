from collections.abc import Iterator

import numpy as np
import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.frames import Frame
from tests.responders.chat_server import ChatServer


@pytest.fixture
def server() -> Iterator[ChatServer]:
    server = ChatServer()
    yield server
    server.close()


@pytest.fixture
def request_with_frames() -> AnswerRequest:
    """An ongoing span since 01:05 and three flat frames: red, green, blue."""
    colours = [(250, 0, 0), (0, 250, 0), (0, 0, 250)]
    frames = tuple(
        Frame(np.full((480, 1600, 3), colour, np.uint8), timestamp=65.0 + 2 * i)
        for i, colour in enumerate(colours)
    )
    return AnswerRequest(
        event_id=1,
        query="tell me when the kettle boils over",
        onset=65.2,
        reach=70.0,
        now=71.0,
        ongoing=True,
        evidence=frames,
    )
