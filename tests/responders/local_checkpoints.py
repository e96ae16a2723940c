"""Tiny checkpoints of answering models, whole and damaged."""

from __future__ import annotations

import json
import shutil

import pytest

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.local import LocalChoice, LocalResponder
from tests.responders.answering import never
from tests.responders.local_requests import request
from tests.responders.tiny_models import save_tiny

FAMILIES = ("qwen3_vl", "internvl", "gemma3")


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory):
    parent = tmp_path_factory.mktemp("answering")
    return {family: save_tiny(family, parent / family) for family in FAMILIES}


@pytest.fixture
def folder(checkpoints, tmp_path):
    return shutil.copytree(checkpoints["qwen3_vl"], tmp_path / "checkpoint")


def edit(path, **changes):
    content = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))


def refused(path, *words, **choice):
    with pytest.raises(ResponderError) as caught:
        list(LocalResponder(LocalChoice(str(path), **({"device": "cpu"} | choice))).respond(request(), never))
    assert caught.value.remedy
    for word in words:
        assert word in caught.value.what
    return caught.value
