"""Checkpoints that are nonsense are refused when they are loaded, by both loaders, in words."""

from __future__ import annotations

import json
import os
import shutil
import struct
import time
from itertools import product

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from stride_desktop.activation import load_checkpoint
from stride_desktop.core.errors import CheckpointError
from tests.activation.golden import TINY
from tests.small_nano import save_untrained

resource = pytest.importorskip("resource", reason="Windows tells no peak of memory")

NAN, INFINITY = float("nan"), float("inf")


@pytest.fixture(params=["nano", "qwen3vl"])
def folder(request, tmp_path):
    """A good checkpoint of each kind."""
    place = tmp_path / "checkpoint"
    if request.param == "nano":
        return save_untrained(place)
    return shutil.copytree(TINY, place)


@pytest.fixture
def nano(tmp_path):
    return save_untrained(tmp_path / "checkpoint")


@pytest.fixture
def stride(tmp_path):
    return shutil.copytree(TINY, tmp_path / "checkpoint")


def refused(folder, words=""):
    """Loading says so in words, soon, and takes no memory that matters."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(folder, device="cpu")
    assert caught.value.remedy
    assert words in str(caught.value) + caught.value.detail
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000, "kilobytes"
    assert time.monotonic() - began < 60


def edit(path, section="", **changes):
    content = json.loads(path.read_text())
    (content[section] if section else content).update(changes)
    path.write_text(json.dumps(content))


def reweigh(folder, change, which=0):
    """Change the tensors of a checkpoint by name; `which`: of those with a fraction, by size."""
    path = folder / "model.safetensors"
    weights = {name: tensor.copy() for name, tensor in load_file(path).items()}
    floats = sorted(
        (name for name in weights if weights[name].dtype.kind == "f"), key=lambda n: weights[n].size
    )
    change(weights, floats[which])
    save_file(weights, path, {"format": "pt"})


def test_good_ones_load(folder):
    assert load_checkpoint(folder, device="cpu").resolution == 1.0


@pytest.mark.parametrize("value", [NAN, INFINITY, -INFINITY])
@pytest.mark.parametrize("which", [0, -1])
def test_one_weight_that_is_no_number(folder, value, which):
    def change(weights, name):
        weights[name].reshape(-1)[-1] = value

    reweigh(folder, change, which)
    refused(folder, "not numbers")


def test_weights_so_large_that_nothing_comes_of_them(folder):
    def change(weights, _name):
        for tensor in weights.values():
            if tensor.dtype.kind == "f":
                tensor[...] = 3e38

    reweigh(folder, change)
    refused(folder, "no probabilities")


def test_weights_that_are_no_fractions(folder):
    def change(weights, name):
        weights[name] = weights[name].astype(np.int64)

    reweigh(folder, change, -1)
    refused(folder, "stored as I64")


def test_a_tensor_of_another_shape(folder):
    def change(weights, name):
        weights[name] = np.zeros((3, 5), weights[name].dtype)

    reweigh(folder, change, -1)
    refused(folder)


def with_head(head, size=None):
    def write(path):
        content = json.dumps(head).encode() if isinstance(head, dict) else head
        with path.open("wb") as file:
            file.write(struct.pack("<Q", len(content)) + content)
            if size:
                file.truncate(size)

    return write


TERABYTES = {"a": {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 4 << 40]}}
WEIGHTS = [
    with_head(TERABYTES),
    with_head(TERABYTES, 4 << 40),
    with_head(b"[" * 100_000),
    with_head({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, 200),
    with_head({"a": {"dtype": "F99", "shape": [1], "data_offsets": [0, 4]}}, 200),
    lambda path: path.write_bytes(struct.pack("<Q", 2**63) + b"{}"),
    lambda path: path.write_bytes(b""),
    lambda path: path.unlink(),
]


@pytest.mark.parametrize("write", WEIGHTS)
def test_files_of_weights_that_are_none(folder, write):
    try:
        write(folder / "model.safetensors")
    except OSError:
        pytest.skip("this disk keeps no file of terabytes")
    refused(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize(
    ("name", "how"),
    [
        *product(["config.json", "tokenizer.json", "model.safetensors"], ["pipe", "circle", "folder"]),
        ("merges.txt", "pipe"),  # a folder of that name is as good as no such file, which may be missing
        ("merges.txt", "circle"),
    ],
)
def test_what_is_no_file_is_not_waited_for(folder, name, how):
    path = folder / name
    path.unlink(missing_ok=True)
    if how == "pipe":
        os.mkfifo(path)
    elif how == "circle":
        path.symlink_to(name)
    else:
        path.mkdir()
    refused(folder)


SLOTS = [0, -1, 10**9, 1025, 10**400, "32", None, True, 1.5, NAN, INFINITY, [32]]
SECONDS = [0, -1.0, 1e-9, 1e9, 10**400, "1", None, True, NAN, INFINITY]


@pytest.mark.parametrize("value", SLOTS)
def test_windows_that_are_not_possible(folder, value):
    edit(folder / "config.json", trigger_window_past=value)
    refused(folder, "trigger_window_past")


@pytest.mark.parametrize("value", SECONDS)
def test_slots_that_are_not_possible(folder, value):
    edit(folder / "config.json", trigger_temporal_resolution=value)
    refused(folder, "trigger_temporal_resolution")


SIZES = ["channels", "heads", "buckets", "change_size", "slot_layers"]


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("value", [0, 10**7, 10**400, "8", None, 8.5, NAN])
def test_sizes_that_are_not_possible(nano, name, value):
    edit(nano / "config.json", **{name: value})
    refused(nano, name)


@pytest.mark.parametrize(
    "kinds", [7, ["light"], [{"name": 3, "examples": []}], [{"name": "x", "examples": [1]}]]
)
def test_kinds_of_requests_that_are_none(nano, kinds):
    edit(nano / "config.json", kinds=kinds)
    refused(nano, "kind")


@pytest.mark.parametrize("value", [10**7, 0, 47, -48, "48", NAN])
def test_pictures_that_are_not_possible(nano, value):
    edit(nano / "config.json", image_height=value)
    refused(nano, "cannot be used")


@pytest.mark.parametrize("name", ["temperature", "bias"])
@pytest.mark.parametrize("value", [NAN, INFINITY, -INFINITY, 1e300, 10**400, "1", None])
def test_a_calibration_that_is_none(nano, name, value):
    edit(nano / "config.json", **{name: value})
    refused(nano, name)


@pytest.mark.parametrize("value", [0, -1.0])
def test_a_temperature_must_be_more_than_zero(nano, value):
    edit(nano / "config.json", temperature=value)
    refused(nano, "temperature")


@pytest.mark.parametrize(
    "changes",
    [{"buckets": 0}, {"max_pieces": "x"}, {"ngrams": []}, {"ngrams": [0]}, {"ngrams": [1e9]}, {"type": 3}],
)
def test_a_tokenizer_that_is_none(nano, changes):
    edit(nano / "tokenizer.json", **changes)
    refused(nano)


NUMBERS = [
    ("text_config", {"num_hidden_layers": 10**9}),
    ("text_config", {"num_hidden_layers": -1}),
    ("text_config", {"num_hidden_layers": "3"}),
    ("text_config", {"hidden_size": 10**6}),
    ("text_config", {"hidden_size": 0}),
    ("text_config", {"vocab_size": 10**10}),
    ("text_config", {"rms_norm_eps": NAN}),
    (
        "text_config",
        {"rope_parameters": {"rope_theta": NAN, "mrope_section": [4, 2, 2], "rope_type": "default"}},
    ),
    ("text_config", {"rope_parameters": {"rope_theta": 0, "mrope_section": [10**9], "rope_type": "default"}}),
    ("text_config", {"num_attention_heads": 0}),
    ("vision_config", {"depth": 10**9}),
    ("vision_config", {"deepstack_visual_indexes": list(range(1000))}),
    ("vision_config", {"patch_size": 14}),
    ("vision_config", {"patch_size": 10**6}),
    ("vision_config", {"spatial_merge_size": 0}),
    ("vision_config", {"num_position_embeddings": 10**12}),
    ("", {"vision_config": None}),
    ("", {"text_config": [1]}),
]


@pytest.mark.parametrize(("section", "changes"), NUMBERS)
def test_descriptions_that_make_no_sense(stride, section, changes):
    edit(stride / "config.json", section, **changes)
    refused(stride)


@pytest.mark.parametrize("key", ["image_mean", "image_std"])
@pytest.mark.parametrize(
    "value", [[NAN] * 3, ["x"] * 3, [0.5] * 2, [-0.5] * 3, [1e9] * 3, None, 0.5, [10**400] * 3]
)
def test_pixels_that_are_not_possible(stride, key, value):
    edit(stride / "processor_config.json", "video_processor", **{key: value})
    refused(stride, key)


def test_pixels_are_not_divided_by_zero(stride):
    edit(stride / "processor_config.json", "video_processor", image_std=[0.5, 0.0, 0.5])
    refused(stride, "image_std")
