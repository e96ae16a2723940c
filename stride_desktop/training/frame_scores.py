"""How well single frames tell whether a condition holds: area under the ROC curve on held-out recordings."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.frame_stage import encode_texts, to_tensor
from stride_desktop.training.phrases import phrase
from stride_desktop.training.recordings import play, recordings_in
from stride_desktop.training.slot_stage import read_cells
from stride_desktop.training.streams import Stream

_CHUNK = 32
_SCREEN = (
    Condition(Family.DIALOG, "", "dialog"),
    Condition(Family.DIALOG, "", "toast"),
    Condition(Family.PROGRESS),
    Condition(Family.BADGE, "red"),
    Condition(Family.MOTION),
)
_CAMERA = (Condition(Family.DARK), Condition(Family.MOTION))


def frame_auc(network: NanoNetwork, config: NanoConfig, folder: Path) -> dict[str, float]:
    """By name of the condition, over all recordings of a folder. Leaves the network in evaluation mode."""
    scores: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    network.eval()
    for number, path in enumerate(recordings_in(folder)):
        stream = play(path)
        for condition, logits, labels in _read(network, config, stream, np.random.default_rng(number)):
            negative, positive = scores[condition_name(condition)]
            positive += logits[labels == 1].tolist()
            negative += logits[labels == 0].tolist()
    return {name: round(area(*found), 3) for name, found in sorted(scores.items())}


def condition_name(condition: Condition) -> str:
    """A short name: "dialog", "toast", "badge red", "object blue"; shapes of objects do not count."""
    shape = condition.shape if condition.family is Family.DIALOG else ""
    return " ".join(part for part in (shape or condition.family.value, condition.colour) if part)


def _read(
    network: NanoNetwork, config: NanoConfig, stream: Stream, rng: np.random.Generator
) -> list[tuple[Condition, NDArray[np.float32], NDArray[np.int8]]]:
    """Of what happens in a stream and what might: logits and labels of its frames."""
    conditions = [item.condition for item in stream.happenings if item.condition.family is not Family.OBJECT]
    conditions += [item for item in (_SCREEN if stream.world == "desktop" else _CAMERA)
                   if item not in conditions and not stream.ambiguous(item)]  # fmt: skip
    texts = [phrase(rng, condition, False, held_out=True).text for condition in conditions]
    tokenizer = NanoTokenizer(config.buckets, config.max_words, config.max_pieces)
    times = [float(second) for second in range(int(stream.duration))]
    images = to_tensor([stream.image(time, config.image_height, config.image_width) for time in times])
    found = []
    with torch.inference_mode():
        cells = read_cells(network, images, config)
        for condition, request in zip(conditions, network.text(encode_texts(tokenizer, texts)), strict=True):
            parts = [
                network.reader(part, request.expand(len(part), -1))[1] for part in torch.split(cells, _CHUNK)
            ]
            labels = np.array([stream.label(condition, time) for time in times], np.int8)
            found.append((condition, torch.cat(parts).numpy(), labels))
    return found


def area(negative: list[float], positive: list[float]) -> float:
    """Area under the ROC curve; NaN when one side is empty."""
    if not negative or not positive:
        return float("nan")
    ranks = np.concatenate([negative, positive]).argsort().argsort() + 1.0
    count = len(positive)
    return float((ranks[len(negative) :].sum() - count * (count + 1) / 2) / (count * len(negative)))
