"""`watch` on a network camera whose password is in the keychain."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from stride_desktop.__main__ import main
from stride_desktop.app.system.keychain import SERVICE
from stride_desktop.core.settings import CameraSettings, Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from tests.app.rigs.memory_keyring import keychain  # noqa: F401 - a fixture
from tests.sources.camera_servers import JpegCamera, guarded, running

PASSWORD = "Zw3tschg3nbaum"


@pytest.fixture
def camera():
    with running(JpegCamera()) as camera:
        guarded(camera, "admin", PASSWORD, "Basic")
        yield camera


def remember(camera, keychain):
    keychain.kept[SERVICE, camera.address] = camera.address.replace("://", f"://admin:{PASSWORD}@")
    shown = camera.address.replace("://", "://admin:***@")
    store = SettingsStore()
    store.save(replace(Settings(), cameras=CameraSettings((shown,))))
    return shown


@pytest.mark.usefixtures("bright_model")
@pytest.mark.parametrize("user", ["", "admin@", "admin:***@"])
def test_the_password_of_a_remembered_camera_comes_from_the_keychain(camera, keychain, run_json, user):
    remember(camera, keychain)
    address = camera.address.replace("://", f"://{user}")
    status, lines = run_json("watch", address, "--query", "bright", "--json", "--seconds", 2)
    assert status == 0
    assert lines[-1]["frames"] >= 2
    assert PASSWORD not in json.dumps(lines)


@pytest.mark.usefixtures("bright_model")
@pytest.mark.parametrize("known", [False, True])
def test_without_the_password_the_camera_asks_for_it(camera, keychain, run_json, known):
    if known:
        remember(camera, keychain)
        keychain.kept.clear()
    else:
        keychain.kept[SERVICE, camera.address] = camera.address.replace("://", f"://admin:{PASSWORD}@")
    status, lines = run_json("watch", camera.address, "--query", "bright", "--json")
    assert status != 0
    assert "asks for a user name and a password" in lines[-1]["what"]


@pytest.mark.usefixtures("bright_model")
def test_a_password_in_the_address_is_printed_and_stored_nowhere(camera, tmp_path, monkeypatch, capfd):
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    address = camera.address.replace("://", f"://admin:{PASSWORD}@") + f"?pwd={PASSWORD}"
    options = ("--query", "bright", "--json", "--seconds", "2", "--keep", "frames")
    assert main(["watch", address, *options]) == 0
    assert main(["watch", address.replace(":Zw", ":no"), *options]) != 0
    printed = str(capfd.readouterr())
    assert "does not accept" in printed
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".jpg" for path in files)
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    assert PASSWORD not in printed
