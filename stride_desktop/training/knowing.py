"""How well a checkpoint knows which requests it knows: calibration, and shares of right answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.training.casting import draw_condition, draw_request
from stride_desktop.training.conditions import Family, Request
from stride_desktop.training.frame_stage import encode_texts

_TEMPERATURES = np.geomspace(0.3, 6.0, 40)
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Knowing:
    """Shares of held-out wordings: known ones that are taken for known, foreign ones that are not."""

    known: float
    foreign: float


def held_out_kinds(
    network: NanoNetwork, tokenizer: NanoTokenizer, rng: np.random.Generator, count: int = 800
) -> tuple[Tensor, Tensor]:
    """Logits (count, kinds + 1) of wordings that training never saw, and their kinds, int64 (count,).

    The last kind is that of foreign requests, which half of the wordings are.
    """
    if network.kinds is None:
        raise ValueError("the checkpoint cannot tell kinds apart")
    families = list(Family)
    requests: list[Request] = []
    while len(requests) < count:
        condition = draw_condition(rng, "room" if len(requests) % 2 else "desktop", held_out=True)
        if (condition.family is Family.OTHER) == (len(requests) % 2 == 0):
            requests.append(draw_request(rng, condition, held_out=True))
    kinds = torch.tensor([families.index(item.condition.family) for item in requests])
    pieces = encode_texts(tokenizer, [item.text for item in requests])
    with torch.no_grad():
        logits = torch.cat([network.kinds(network.text(part)) for part in torch.split(pieces, _BATCH)])
    return logits, kinds


def kind_temperature(logits: Tensor, kinds: Tensor) -> float:
    """The temperature with which the probability of being known fits best."""
    foreign = (kinds == logits.shape[1] - 1).to(logits.dtype)

    def loss(temperature: float) -> float:
        probability = (logits / temperature).softmax(-1)[:, -1].clamp(1e-6, 1 - 1e-6)
        return functional.binary_cross_entropy(probability, foreign).item()

    return float(min(_TEMPERATURES, key=loss))


def share_known(logits: Tensor, kinds: Tensor, temperature: float, least: float = 0.5) -> Knowing:
    """How many requests are judged rightly when known means P ≥ `least`."""
    known = 1 - (logits / temperature).softmax(-1)[:, -1] >= least
    foreign = kinds == logits.shape[1] - 1
    return Knowing(known[~foreign].float().mean().item(), (~known[foreign]).float().mean().item())
