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
_OFFSETS = np.arange(0.0, 8.1, 0.5)
_FIT_REQUESTS, _FIT_STEPS, _FIT_BATCH, _FIT_RATE = 24_000, 6000, 1024, 2e-2


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
    requests = _half_foreign(rng, count, held_out=True)
    with torch.no_grad():
        return network.kinds(_vectors(network, tokenizer, requests)), _kinds_of(requests)


def _half_foreign(rng: np.random.Generator, count: int, held_out: bool) -> list[Request]:
    """Requests of which every other one is foreign."""
    requests: list[Request] = []
    while len(requests) < count:
        condition = draw_condition(rng, "room" if len(requests) % 4 < 2 else "desktop", held_out=held_out)
        if (condition.family is Family.OTHER) == (len(requests) % 2 == 0):
            requests.append(draw_request(rng, condition, held_out=held_out))
    return requests


def _kinds_of(requests: list[Request]) -> Tensor:
    families = list(Family)
    return torch.tensor([families.index(item.condition.family) for item in requests])


def _vectors(network: NanoNetwork, tokenizer: NanoTokenizer, requests: list[Request]) -> Tensor:
    """What the text encoder makes of requests, float (N, text_size)."""
    pieces = encode_texts(tokenizer, [item.text for item in requests])
    with torch.no_grad():
        return torch.cat([network.text(part) for part in torch.split(pieces, _BATCH)])


def kind_temperature(logits: Tensor, kinds: Tensor) -> float:
    """The temperature with which the probability of being known fits best."""
    return _best_fit(logits, kinds, 0.0)[1]


def _best_fit(logits: Tensor, kinds: Tensor, offset: float) -> tuple[float, float]:
    """The least loss of the probability of being foreign, given an offset on its logit; its temperature."""
    foreign = (kinds == logits.shape[1] - 1).to(logits.dtype)
    moved = logits + offset * functional.one_hot(torch.tensor(logits.shape[1] - 1), logits.shape[1])

    def loss(temperature: float) -> float:
        probability = (moved / temperature).softmax(-1)[:, -1].clamp(1e-6, 1 - 1e-6)
        return functional.binary_cross_entropy(probability, foreign).item()

    best = float(min(_TEMPERATURES, key=loss))
    return loss(best), best


def fit_kinds(network: NanoNetwork, tokenizer: NanoTokenizer, rng: np.random.Generator) -> float:
    """Learn the kinds of requests anew, on vectors that stay; returns the temperature that fits best.

    Training with the rest of the network knows its own wordings by heart and takes others for known. The
    layer alone, and then an offset for foreign requests chosen on held-out wordings, does not.
    """
    kinds = network.kinds
    if kinds is None:
        raise ValueError("the checkpoint cannot tell kinds apart")
    requests = _half_foreign(rng, _FIT_REQUESTS, held_out=False)
    vectors, wanted = _vectors(network.eval(), tokenizer, requests), _kinds_of(requests)
    optimizer = torch.optim.AdamW(kinds.parameters(), _FIT_RATE, weight_decay=3e-4)
    for step in range(_FIT_STEPS):
        optimizer.param_groups[0]["lr"] = _FIT_RATE * (1 - step / _FIT_STEPS)
        some = torch.from_numpy(rng.integers(len(vectors), size=_FIT_BATCH))
        loss = functional.cross_entropy(kinds(vectors[some]), wanted[some])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    logits, held_out = held_out_kinds(network, tokenizer, rng, 1600)
    offset = min(_OFFSETS, key=lambda value: _best_fit(logits, held_out, value)[0])
    with torch.no_grad():
        kinds.bias[-1] += offset
    return _best_fit(logits, held_out, offset)[1]


def share_known(logits: Tensor, kinds: Tensor, temperature: float, least: float = 0.5) -> Knowing:
    """How many requests are judged rightly when known means P ≥ `least`."""
    known = 1 - (logits / temperature).softmax(-1)[:, -1] >= least
    foreign = kinds == logits.shape[1] - 1
    return Knowing(known[~foreign].float().mean().item(), (~known[foreign]).float().mean().item())
