"""A colour that must not be seen, and the pictures in which it is looked for."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from tests.responders.chat_server import ChatServer

SECRET = (210, 20, 190)


def share(image: np.ndarray, colour: tuple[int, int, int] = SECRET) -> float:
    """Share of the pixels that are of a colour, as well as JPEG keeps it."""
    return float((np.abs(image.astype(int) - colour).max(axis=-1) < 50).mean())


def sent_to(server: ChatServer) -> list[np.ndarray]:
    """Every picture that the server received."""
    return [image for exchange in server.exchanges for image in _pictures_in(exchange.body)]


def _pictures_in(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, str) and value.startswith("data:image"):
        data = np.frombuffer(base64.b64decode(value.partition(",")[2]), np.uint8)
        yield cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _pictures_in(item)
