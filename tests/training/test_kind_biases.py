"""A checkpoint is made as reluctant about each kind of request as held-out streams ask for."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from stride_desktop.activation.nano import NanoConfig
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.training.casting import make_stream
from stride_desktop.training.conditions import Family
from stride_desktop.training.kind_biases import fit_kind_biases
from stride_desktop.training.traces import trace

TOKENIZER = NanoTokenizer()


class Blinking(nn.Module):
    """Says of every eighth frame, whatever it shows, that the request is active: a logit of so much."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height

    def forward(self, changes, present, *_):
        states = torch.where(torch.arange(len(changes)) % 8 == 7, self.height, -9.0)
        return torch.zeros(len(changes), 64), states, torch.zeros(present.shape)


@pytest.fixture(scope="module")
def quiet():
    """A desktop and a room in which nothing happens."""
    return [trace(make_stream(seed, 40, (), world=world)) for seed, world in ((3, "desktop"), (4, "room"))]


@pytest.mark.parametrize(("height", "bias"), [(-1.0, 0.0), (0.5, -1.0), (1.5, -2.0), (9.0, -3.0)])
def test_false_alarms_are_held_back_by_as_little_as_is_enough(quiet, height, bias):
    network = NanoNetwork(NanoConfig())
    network.reader = Blinking(height)
    found = fit_kind_biases(network, TOKENIZER, quiet, np.random.default_rng(0))
    assert found == (bias,) * (len(Family) - 1)
