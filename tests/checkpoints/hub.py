"""The program's hub client pointed at a hub on the loopback interface."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from huggingface_hub import constants
from safetensors.numpy import save_file

from stride_desktop.checkpoints.hub_config import HubConfig
from tests.activation.golden import TINY
from tests.activation.hub_server import HubServer

REPO = "someone/tiny-stride"
MEGABYTES = 4


def make_repository(folder: Path) -> Path:
    """The tiny checkpoint, some code that nobody may run, and a large file."""
    import numpy

    shutil.copytree(TINY, folder)
    (folder / "modeling_evil.py").write_text("raise SystemExit")
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\nA model.")
    numbers = numpy.random.RandomState(1).rand(MEGABYTES << 17)
    save_file({"more": numbers}, folder / "more.safetensors")
    assert json.loads((folder / "config.json").read_text())
    return folder


def point_at(monkeypatch, server: HubServer, cache: Path) -> HubConfig:
    """Ask this server instead of the hub; download to `cache`."""
    monkeypatch.setattr(constants, "ENDPOINT", server.address)
    template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace("https://huggingface.co", server.address)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    return HubConfig(pins=cache.with_name("models.json"))
