"""Loading: what is taken, and what is said when a checkpoint cannot be used."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
import torch

from stride_desktop.activation import load_checkpoint
from stride_desktop.checkpoints.device import usual_dtype
from stride_desktop.core.errors import Cancelled, CheckpointError, SettingsError
from tests.activation.golden import TINY


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TINY, tmp_path / "checkpoint")


def edit(path, **changes):
    content = json.loads(path.read_text())
    content.update(changes)
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))


def refused(path, *words, **arguments):
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(path, **({"device": "cpu"} | arguments))
    assert caught.value.remedy
    for word in words:
        assert word in caught.value.what
    return caught.value


def test_importing_the_engine_is_cheap():
    code = (
        "import sys; from stride_desktop.activation import ActivationDetector, DetectorSettings;"
        "from stride_desktop.activation import load_checkpoint;"
        "print(sorted({'torch', 'transformers', 'huggingface_hub', 'cv2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loading_never_imports_torchvision_or_a_processor():
    code = (
        "import sys; from stride_desktop.activation import load_checkpoint;"
        f"load_checkpoint({str(TINY)!r}, device='cpu');"
        "print([name for name in sys.modules if name == 'torchvision' or 'video_processing_qwen' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr.strip() == ""


def test_model_says_what_it_is(tiny):
    assert (tiny.name, tiny.compute.device, tiny.compute.dtype) == ("tiny-stride", "cpu", "float32")
    assert (tiny.window_past, tiny.window_future, tiny.resolution) == (32, 0, 1.0)


@pytest.mark.parametrize("architecture", ["Qwen3VLForProactiveMDM", "Qwen3VLForSTRIDE"])
def test_both_class_names_of_the_released_checkpoints_load(folder, architecture):
    edit(folder / "config.json", architectures=[architecture])
    seen = []
    model = load_checkpoint(folder, device="cpu", progress=lambda what, share: seen.append((what, share)))
    assert model.compute.dtype == "float32"
    assert seen


def test_other_number_formats_load():
    assert load_checkpoint(TINY, device="cpu", dtype="bfloat16").compute.dtype == "bfloat16"


def test_device_is_picked_when_left_open(folder):
    model = load_checkpoint(folder)
    assert model.compute.device.partition(":")[0] in ("cpu", "cuda", "mps")


def test_overrides_replace_entries_of_the_config():
    assert load_checkpoint(TINY, device="cpu", overrides={"trigger_window_past": 8}).window_past == 8


def test_cancelled_before_the_weights():
    with pytest.raises(Cancelled):
        load_checkpoint(TINY, device="cpu", cancelled=lambda: True)


@pytest.mark.parametrize(
    ("device", "dtype"),
    [("cpu", "int4"), ("cpu", "int8"), ("cpu", "torch.float32"), ("abacus", None), ("cuda:99", None)],
)
def test_unknown_device_or_number_format(device, dtype):
    with pytest.raises(SettingsError) as caught:
        load_checkpoint(TINY, device=device, dtype=dtype)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "path", ["/no/such/folder", "./nothing", "~nobody-here/x/y", "name\0with null", "x" * 5000]
)
def test_missing_folder(path):
    refused(path, "does not exist")


def test_a_file_is_no_folder():
    refused(TINY / "config.json", "not a folder")


def test_a_folder_without_config_is_no_checkpoint(tmp_path):
    refused(tmp_path, "no config.json")


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "processor_config.json"])
@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe\x00"])
def test_damaged_json(folder, file, content):
    (folder / file).write_bytes(content)
    refused(folder, file)


@pytest.mark.parametrize(
    "architectures", [["LlamaForCausalLM"], ["Qwen3VLForConditionalGeneration"], [], "text", None, [1]]
)
def test_other_architectures(folder, architectures):
    edit(folder / "config.json", architectures=architectures)
    refused(folder, "not an activation model")


def test_no_weights(folder):
    (folder / "model.safetensors").unlink()
    refused(folder, "no weights")


def test_a_listed_shard_is_missing(folder):
    index = {
        "metadata": {},
        "weight_map": {"a": "model.safetensors", "b": "model-00002-of-00002.safetensors"},
    }
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    refused(folder, "model-00002-of-00002.safetensors")


@pytest.mark.parametrize("keep", [0, 7, 500, 2_000_000])
def test_truncated_weights(folder, keep):
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    refused(folder, "damaged")


def test_weights_of_another_model(folder):
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["model.language_model.layers.1.mlp.up_proj.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    assert "up_proj" in refused(folder, "lacks 1 of its weights").detail


def test_config_of_another_size(folder):
    config = json.loads((folder / "config.json").read_text())
    config["text_config"]["hidden_size"] = 128
    edit(folder / "config.json", text_config=config["text_config"])
    refused(folder)


@pytest.mark.parametrize(
    "changes",
    [{"trigger_window_past": None}, {"trigger_window_past": 0}, {"trigger_temporal_resolution": "x"}],
)
def test_config_without_an_activation_window(folder, changes):
    edit(folder / "config.json", **changes)
    refused(folder, "activation window")


def test_tokenizer_without_the_slot_tokens(folder):
    text = (folder / "tokenizer.json").read_text()
    (folder / "tokenizer.json").write_text(text.replace("<activation>", "<something>"))
    config = (folder / "tokenizer_config.json").read_text()
    (folder / "tokenizer_config.json").write_text(config.replace("<activation>", "<something>"))
    refused(folder, "<activation>")


def test_missing_tokenizer_or_processor_config(folder):
    (folder / "processor_config.json").unlink()
    refused(folder, "processor_config.json")
    shutil.copy(TINY / "processor_config.json", folder)
    (folder / "tokenizer.json").unlink()
    refused(folder)


def test_a_cpu_computes_in_float32_and_apple_hardware_in_bfloat16():
    assert (usual_dtype("cpu"), usual_dtype("mps")) == ("float32", "bfloat16")


def test_bfloat16_is_taken_where_it_is_fast(monkeypatch):
    for generation, dtype in ((9, "bfloat16"), (8, "bfloat16"), (7, "float32")):
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _, now=generation: (now, 0))
        assert usual_dtype("cuda:1") == dtype
