"""How well single frames tell whether a condition holds: area under the ROC curve on held-out recordings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.phrases import edges, phrase
from stride_desktop.training.slot_stage import read_trace_with
from stride_desktop.training.trace_labels import ambiguous, frame_labels
from stride_desktop.training.traces import Trace

_SCREEN = (
    Condition(Family.DIALOG, "", "dialog"),
    Condition(Family.DIALOG, "", "toast"),
    Condition(Family.PROGRESS),
    Condition(Family.BADGE, "red"),
    Condition(Family.MOTION),
)
_CAMERA = (Condition(Family.DARK), Condition(Family.MOTION))


def frame_auc(network: NanoNetwork, tokenizer: NanoTokenizer, traces: Sequence[Trace]) -> dict[str, float]:
    """By name of the condition and edge, over all traces. Leaves the network in evaluation mode."""
    scores: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    network.eval()
    for number, trace in enumerate(traces):
        for name, logits, labels in _read(network, tokenizer, trace, np.random.default_rng(number)):
            negative, positive = scores[name]
            positive += logits[labels == 1].tolist()
            negative += logits[labels == 0].tolist()
    return {name: round(area(*found), 3) for name, found in sorted(scores.items())}


def condition_name(condition: Condition) -> str:
    """A short name: "dialog", "toast", "badge red", "object"; colours and shapes of objects do not count."""
    if condition.family is Family.BADGE:
        return f"badge {condition.colour}"
    return condition.shape if condition.family is Family.DIALOG else condition.family.value


def _read(
    network: NanoNetwork, tokenizer: NanoTokenizer, trace: Trace, rng: np.random.Generator
) -> list[tuple[str, NDArray[np.float32], NDArray[np.int8]]]:
    """Of what happens in a trace and what might: logits and labels of its frames."""
    usual = _SCREEN if trace.world == "desktop" else _CAMERA
    conditions = dict.fromkeys((*trace.conditions, *usual))
    requests = [
        phrase(rng, item, ends, held_out=True)
        for item in conditions
        if not ambiguous(trace, item)
        for ends in edges(item.family)
    ]
    with torch.inference_mode():
        _, states, _ = read_trace_with(network, tokenizer, trace, [item.text for item in requests])
    names = [condition_name(item.condition) + (" ends" if item.ends else "") for item in requests]
    labels = [frame_labels(trace, item) for item in requests]
    return list(zip(names, states.numpy(), labels, strict=True))


def area(negative: list[float], positive: list[float]) -> float:
    """Area under the ROC curve; NaN when one side is empty."""
    if not negative or not positive:
        return float("nan")
    ranks = np.concatenate([negative, positive]).argsort().argsort() + 1.0
    count = len(positive)
    return float((ranks[len(negative) :].sum() - count * (count + 1) / 2) / (count * len(negative)))
