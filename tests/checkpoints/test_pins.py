"""The list of chosen versions, whatever is in its place: what is good of it counts, the rest is told."""

from __future__ import annotations

import json
import os

import pytest

from stride_desktop.checkpoints.hub_config import HubConfig, RevisionPins, folder_named
from stride_desktop.checkpoints.installed import list_installed, snapshot_of
from stride_desktop.core.errors import CheckpointError
from stride_desktop.resources import resource
from tests.activation.golden import TINY

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GOOD = {"someone/one": {"revision": COMMIT, "licence": "apache-2.0"}}


@pytest.fixture
def path(tmp_path):
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "models.json"


def names(path):
    return sorted(item.name for item in path.parent.iterdir())


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", b"\xff\xfe", b"[" * 100_000, b"[]", b"NaN", b'{"a": ' + b"9" * 5000, b" " * (5 << 20)],
)
def test_a_damaged_list_is_set_aside_and_told_once(path, content):
    path.write_bytes(content)
    pins = RevisionPins(path)
    assert pins.revision("someone/one") == ""
    notice = pins.mend()
    assert str(path) in notice.what
    (aside,) = path.parent.glob("models.json.corrupt-*")
    assert aside.name in notice.remedy
    assert aside.read_bytes() == content
    assert pins.mend() is None
    pins.put("someone/one", COMMIT)
    assert pins.revision("someone/one") == COMMIT


@pytest.mark.parametrize(
    "pin", [3, {"revision": 7}, {"revision": "../../etc"}, {"revision": "a\0b"}, {"licence": "\x1b[2J"}, []]
)
def test_a_pin_that_is_none_leaves_the_others(path, pin):
    path.write_text(json.dumps(GOOD | {"someone/two": pin}))
    pins = RevisionPins(path)
    assert (pins.revision("someone/two"), pins.licence("someone/two")) == ("", "")
    pins.put("someone/three", COMMIT, "mit")
    assert json.loads(path.read_text()) == GOOD | {"someone/three": {"revision": COMMIT, "licence": "mit"}}
    assert len(names(path)) == 2, "the old file was kept"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_in_place_of_the_list_is_not_waited_for(path):
    os.mkfifo(path)
    assert RevisionPins(path).revision("someone/one") == ""
    assert "Not a regular file" in RevisionPins(path).mend().what
    path.unlink()
    path.symlink_to("nowhere")
    assert "link to nothing" in RevisionPins(path).mend().what


def test_a_list_that_cannot_be_set_aside_is_told(path, monkeypatch):
    path.write_text(json.dumps(GOOD | {"someone/two": 2}))

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.rename", refuse)
    pins = RevisionPins(path)
    assert "damaged in part" in pins.mend().what
    assert pins.revision("someone/one") == COMMIT


# -- the folders of models -------------------------------------------------------------------------


@pytest.fixture
def hub(path, tmp_path):
    return HubConfig(tmp_path / "models", pins=path)


def installed(hub):
    return [model.name for model in list_installed(hub, resource("models", "stride-nano"))]


def snapshot(hub, name):
    base = hub.cache / f"models--someone--{name}"
    (base / "snapshots").mkdir(parents=True)
    (base / "refs").mkdir()
    (base / "refs" / "main").write_text(COMMIT)
    (base / "snapshots" / COMMIT).symlink_to(TINY)
    return base


@pytest.mark.parametrize("ref", [b"", b"\xff", b"../../..", b"a\0b", b"x" * 5000])
def test_a_damaged_reference_leaves_the_other_models(hub, ref):
    snapshot(hub, "good")
    (snapshot(hub, "bad") / "refs" / "main").write_bytes(ref)
    assert snapshot_of("someone/bad", hub) is None
    assert installed(hub) == ["stride-nano", "someone/good"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("name", ["config.json", "README.md", "model.safetensors", "refs"])
def test_pipes_among_the_models_are_not_waited_for(hub, name):
    snapshot(hub, "good")
    if name == "refs":
        reference = snapshot(hub, "bad") / "refs" / "main"
        reference.unlink()
        os.mkfifo(reference)
    else:
        folder = hub.cache / "mine"
        folder.mkdir()
        for file in TINY.iterdir():
            (folder / file.name).symlink_to(file)
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
    found = installed(hub)
    assert found[0] == "stride-nano"
    assert "someone/good" in found
    assert ("mine" in found) is (name == "README.md")


@pytest.mark.parametrize(
    "card", [b"---\nlicense: [\n---\n", b"---\nlicense: \x1b[2J\n---\n", b"---\n" + b"- [" * 9000, b"\xff"]
)
def test_a_damaged_card_hides_no_model(hub, card):
    folder = hub.cache / "mine"
    folder.mkdir(parents=True)
    for file in TINY.iterdir():
        if file.name != "README.md":
            (folder / file.name).symlink_to(file)
    (folder / "README.md").write_bytes(card)
    (model,) = list_installed(hub, resource("models", "stride-nano"))[1:]
    assert (model.name, model.licence) == ("mine", "")


def test_the_home_of_an_unknown_user_is_no_error(path):
    assert installed(HubConfig(folder_named("~nobody-here/models"), pins=path)) == ["stride-nano"]
    assert folder_named(" ") is None


def test_a_file_in_place_of_the_folder_is_an_empty_one(hub, tmp_path):
    (tmp_path / "models").write_text("a file is in the way")
    assert installed(hub) == ["stride-nano"]


def test_a_folder_that_cannot_be_listed_is_told(hub, monkeypatch):
    hub.cache.mkdir()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(CheckpointError, match="cannot be read"):
        installed(hub)
