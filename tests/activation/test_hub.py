"""Downloading a checkpoint, from a hub on the loopback interface."""

from __future__ import annotations

import shutil
import socket

import pytest
from huggingface_hub import constants

from stride_desktop.activation import load_checkpoint
from stride_desktop.checkpoints.hub import is_repo_id
from stride_desktop.checkpoints.hub_config import Hub
from stride_desktop.core.errors import Cancelled, CheckpointError
from tests.activation.golden import TINY
from tests.activation.hub_server import serving
from tests.checkpoints.hub import point_at

REPO = "someone/tiny-stride"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    folder = shutil.copytree(TINY, tmp_path / "repository")
    (folder / "modeling_evil.py").write_text("raise SystemExit")
    with serving(REPO, folder) as server:
        server.config = point_at(monkeypatch, server, tmp_path / "cache")
        yield server


def load(hub, repo=REPO, **options):
    return load_checkpoint(repo, device="cpu", hub=Hub(hub.config), **options)


def test_a_repository_is_downloaded_once_and_loaded(hub):
    seen = []
    model = load(hub, progress=lambda what, share: seen.append((what, share)))
    assert model.name == "tiny-stride"
    assert "modeling_evil.py" not in hub.asked
    assert "model.safetensors" in hub.asked
    shares = [share for what, share in seen if what.startswith("Downloading")]
    assert shares[-1] == 1.0
    assert all(0 <= share <= 1 for share in shares)
    hub.asked.clear()
    load(hub)
    assert hub.asked == []


def test_download_can_be_cancelled_and_taken_up_again(hub):
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > 2

    with pytest.raises(Cancelled):
        load(hub, cancelled=cancelled)
    assert load(hub).name == "tiny-stride"


@pytest.mark.parametrize(
    ("repo", "words"),
    [
        ("someone/nothing", "no model someone/nothing"),
        ("someone/gated", "consent"),
        ("someone/broken", "refused"),
        ("someone/a--b", "no model"),
    ],
)
def test_a_hub_that_says_no(hub, repo, words):
    with pytest.raises(CheckpointError) as caught:
        load(hub, repo)
    assert words in caught.value.what
    assert caught.value.remedy


def test_unreachable_hub(monkeypatch, tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{port}")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(REPO, device="cpu")
    assert "could not be reached" in caught.value.what


def test_offline_mode(monkeypatch, tmp_path):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(REPO, device="cpu")
    assert "offline mode is on" in caught.value.what


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("interlive/STRIDE-2B", True),
        ("a/b", True),
        ("./a/b", False),
        ("/a/b", False),
        ("a/b/c", False),
        ("../b", False),
        ("STRIDE-2B", False),
        ("a b/c", False),
        ("", False),
    ],
)
def test_what_could_be_a_repository(text, expected):
    assert is_repo_id(text) == expected
