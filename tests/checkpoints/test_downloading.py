"""Asking a real hub client on the loopback interface: download, go on, check, refuse, keep, remove."""

from __future__ import annotations

import shutil
from collections import namedtuple
from dataclasses import replace

import pytest
from filelock import FileLock
from huggingface_hub import constants

from stride_desktop.checkpoints import transfer
from stride_desktop.checkpoints.folder import find_folder
from stride_desktop.checkpoints.hub import GatedModel, ask_hub
from stride_desktop.checkpoints.hub_config import Hub, RevisionPins
from stride_desktop.checkpoints.installed import damaged_files, list_installed, removal, snapshot_of
from stride_desktop.checkpoints.transfer import fetch, missing_bytes
from stride_desktop.core.errors import Cancelled, CheckpointError, NotDownloaded
from stride_desktop.resources import resource
from tests.activation.hub_server import NEWER, REVISION, serving
from tests.checkpoints.hub import REPO, make_repository, point_at


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving(REPO, make_repository(tmp_path / "repository")) as server:
        server.config = point_at(monkeypatch, server, tmp_path / "cache")
        yield server


def never():
    return False


def unheard(*_):
    pass


def get(hub):
    return fetch(ask_hub(REPO, hub.config), hub.config, unheard, never)


def find(hub, repo=REPO):
    return find_folder(repo, Hub(hub.config), unheard, never)


def names(hub):
    return [model.name for model in list_installed(hub, resource("models", "stride-nano"))]


