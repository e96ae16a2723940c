"""stride-nano: the contract of an activation model, and its files."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.activation import load_checkpoint
from stride_desktop.activation.nano import load_nano
from stride_desktop.activation.nano.change_memory import MOST
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import LONGEST_TEXT, NanoTokenizer
from stride_desktop.core.errors import CheckpointError, FrameError, RequestError
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED
from tests.small_nano import SMALL, save_untrained


@pytest.fixture
def folder(tmp_path):
    return save_untrained(tmp_path / "nano")


def frames(count, seed=0, size=(90, 160), start=0.0):
    rng = np.random.default_rng(seed)
    return [Frame(rng.integers(0, 255, (*size, 3), np.uint8), start + k) for k in range(count)]


def filled(model, query, pictures):
    prefix, group = model.open(query), None
    for first, second in zip(pictures[::2], pictures[1::2], strict=True):
        group = model.encode(first, second, 256, group)
        prefix.append(group, 0.0)
    return prefix


def masked():
    return np.full(64, MASKED, np.int8)


def test_a_saved_model_loads_and_says_the_same(folder):
    torch.manual_seed(1)
    network = NanoNetwork(SMALL).eval()
    model = load_nano(folder)
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, model.network.state_dict()[name])
    again = load_checkpoint(folder, device="cpu")
    assert (again.name, again.window_past, again.window_future, again.resolution) == (
        "stride-nano",
        64,
        0,
        1.0,
    )
    pictures = frames(6)
    np.testing.assert_array_equal(
        filled(model, "it moves", pictures).denoise(masked()),
        filled(again, "it moves", pictures).denoise(masked()),
    )


def test_denoise_leaves_the_prefix_as_it_was(folder):
    prefix = filled(load_nano(folder), "a red ball", frames(8))
    before = prefix.denoise(masked())
    labels = np.array([INACTIVE, ACTIVE] * 32, np.int8)
    other = prefix.denoise(labels)
    assert labels.tolist() == [INACTIVE, ACTIVE] * 32
    assert (other != before).any()
    np.testing.assert_array_equal(prefix.denoise(masked()), before)
    assert before.shape == (64,)
    assert before.dtype == np.float64
    assert ((before >= 0) & (before <= 1)).all()


def test_a_rebuilt_prefix_says_the_same_and_prefixes_do_not_disturb_each_other(folder):
    model, pictures = load_nano(folder), frames(12)
    first = filled(model, "motion", pictures)
    expected = first.denoise(masked())
    other = filled(model, "a blue box", frames(10, seed=3))
    other.denoise(masked())
    np.testing.assert_array_equal(first.denoise(masked()), expected)
    np.testing.assert_array_equal(filled(model, "motion", pictures).denoise(masked()), expected)


def test_frames_belong_to_the_slots_that_end_with_them(folder):
    prefix = filled(load_nano(folder), "motion", frames(6, start=100.0))
    before = prefix.denoise(masked())

    def matters(slot):
        """The label of this slot changes what is said about others."""
        labels = masked()
        labels[slot] = INACTIVE
        return np.abs(np.delete(prefix.denoise(labels) - before, slot)).max() > 1e-9

    assert [slot for slot in range(64) if matters(slot)] == [58, 59, 60, 61, 62, 63]


def test_slots_without_a_frame_do_not_matter_to_the_others(folder):
    prefix = filled(load_nano(folder), "motion", frames(6))
    labels = masked()
    before = prefix.denoise(labels)[58:]
    labels[:58] = INACTIVE
    np.testing.assert_allclose(prefix.denoise(labels)[58:], before, atol=1e-6)


def test_frames_older_than_the_window_fall_out(folder):
    model, pictures = load_nano(folder), frames(80)
    groups = [None]
    for first, second in zip(pictures[::2], pictures[1::2], strict=True):
        groups.append(model.encode(first, second, 256, groups[-1]))
    whole, recent = model.open("motion"), model.open("motion")
    for k, group in enumerate(groups[1:]):
        whole.append(group, 0.0)
        if k >= 7:
            recent.append(group, 0.0)
    np.testing.assert_allclose(whole.denoise(masked())[1:], recent.denoise(masked())[1:], atol=1e-4)


def test_an_empty_prefix_can_be_denoised(folder):
    assert np.isfinite(load_nano(folder).open("motion").denoise(masked())).all()


@pytest.mark.parametrize("size", [(1080, 1920), (17, 400), (800, 300), (48, 80)])
def test_pictures_of_any_shape_can_be_encoded(folder, size):
    group = load_nano(folder).encode(*frames(2, size=size), 256)
    assert group.present.tolist()[0] == [False] * MOST  # nothing comes before the first frame
    assert group.present[1].any()


def test_a_tiny_picture_is_refused(folder):
    with pytest.raises(FrameError):
        load_nano(folder).encode(*frames(2, size=(12, 40)), 256)


@pytest.mark.parametrize("query", ["", "  \n", "x" * (LONGEST_TEXT + 1)])
def test_an_empty_or_endless_request_is_refused(folder, query):
    with pytest.raises(RequestError):
        load_nano(folder).open(query)


@pytest.mark.parametrize(
    "query", ["?", "🙂", "告诉我什么时候屏幕变黑", "أخبرني", "a " * 5000, "x" * LONGEST_TEXT, "\ud800"]
)
def test_any_other_request_is_taken(folder, query):
    assert np.isfinite(filled(load_nano(folder), query, frames(2)).denoise(masked())).all()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_the_tokenizer_takes_any_text(text):
    tokenizer = NanoTokenizer()
    pieces = tokenizer.encode(text)
    assert pieces.shape[1] == tokenizer.max_pieces
    assert 1 <= len(pieces) <= tokenizer.max_words
    assert ((pieces >= 0) & (pieces < tokenizer.buckets)).all()


def test_casing_does_not_matter_and_long_texts_keep_their_end():
    tokenizer = NanoTokenizer()
    np.testing.assert_array_equal(tokenizer.encode("RED Ball"), tokenizer.encode("red ball"))
    words = tokenizer.words(" ".join(f"w{k}" for k in range(200)))
    assert len(words) == 64
    assert (words[0], words[-1]) == ("w0", "w199")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_reported(folder, name):
    (folder / name).unlink()
    with pytest.raises(CheckpointError, match=name):
        load_nano(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_truncated_file_is_reported(folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(CheckpointError):
        load_nano(folder)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("config.json", "channels", 24),
        ("config.json", "channels", "many"),
        ("config.json", "heads", 0),
        ("config.json", "image_width", 83),
        ("config.json", "buckets", 512),
        ("config.json", "trigger_window_past", 32),
        ("config.json", "trigger_window_past", -1),
        ("config.json", "temperature", 0.0),
        ("config.json", "architectures", ["Somebody"]),
        ("tokenizer.json", "type", "bpe"),
        ("tokenizer.json", "max_words", 3),
    ],
)
def test_files_that_do_not_fit_together_are_reported(folder, name, field, value):
    content = json.loads((folder / name).read_text())
    content[field] = value
    (folder / name).write_text(json.dumps(content))
    with pytest.raises(CheckpointError):
        load_nano(folder)
