"""Pictures of a request, decoded."""

from __future__ import annotations

import base64

import cv2
import numpy as np


def decoded(url: str) -> np.ndarray:
    head, _, body = url.partition(",")
    assert head == "data:image/jpeg;base64"
    bgr = cv2.imdecode(np.frombuffer(base64.b64decode(body, validate=True), np.uint8), cv2.IMREAD_COLOR)
    return bgr[:, :, ::-1]