def test_the_quote_is_what_is_then_transferred(hub):
    quote = ask_hub(REPO, hub.config)
    assert (quote.revision, quote.licence, quote.gated) == (REVISION, "apache-2.0", False)
    assert "modeling_evil.py" not in [file.name for file in quote.files]
    assert missing_bytes(quote, hub.config) == quote.size
    hub.forget_sent()
    told = []
    folder = fetch(quote, hub.config, lambda done, total: told.append((done, total)), never)
    large = sum(file.size for file in quote.files if file.sha256)
    assert large <= hub.sent < quote.size + 20_000  # beside the files only the list of them
    assert told[-1] == (quote.size, quote.size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert missing_bytes(quote, hub.config) == 0
    assert "modeling_evil.py" not in {path.name for path in folder.iterdir()}
    assert damaged_files(folder, never) == []


@pytest.mark.parametrize("ignores_ranges", [False, True])
def test_a_cancelled_download_goes_on_where_it_was(hub, ignores_ranges):
    quote = ask_hub(REPO, hub.config)
    done = [0]

    def tell(count, _):
        done[0] = count

    with pytest.raises(Cancelled):
        fetch(quote, hub.config, tell, lambda: done[0] > quote.size // 2)
    left = missing_bytes(quote, hub.config)
    assert 0 < left <= quote.size // 2
    assert names(hub.config) == ["stride-nano"]
    hub.ignores_ranges = ignores_ranges
    hub.forget_sent()
    fetch(quote, hub.config, tell, never)
    assert (hub.sent < left + 20_000) != ignores_ranges
    assert damaged_files(snapshot_of(REPO, hub.config)[0], never) == []


def test_a_busy_hub_is_asked_again_a_few_times(hub, monkeypatch):
    monkeypatch.setattr(transfer, "_BUSY_WAITS", (0.01, 0.01))
    quote = ask_hub(REPO, hub.config)
    hub.busy = 3
    with pytest.raises(CheckpointError, match="refused"):
        fetch(quote, hub.config, unheard, never)
    hub.busy = 2
    assert damaged_files(fetch(quote, hub.config, unheard, never), never) == []


def test_a_download_that_waits_for_another_program_or_a_busy_hub_can_be_cancelled(hub, monkeypatch):
    monkeypatch.setattr(transfer, "_BUSY_WAITS", (3600.0,))
    quote = ask_hub(REPO, hub.config)
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 3

    hub.busy = 1
    with pytest.raises(Cancelled):
        fetch(quote, hub.config, unheard, cancelled)
    assert hub.busy == 0
    large = next(file for file in quote.files if file.sha256)
    locks = hub.config.cache / ".locks" / f"models--{REPO.replace('/', '--')}"
    asked.clear()
    with FileLock(locks / f"{large.sha256}.lock"), pytest.raises(Cancelled):
        fetch(quote, hub.config, unheard, cancelled)


def test_a_file_that_arrives_damaged_is_deleted(hub):
    hub.damaged.add("more.safetensors")
    with pytest.raises(CheckpointError, match=r"more.safetensors .*damaged"):
        get(hub)
    assert not list(hub.config.cache.rglob("*.incomplete"))
    assert snapshot_of(REPO, hub.config) is None
    hub.damaged.clear()
    assert damaged_files(get(hub), never) == []


def test_damage_on_the_disk_is_found(hub):
    folder = get(hub)
    blob = (folder / "more.safetensors").resolve()
    blob.write_bytes(bytes(blob.stat().st_size))
    config = (folder / "config.json").resolve()
    config.write_text(config.read_text() + " ")
    assert damaged_files(folder, never) == ["config.json", "more.safetensors"]


def test_a_disk_too_small_is_told_before_anything_is_transferred(hub, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda _: usage(10, 9, 1000))
    quote = ask_hub(REPO, hub.config)
    hub.requests.clear()
    with pytest.raises(CheckpointError, match="too full"):
        fetch(quote, hub.config, unheard, never)
    assert hub.requests == []


def test_a_gated_model_needs_the_token(hub):
    hub.token = "hf_secret"
    assert ask_hub(REPO, hub.config).gated
    with pytest.raises(GatedModel) as caught:
        get(hub)
    assert f"https://huggingface.co/{REPO}" in caught.value.remedy
    hub.config = replace(hub.config, token=lambda: "hf_secret")
    assert damaged_files(get(hub), never) == []


@pytest.mark.parametrize("by_environment", [False, True])
def test_offline_nothing_is_asked_and_what_is_here_works(hub, monkeypatch, by_environment):
    folder = get(hub)
    hub.requests.clear()
    if by_environment:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    else:
        hub.config = replace(hub.config, offline=True)
    assert find(hub) == folder
    with pytest.raises(CheckpointError, match="offline mode is on"):
        find(hub, "someone/else")
    with pytest.raises(CheckpointError, match="offline mode is on"):
        ask_hub(REPO, hub.config)
    assert hub.requests == []


def test_nothing_is_downloaded_where_a_person_is_asked_first(hub):
    hub.config = replace(hub.config, asks_first=True)
    with pytest.raises(NotDownloaded) as caught:
        find(hub)
    assert caught.value.repo_id == REPO
    assert hub.requests == []


def test_the_same_commit_is_used_when_main_moves(hub):
    folder = find(hub)
    hub.main = NEWER
    hub.requests.clear()
    assert find(hub) == folder
    assert hub.requests == []
    assert ask_hub(REPO, hub.config).revision == REVISION
    newer = fetch(ask_hub(REPO, hub.config, "main"), hub.config, unheard, never)
    assert newer.name == NEWER
    assert find(hub) == newer


def test_a_snapshot_of_another_program_is_used_and_kept(hub):
    get(hub)
    hub.config.pins.unlink()
    refs = hub.config.cache / "models--someone--tiny-stride" / "refs"
    refs.mkdir()
    (refs / "main").write_text(REVISION)
    hub.requests.clear()
    assert find(hub).name == REVISION
    assert RevisionPins(hub.config.pins).revision(REPO) == REVISION
    assert hub.requests == []


def test_removing_frees_the_space(hub):
    folder = get(hub)
    (model,) = [m for m in list_installed(hub.config, resource("models", "stride-nano")) if m.name == REPO]
    assert (model.kind, model.revision, model.licence) == ("activation", REVISION, "apache-2.0")
    size, remove = removal(REPO, hub.config)
    assert size == model.size
    remove()
    assert not folder.exists()
    assert not list(hub.config.cache.rglob("*.safetensors"))
    assert names(hub.config) == ["stride-nano"]
    with pytest.raises(CheckpointError, match="not downloaded"):
        removal(REPO, hub.config)


def test_folders_of_a_custom_folder_count(hub, tmp_path):
    config = replace(hub.config, folder=tmp_path / "mine")
    shutil.copytree(hub.folder, tmp_path / "mine" / "my-stride")
    (tmp_path / "mine" / "text-only").mkdir()
    (tmp_path / "mine" / "text-only" / "config.json").write_text('{"architectures": ["Plain"]}')
    assert names(config) == ["stride-nano", "my-stride"]
