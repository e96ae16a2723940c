"""`stride-desktop models` as it is typed, on a hub on the loopback interface."""

from __future__ import annotations

import json

import platformdirs
import pytest

from stride_desktop.cli.command_line import run_command_line
from stride_desktop.resources import resource
from tests.activation.hub_server import serving
from tests.checkpoints.hub import REPO, make_repository, point_at


@pytest.fixture
def hub(tmp_path, monkeypatch):
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: tmp_path / "config")
    with serving(REPO, make_repository(tmp_path / "repository")) as server:
        server.config = point_at(monkeypatch, server, tmp_path / "cache")
        yield server


def typed(capsys, *words):
    status = run_command_line(["models", *words])
    return status, capsys.readouterr()


def test_download_list_check_remove(hub, capsys):
    status, said = typed(capsys, "download", REPO)
    assert status == 0
    assert "100 %" in said.err
    status, said = typed(capsys, "--json")
    listed = {model["name"]: model for model in map(json.loads, said.out.splitlines())}
    assert listed[REPO]["kind"] == "activation"
    assert listed["stride-nano"]["origin"] == "built-in"
    assert typed(capsys)[1].out.count("apache-2.0") == 2
    status, said = typed(capsys, "check")
    assert (status, said.out) == (0, f"{REPO}: as published\n")
    (blob,) = [p for p in hub.config.cache.rglob("*") if p.is_file() and p.stat().st_size > 4_000_000 and
               not p.is_symlink()]  # fmt: skip
    blob.write_bytes(bytes(blob.stat().st_size))
    status, said = typed(capsys, "check")
    assert status == 4
    assert "more.safetensors" in said.out
    assert typed(capsys, "remove", REPO)[0] == 0
    assert REPO not in typed(capsys)[1].out


def test_offline_in_the_settings_counts_here_too(hub, tmp_path, capsys):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.json").write_text(json.dumps({"models": {"offline": True}}))
    status, said = typed(capsys, "download", REPO)
    assert status == 4
    assert "offline mode is on" in said.err
    assert hub.requests == []


def test_watching_follows_the_same_settings(hub, tmp_path, capsys):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.json").write_text(json.dumps({"models": {"offline": True}}))
    clip = resource("demo", "demo.mp4")
    status = run_command_line(["watch", str(clip), "--query", "when it rains", "--model", REPO])
    assert status == 4
    assert "offline mode is on" in capsys.readouterr().err
    assert hub.requests == []
