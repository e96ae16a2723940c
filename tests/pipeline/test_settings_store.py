"""The settings file: written as a whole, and set aside when not all of it can be used."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import replace

import pytest

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.settings import AppearanceSettings, Settings
from stride_desktop.core.settings_json import to_json
from stride_desktop.pipeline.settings_store import SettingsStore

DARK = replace(Settings(), appearance=AppearanceSettings("dark"))


@pytest.fixture
def store(tmp_path):
    (tmp_path / "config").mkdir()
    return SettingsStore(tmp_path / "config" / "settings.json")


def names(store):
    return sorted(path.name for path in store.path.parent.iterdir())


def test_nothing_saved_means_defaults_without_a_notice(store):
    assert store.load().settings == Settings()
    assert store.load().notice is None


def test_saved_settings_come_back(store):
    store.save(DARK)
    assert store.load().settings == DARK
    assert names(store) == ["settings.json"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_settings_that_an_editor_saved_in_another_encoding_are_read(store, encoding):
    store.path.write_bytes(json.dumps(to_json(DARK)).encode(encoding))
    loaded = store.load()
    assert (loaded.settings, loaded.notice) == (DARK, None)


NESTED = b'{"model": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"\0" * 4096,
        b"[1]",
        b"NaN",
        NESTED,
        b'{"events": {"cooldown_seconds": ' + b"9" * 5000 + b"}}",
        b" " * (5 << 20),
        json.dumps({"version": 2}).encode(),
    ],
)
def test_a_file_that_cannot_be_used_is_kept_aside_with_a_notice(store, content):
    store.path.write_bytes(content)
    loaded = store.load()
    assert loaded.settings == Settings()
    (aside,) = store.path.parent.glob("settings.json.corrupt-*")
    assert aside.read_bytes() == content
    assert aside.name in loaded.notice.remedy
    assert store.load().notice is None


def test_what_is_good_in_a_file_is_used_and_saved(store):
    content = to_json(DARK) | {"events": {"merge_gap_seconds": float("inf"), "cooldown_seconds": 5}}
    store.path.write_text(json.dumps(content))
    loaded = store.load()
    assert loaded.settings == replace(DARK, events=replace(Settings().events, cooldown_seconds=5.0))
    assert "events.merge_gap_seconds (inf is not between 0 and 60)" in loaded.notice.what
    assert "settings.json.corrupt-" in loaded.notice.remedy
    again = store.load()
    assert (again.settings, again.notice) == (loaded.settings, None)
    (aside,) = store.path.parent.glob("settings.json.corrupt-*")
    assert aside.read_text() == json.dumps(content)


def test_many_bad_values_are_told_in_one_line(store):
    store.path.write_text(json.dumps({"model": 1, "models": 2, "events": 3, "power": 4, "detection": 5}))
    assert "and 2 more" in store.load().notice.what


def test_what_was_set_aside_before_stays(store):
    for content in ("{", "[", "nonsense"):
        store.path.write_text(content)
        store.load()
    kept = {path.read_text() for path in store.path.parent.glob("settings.json.corrupt-*")}
    assert kept == {"{", "[", "nonsense"}


def pipe(path):
    os.mkfifo(path)


def listening(path):
    socket.socket(socket.AF_UNIX).bind(str(path))


def endless(path):
    path.symlink_to("/dev/zero")


def dangling(path):
    path.symlink_to("nowhere")


def circular(path):
    path.symlink_to(path.name)


def full_folder(path):
    (path / "inside").mkdir(parents=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
@pytest.mark.parametrize("make", [pipe, listening, endless, dangling, circular, full_folder])
def test_what_is_no_file_is_told_at_once_and_set_aside(store, monkeypatch, make):
    monkeypatch.chdir(store.path.parent)  # the address of a socket may not be long
    make(store.path.relative_to(store.path.parent) if make is listening else store.path)
    loaded = store.load()
    assert loaded.settings == Settings()
    assert "settings" in loaded.notice.what
    store.save(DARK)
    assert (store.load().settings, store.load().notice) == (DARK, None)
    assert len(names(store)) == 2


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "config").write_text("a file is in the way")
    store = SettingsStore(tmp_path / "config" / "settings.json")
    loaded = store.load()
    assert loaded.settings == Settings()
    assert "cannot be read" in loaded.notice.what
    with pytest.raises(SettingsError, match="could not be saved"):
        store.save(DARK)


def test_a_full_or_forbidden_disk_is_told_and_the_old_file_stays(store, monkeypatch):
    store.save(Settings())
    before = store.path.read_bytes()

    def refuse(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(SettingsError, match="could not be saved"):
        store.save(DARK)
    assert store.path.read_bytes() == before
    assert names(store) == ["settings.json"]


def test_good_values_are_used_where_nothing_can_be_set_aside(store, monkeypatch):
    store.path.write_text(json.dumps({"appearance": {"scheme": "dark"}, "events": 3}))

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.rename", refuse)
    loaded = store.load()
    assert loaded.settings == DARK
    assert "events" in loaded.notice.what
    assert names(store) == ["settings.json"]
