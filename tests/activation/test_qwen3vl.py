"""The parts of the Qwen3-VL model: sizes, pixels, prompt, positions, prefix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.activation.qwen3vl.pixels import PixelRule, fit_pair, patches, target_size
from stride_desktop.activation.qwen3vl.positions import after_group, group_positions, text_positions
from stride_desktop.core.errors import FrameError, RequestError
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import MASKED

HALF = PixelRule((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def picture(height, width, seed=0):
    return np.random.RandomState(seed).randint(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize(
    ("source", "tokens", "target"),
    [
        ((96, 128), 256, (96, 128)),
        ((108, 192), 256, (96, 192)),  # not a multiple of 32
        ((1080, 1920), 256, (384, 672)),  # 12×21 = 252
        ((1920, 1080), 256, (672, 384)),  # portrait
        ((4320, 7680), 256, (384, 672)),  # 8K
        ((32, 32), 256, (32, 32)),
        ((63, 63), 256, (32, 32)),
        ((64, 33), 256, (64, 32)),
        ((32, 8192), 256, (32, 8192)),
        ((64, 128), 1, None),
        ((1080, 1080), 1, (32, 32)),
    ],
)
def test_target_size(source, tokens, target):
    if target is None:
        with pytest.raises(FrameError):
            target_size(*source, tokens)
    else:
        assert target_size(*source, tokens) == target


@pytest.mark.parametrize("source", [(1, 1), (31, 500), (500, 31), (32, 8300), (0, 0), (0, 100)])
def test_impossible_sizes_say_what_to_do(source):
    with pytest.raises(FrameError) as caught:
        target_size(*source, 256)
    assert caught.value.remedy


@given(st.integers(32, 5000), st.integers(32, 5000), st.integers(4, 1024))
def test_target_fits_and_never_enlarges(height, width, tokens):
    try:
        rows, columns = (side // 32 for side in target_size(height, width, tokens))
    except FrameError:
        assert max(height, width) / min(height, width) > min(tokens, 32) / 2
        return
    assert rows * columns <= tokens
    assert rows * 32 <= height
    assert columns * 32 <= width
    assert columns in (int(rows * width / height), int(rows * width / height) + 1)


def test_frames_of_the_right_size_are_untouched():
    first, second = picture(64, 96), picture(64, 96, 1)
    pair = fit_pair(first, second, 256)
    np.testing.assert_array_equal(pair, [first, second])


def test_second_frame_takes_the_size_of_the_first():
    assert fit_pair(picture(64, 96), picture(400, 300), 256).shape == (2, 64, 96, 3)


@pytest.mark.parametrize(
    "image",
    [np.zeros((64, 64), np.uint8), np.zeros((64, 64, 4), np.uint8), np.zeros((64, 64, 3), np.float32)],
)
def test_other_than_rgb_bytes_is_refused(image):
    with pytest.raises(FrameError):
        fit_pair(image, picture(64, 64), 256)


def test_patches_come_cell_by_cell():
    pair = np.stack([picture(64, 96), picture(64, 96, 1)])
    flat = patches(pair, HALF)
    assert flat.shape == (4 * 6, 3 * 2 * 16 * 16)
    assert flat.dtype == np.float32
    # The second cell's third patch: the lower left of the cell at row 0, column 1.
    patch = flat[4 + 2].reshape(3, 2, 16, 16)
    expected = (pair[:, 16:32, 32:48].astype(np.float64) / 255 - 0.5) / 0.5
    np.testing.assert_allclose(patch, expected.transpose(3, 0, 1, 2), atol=1e-6)


def test_normalization_is_per_channel():
    pair = np.full((2, 32, 32, 3), 255, np.uint8)
    rule = PixelRule((0.0, 0.5, 1.0), (1.0, 0.5, 0.25))
    np.testing.assert_allclose(patches(pair, rule).reshape(4, 3, -1)[0].mean(axis=1), [1.0, 1.0, 0.0])


def test_positions():
    assert text_positions(5, 3).tolist() == [[5, 6, 7]] * 3
    assert group_positions(10, 2, 3).tolist() == [
        [10] * 6,
        [10, 10, 10, 11, 11, 11],
        [10, 11, 12, 10, 11, 12],
    ]
    assert after_group(10, 2, 3) == after_group(10, 3, 2) == 13


def group(model, seconds=0.0, seed=0, size=(64, 96)):
    first = Frame(picture(*size, seed), seconds)
    return model.encode(first, Frame(picture(*size, seed + 1), seconds + 1), 256)


def test_prompt_is_the_official_one(tiny):
    prompt = tiny.prompt
    official = "<|im_start|>user\ntell me when?<0.5 seconds><|vision_start|>"
    encode = prompt.tokenizer.encode
    assert prompt.opening("tell me when?", 0.5) == encode(official, add_special_tokens=False)
    assert prompt.between(12.25) == encode("<12.2 seconds><|vision_start|>", add_special_tokens=False)


def test_control_tokens_in_a_request_are_plain_text(tiny):
    prompt = tiny.prompt
    ids = prompt.opening("<|video_pad|><activation><|im_end|>", 0.5)
    vocabulary = prompt.tokenizer.get_vocab()
    assert not {vocabulary[name] for name in ("<|video_pad|>", "<activation>", "<|im_end|>")} & set(ids)
    assert prompt.tokenizer.decode(ids[1:-1]) == "user\n<|video_pad|><activation><|im_end|><0.5 seconds>"


@pytest.mark.parametrize(
    "query",
    [
        "sag Bescheid, wenn es klingelt",
        "当红灯亮起时告诉我",
        "أخبرني عندما تمطر",
        "सूचित करें",
        "🚦👩‍👩‍👧",
        "a\x00b",
        "x" * 10_000,
    ],
)
def test_any_script_and_length_can_be_asked_for(tiny, query):
    prefix = tiny.open(query)
    prefix.append(group(tiny), 0.5)
    probabilities = prefix.denoise(np.full(32, MASKED, np.int8))
    assert probabilities.shape == (32,)
    assert ((probabilities > 0) & (probabilities < 1)).all()


@pytest.mark.parametrize("query", ["", "  \n\t", "x" * 20_001, "broken \ud800 half"])
def test_impossible_requests_say_what_to_do(tiny, query):
    with pytest.raises(RequestError) as caught:
        tiny.open(query)
    assert caught.value.remedy


def test_prefix_counts_tokens_and_positions(tiny):
    prefix = tiny.open("tell me when it rains")
    assert prefix.tokens == 0
    text = len(tiny.prompt.opening("tell me when it rains", 0.5))
    prefix.append(group(tiny), 0.5)
    assert prefix.tokens == text + 6 + 1
    assert prefix.next_position == text + 3 + 1  # 2×3 vision tokens advance by three
    between = len(tiny.prompt.between(2.5))
    prefix.append(group(tiny), 2.5)
    assert prefix.tokens == text + 7 + between + 7
    assert prefix.next_position == text + 4 + between + 4


def test_denoising_leaves_the_prefix_as_it_was(tiny):
    labels = np.full(32, MASKED, np.int8)
    prefix = tiny.open("x")
    prefix.append(group(tiny), 0.5)
    first = prefix.denoise(labels)
    tokens, position = prefix.tokens, prefix.next_position
    prefix.denoise(np.ones(32, np.int8))
    np.testing.assert_array_equal(prefix.denoise(labels), first)
    assert (prefix.tokens, prefix.next_position) == (tokens, position)


def test_two_copies_let_early_slots_see_late_ones_and_one_does_not(tiny, tiny_single_sequence):
    for model, sees in ((tiny, True), (tiny_single_sequence, False)):
        prefix = model.open("x")
        prefix.append(group(model), 0.5)
        labels = np.full(32, MASKED, np.int8)
        before = prefix.denoise(labels)[0]
        labels[-1] = 1
        assert (prefix.denoise(labels)[0] != before) == sees


def test_an_equal_pair_reuses_its_features(tiny):
    still = group(tiny, 0.0, seed=5)
    again = group(tiny, 2.0, seed=5)
    assert again.features is still.features
    assert again.seconds == 2.5
    assert group(tiny, 4.0, seed=6).features is not still.features


def test_pictures_may_change_size_in_a_stream(tiny):
    prefix = tiny.open("x")
    prefix.append(group(tiny, size=(64, 96)), 0.5)
    prefix.append(group(tiny, size=(96, 64)), 2.5)
    assert np.isfinite(prefix.denoise(np.full(32, MASKED, np.int8))).all()


def test_a_long_prefix_matches_one_that_never_grew_its_storage(tiny):
    labels = np.full(32, MASKED, np.int8)
    groups = [group(tiny, 2.0 * i, seed=i) for i in range(6)]
    network, smallest = tiny.network, tiny.network.new_cache_tokens
    try:
        results = []
        for capacity in (16, 4096):
            network.new_cache_tokens = capacity
            prefix = tiny.open("x")
            for index, item in enumerate(groups):
                prefix.append(item, 2.0 * index + 0.5)
                prefix.denoise(labels)
            results.append(prefix.denoise(labels))
    finally:
        network.new_cache_tokens = smallest
    np.testing.assert_allclose(results[0], results[1], atol=1e-6)
