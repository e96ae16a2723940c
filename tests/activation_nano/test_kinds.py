"""Kinds of event that a checkpoint knows, and their thresholds."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from stride_desktop.activation.nano import load_nano, save_nano
from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.errors import RequestError
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import MASKED
from tests.small_nano import SMALL

KNOWING = replace(
    SMALL,
    kinds=(
        EventKind("the screen goes black", ("tell me when the screen goes black",)),
        EventKind("motion", ("motion",)),
    ),
)


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(2)
    save_nano(tmp_path / "knowing", KNOWING, NanoTokenizer(KNOWING.buckets), NanoNetwork(KNOWING).eval())
    return tmp_path / "knowing"


def pictures(count, size=(96, 160)):
    rng = np.random.default_rng(3)
    return [rng.integers(0, 255, (*size, 3), np.uint8) for _ in range(count)]


def test_a_checkpoint_keeps_its_kinds(folder):
    assert load_nano(folder).config == KNOWING


def test_a_checkpoint_without_kinds_says_so():
    content = SMALL.to_json()
    for name in ("kinds", "kind_biases"):
        del content[name]
    assert NanoConfig.from_json(content) == SMALL
    assert NanoNetwork(SMALL).kinds is None


def test_how_well_a_request_is_known_is_a_probability(folder):
    model = load_nano(folder)
    known = model.understands("tell me when the screen goes black")
    assert 0 < known < 1
    model.network.kinds.bias.data[-1] += 20
    assert model.understands("tell me when the screen goes black") < 0.01
    with pytest.raises(RequestError):
        model.understands(" ")


def test_a_checkpoint_without_kinds_takes_every_request_for_known(tmp_path):
    save_nano(tmp_path, SMALL, NanoTokenizer(SMALL.buckets), NanoNetwork(SMALL))
    assert load_nano(tmp_path).understands("anything") == 1.0


def test_a_kind_has_a_bias_of_its_own(folder):
    model, query = load_nano(folder), "tell me when the screen goes black"
    plain = model.open(query)
    model.config = replace(model.config, kind_biases=(-4.0, -4.0))
    strict = model.open(query)
    for prefix in (plain, strict):
        shown = pictures(2)
        prefix.append(model.encode(Frame(shown[0], 0.0), Frame(shown[1], 1.0), 256), 0.0)
    given = np.full(model.config.slots, MASKED, np.int8)
    assert (strict.denoise(given) < plain.denoise(given)).all()


@pytest.mark.parametrize("biases", [3, [0.0], ["a", "b"], [0.0, True], [0.0, 1e9]])
def test_biases_that_do_not_fit_are_refused(biases):
    with pytest.raises(ValueError, match="bias"):
        NanoConfig.from_json({**json.loads(json.dumps(KNOWING.to_json())), "kind_biases": biases})
