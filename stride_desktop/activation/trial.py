"""One decision about blank pictures, which finds an unusable model before the first frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.errors import CheckpointError
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import MASKED

_SIDE = 64
_TOKENS = 4


def decide_once(model: ActivationModel) -> NDArray[np.float64]:
    """P(active) of every slot after two blank frames, float64 (W,); leaves no trace in the model."""
    blank = np.zeros((_SIDE, _SIDE, 3), np.uint8)
    group = model.encode(Frame(blank, 0.0), Frame(blank, 1.0), _TOKENS)
    prefix = model.open("?")
    prefix.append(group, group.seconds)
    probabilities = prefix.denoise(np.full(model.window_past + model.window_future, MASKED, np.int8))
    model.trim()
    return probabilities


def check_decision(model: ActivationModel) -> None:
    """Raises CheckpointError when the model's decisions are no probabilities."""
    probabilities = decide_once(model)
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise CheckpointError(
            f"{model.name} cannot be used: what it decides are no probabilities.",
            "Download it again; if that does not help, report it to its author.",
        )
