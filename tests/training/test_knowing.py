"""Which requests a checkpoint knows, on wordings that training has not seen."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.training.conditions import Family
from stride_desktop.training.foreign import foreign_clause
from stride_desktop.training.kinds import KINDS
from stride_desktop.training.knowing import fit_kinds, held_out_kinds, kind_temperature, share_known
from tests.small_nano import SMALL


def test_every_kind_but_the_foreign_one_is_named():
    assert len(KINDS) == len(Family) - 1
    assert list(Family)[-1] is Family.OTHER


def test_half_of_the_wordings_are_foreign():
    config = replace(SMALL, kinds=KINDS)
    network = NanoNetwork(config).eval()
    logits, kinds = held_out_kinds(network, NanoTokenizer(config.buckets), np.random.default_rng(0), 60)
    assert logits.shape == (60, len(Family))
    assert (kinds == len(KINDS)).sum() == 30
    with pytest.raises(ValueError, match="kinds"):
        held_out_kinds(NanoNetwork(SMALL), NanoTokenizer(SMALL.buckets), np.random.default_rng(0))


def test_the_temperature_takes_back_what_is_too_sure():
    rng = np.random.default_rng(1)
    foreign = torch.from_numpy(rng.random(4000) < 0.5)
    right = torch.from_numpy(rng.random(4000) < 0.8)  # sure of everything, right in four of five
    logits = torch.zeros(4000, 2)
    logits[:, 1] = torch.where(foreign == right, 6.0, -6.0)
    temperature = kind_temperature(logits, foreign.long())
    assert torch.tensor(6.0 / temperature).sigmoid().item() == pytest.approx(0.8, abs=0.04)
    shares = share_known(logits, foreign.long(), temperature)
    assert shares.known == pytest.approx(0.8, abs=0.03)
    assert shares.foreign == pytest.approx(0.8, abs=0.03)


def test_the_layer_of_kinds_is_learned_alone(monkeypatch):
    monkeypatch.setattr("stride_desktop.training.knowing._FIT_REQUESTS", 800)
    monkeypatch.setattr("stride_desktop.training.knowing._FIT_STEPS", 400)
    torch.manual_seed(4)
    config = replace(SMALL, kinds=KINDS, text_size=32)
    network, tokenizer = NanoNetwork(config).eval(), NanoTokenizer(config.buckets)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    temperature = fit_kinds(network, tokenizer, np.random.default_rng(3))
    changed = {name for name, value in network.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"kinds.weight", "kinds.bias"}
    shares = share_known(*held_out_kinds(network, tokenizer, np.random.default_rng(5)), temperature)
    assert shares.known + shares.foreign > 1.15  # saying the same of all comes to 1


def test_foreign_requests_of_training_and_evaluation_share_no_subject_nor_verb():
    rng = np.random.default_rng(2)
    seen, held = ({foreign_clause(rng, kept)[0] for _ in range(500)} for kept in (False, True))
    assert len(seen) > 300
    assert not seen & held
