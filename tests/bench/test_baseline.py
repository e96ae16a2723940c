"""The baseline decides what the engine decides."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from transformers import Qwen3VLForConditionalGeneration

from stride_desktop.bench.baseline import RebuiltModel
from stride_desktop.bench.shapes import config_of
from tests.activation.golden import detector_of, load_tiny, play, read_case, read_frames


@pytest.mark.parametrize("name", ["live_sliding", "live_jitter_resize", "single_sequence"])
def test_rebuilding_everything_gives_the_engines_probabilities(name):
    case = read_case(name)
    model = load_tiny(single_sequence=case["single_sequence"])
    frames = read_frames(case, name)[:40]
    engine = play(detector_of(case, model), frames)
    rebuilt = play(detector_of(case, RebuiltModel(model)), frames)
    assert len(engine) == len(rebuilt) > 1
    for (_, mine), (_, plain) in zip(engine, rebuilt, strict=True):
        assert mine.prefix_tokens == plain.prefix_tokens
        assert mine.labels.tolist() == plain.labels.tolist()
        for one, other in zip(mine.calls, plain.calls, strict=True):
            assert one.first_position == other.first_position
            np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "millions"), [("40m", (35, 45)), ("2b", (2_100, 2_150)), ("4b", (4_400, 4_480))]
)
def test_shapes_have_the_released_sizes(name, millions):
    with torch.device("meta"):  # takes no memory
        model = Qwen3VLForConditionalGeneration(config_of(name))
    count = sum(parameter.numel() for parameter in model.parameters())
    assert millions[0] < count / 1e6 < millions[1]
