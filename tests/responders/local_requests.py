"""A request for a local responder."""

from __future__ import annotations

import numpy as np

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.frames import Frame


def request(frames=2, query="tell me when the light is red", size=(90, 160), seed=0):
    random = np.random.RandomState(seed)
    evidence = tuple(
        Frame(random.randint(0, 256, (*size, 3), np.uint8), float(second)) for second in range(frames)
    )
    return AnswerRequest(1, query, 0.0, 2.0, 2.0, True, evidence)
