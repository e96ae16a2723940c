"""Checkpoints that cannot answer, and what is said about them."""

from __future__ import annotations

import json

import pytest

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.budget import Budget
from stride_desktop.responders.local import LocalChoice, LocalResponder
from tests.activation.golden import TINY
from tests.responders.answering import never, said, whole
from tests.responders.local_checkpoints import checkpoints, edit, folder, refused  # noqa: F401 - fixtures
from tests.responders.local_requests import request


def test_an_answer_without_text_is_an_error(folder):
    ends = json.loads((folder / "generation_config.json").read_text())
    vocabulary = json.loads((folder / "config.json").read_text())["text_config"]["vocab_size"]
    (folder / "generation_config.json").write_text(
        json.dumps(ends | {"eos_token_id": list(range(vocabulary)), "suppress_tokens": list(range(340))})
    )
    with pytest.raises(ResponderError, match="no text") as caught:
        whole(LocalResponder(LocalChoice(str(folder), "cpu")), request())
    assert caught.value.remedy


@pytest.mark.parametrize("path", ["/no/such/folder", "~nobody-here/x/y", "name\0with null", ""])
def test_missing_folder(path, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    refused(path)


def test_damaged_files(folder):
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:5000])
    refused(folder, "damaged")
    weights.unlink()
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")  # a pickle may run code: never read
    refused(folder, "no weights")
    weights.write_bytes(whole)
    (folder / "tokenizer.json").write_text("{")
    refused(folder, "tokenizer.json")


def test_missing_parts(folder):
    (folder / "processor_config.json").unlink()
    refused(folder)


def test_without_a_chat_template(folder):
    (folder / "chat_template.jinja").unlink()
    refused(folder, "chat template")


def test_a_template_that_takes_no_pictures(folder):
    (folder / "chat_template.jinja").write_text("{{ raise_exception('no system messages') }}")
    refused(folder, "chat template")


def test_weights_of_another_model(folder):
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    name = next(name for name in weights if "up_proj" in name)
    del weights[name]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    assert "up_proj" in refused(folder, "lacks 1 of its weights").detail


def test_weights_that_are_no_numbers(folder):
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    next(iter(weights.values())).view(-1)[0] = float("nan")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    refused(folder, "1 of its weights are not numbers")


def test_a_model_of_text_alone(folder):
    edit(folder / "config.json", model_type="qwen3")
    refused(folder, "no vision-language model")


def test_an_activation_model_is_no_answering_model():
    refused(TINY, "activation model")


def test_code_of_a_checkpoint_is_never_run(folder, tmp_path):
    trace = tmp_path / "ran"
    (folder / "evil.py").write_text(f"open({str(trace)!r}, 'w')\nclass Evil: pass\n")
    every = dict.fromkeys(
        ("AutoConfig", "AutoModel", "AutoModelForImageTextToText", "AutoProcessor"), "evil.Evil"
    )
    edit(folder / "config.json", auto_map=every)
    edit(folder / "processor_config.json", auto_map=every)
    assert said(
        LocalResponder(LocalChoice(str(folder), "cpu"), budget=Budget(answer=3)).respond(request(), never)
    )
    edit(folder / "config.json", model_type="internvl_chat")
    refused(folder, "code of its own")
    assert not trace.exists()


def test_a_processor_that_needs_torchvision_says_so(folder):
    pictures = json.loads((folder / "processor_config.json").read_text())["image_processor"]
    edit(
        folder / "processor_config.json",
        image_processor=pictures | {"image_processor_type": "InklingImageProcessor"},
    )
    assert "torchvision" in refused(folder, "torchvision").remedy


@pytest.mark.parametrize("choice", [{"device": "abacus"}, {"dtype": "int8"}])
def test_unknown_device_or_number_format(checkpoints, choice):
    refused(checkpoints["qwen3_vl"], **choice)
