"""The optional eight-bit format: near the recordings, never taken by itself."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stride_desktop.activation import load_checkpoint
from stride_desktop.activation.qwen3vl.quantized import quantize_language
from stride_desktop.checkpoints.device import usual_dtype
from stride_desktop.core.errors import SettingsError
from stride_desktop.core.ticks import MASKED
from tests.activation.golden import TINY, read_case, read_frames


@pytest.fixture(scope="module")
def small():
    if torch.backends.quantized.engine == "none":
        with pytest.raises(SettingsError, match="cannot compute in int8"):
            load_checkpoint(TINY, device="cpu", dtype="int8")
        pytest.skip("this build of torch has no eight-bit kernels")
    return load_checkpoint(TINY, device="cpu", dtype="int8")


def first_call(model):
    frames = read_frames(read_case("live"), "live")
    prefix = model.open("somebody enters")
    for number in range(4):
        pair = frames[2 * number : 2 * number + 2]
        prefix.append(model.encode(*pair, 256), 2.0 * number + 0.5)
    return prefix.denoise(np.full(32, MASKED, np.int8))


def test_it_is_near_but_not_the_same(small, tiny):
    drift = np.abs(first_call(small) - first_call(tiny)).max()
    assert 0 < drift < 0.25
    assert small.dtype == "int8"


def test_only_the_language_model_is_quantized(small):
    model = small.network.model.model
    assert model.language_model.layers[0].mlp.up_proj.weight().dtype == torch.qint8
    assert model.visual.blocks[0].mlp.linear_fc1.weight.dtype == torch.float32


def test_it_is_for_a_cpu_only():
    with pytest.raises(SettingsError, match="int8 is for a CPU"):
        quantize_language(None, "cuda")


def test_it_is_never_the_default():
    assert {usual_dtype(device) for device in ("cpu", "mps")} == {"float32", "bfloat16"}


def test_bfloat16_is_taken_where_it_is_fast(monkeypatch):
    for generation, dtype in ((9, "bfloat16"), (8, "bfloat16"), (7, "float32")):
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _, now=generation: (now, 0))
        assert usual_dtype("cuda:1") == dtype
