"""The settings file: written as a whole, and set aside when it cannot be used."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.settings import AppearanceSettings, Settings
from stride_desktop.pipeline.settings_store import SettingsStore


@pytest.fixture
def store(tmp_path):
    return SettingsStore(tmp_path / "config" / "settings.json")


def test_nothing_saved_means_defaults_without_a_notice(store):
    assert store.load().settings == Settings()
    assert store.load().notice is None


def test_saved_settings_come_back(store):
    settings = replace(Settings(), appearance=AppearanceSettings("dark"))
    store.save(settings)
    assert store.load().settings == settings
    assert [path.name for path in store.path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe\x00", b"[1]", json.dumps({"model": {"device": "toaster"}}).encode()]
)
def test_a_corrupt_file_is_kept_aside_with_a_notice(store, content):
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(content)
    loaded = store.load()
    assert loaded.settings == Settings()
    assert loaded.notice is not None
    (aside,) = store.path.parent.glob("settings.json.corrupt-*")
    assert aside.read_bytes() == content
    assert aside.name in loaded.notice.remedy
    assert store.load().notice is None


def test_a_full_or_forbidden_disk_is_told_and_the_old_file_stays(store, monkeypatch):
    store.save(Settings())
    before = store.path.read_bytes()

    def refuse(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(SettingsError, match="could not be saved"):
        store.save(replace(Settings(), appearance=AppearanceSettings("dark")))
    assert store.path.read_bytes() == before
    assert [path.name for path in store.path.parent.iterdir()] == ["settings.json"]
