"""Network cameras that are remembered: their passwords are in the keychain, and nowhere else."""

from __future__ import annotations

import json
import logging
import threading

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtWidgets import QDialogButtonBox

from stride_desktop.app.live.task import State
from stride_desktop.app.system.crash import CrashReporter
from stride_desktop.app.system.keychain import SERVICE
from stride_desktop.app.window.network_camera_dialog import NetworkCameraDialog
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening
from stride_desktop.sources.catalog import open_source
from stride_desktop.sources.network import NetworkSource
from tests.app.rigs.breaks import QUERY, Rig
from tests.app.rigs.memory_keyring import keychain  # noqa: F401 - a fixture
from tests.sources.camera_servers import JpegCamera, guarded, running

PASSWORD = "Zw3tschg3nbaum"


@pytest.fixture
def camera():
    with running(JpegCamera()) as camera:
        guarded(camera, "admin", PASSWORD, "Digest")
        yield camera


@pytest.fixture
def start(qtbot, tmp_path):
    """Starts the program, again and again, in one folder; each is closed at the latest at the end."""
    rigs = []

    def begin():
        rigs.append(Rig(qtbot, tmp_path, None if rigs else "frames"))
        rigs[-1].show()
        rigs[-1].until(lambda: rigs[-1].program.controllers.sources.ready)
        return rigs[-1]

    yield begin
    for rig in rigs:
        if not rig.closed:
            close(rig)


def enter(rig, address, user="", password="", remember=True):
    rig.program.controllers.cameras.ask()
    dialog = rig.window.findChild(NetworkCameraDialog)
    dialog.address.setText(address)
    dialog.user.setText(user)
    dialog.password.setText(password)
    dialog.remember.setChecked(remember)
    dialog.open_button.click()
    return dialog


def watch(rig):
    rig.window.request.edit.setText(QUERY)
    rig.press_start()
    rig.until(lambda: rig.newest is not None)


def close(rig):
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)
    rig.close()


def test_a_remembered_camera_is_in_the_list_and_watched_after_the_next_start(start, camera, keychain):
    shown = camera.address.replace("://", "://admin:***@")
    first = start()
    enter(first, camera.address, "admin", PASSWORD)
    assert first.window.picker.selected().address == shown
    first.until(lambda: keychain.kept)
    whole = camera.address.replace("://", f"://admin:{PASSWORD}@")
    assert keychain.kept == {(SERVICE, camera.address): whole}
    assert first.store.load().settings.cameras.addresses == (shown,)
    close(first)
    second = start()
    assert second.window.picker.select(shown)
    assert PASSWORD not in second.window.picker.address
    watch(second)
    second.live.stop()
    second.until(lambda: second.live.state is State.IDLE)
    second.program.controllers.cameras.forget()
    second.until(lambda: not keychain.kept)
    assert second.store.load().settings.cameras.addresses == ()


def test_a_camera_that_is_not_remembered_is_watched_and_kept_nowhere(start, camera, keychain):
    rig = start()
    enter(rig, camera.address.replace("://", f"://admin:{PASSWORD}@"), remember=False)
    watch(rig)
    assert keychain.kept == {}
    assert rig.store.load().settings.cameras.addresses == ()


@pytest.mark.usefixtures("keychain")
def test_without_a_keychain_the_password_lasts_for_this_run_and_the_window_says_so(start, camera):
    keyring.set_keyring(NoKeyring())
    rig = start()
    enter(rig, camera.address, "admin", PASSWORD)
    rig.until(lambda: any("no keychain" in notice.what for notice in rig.notices))
    told = next(notice for notice in rig.notices if "no keychain" in notice.what)
    assert "password of the camera is kept for this session only" in told.remedy
    watch(rig)


def test_what_is_no_address_is_told_in_the_dialog(start, keychain):
    rig = start()
    dialog = enter(rig, "camera in the hall")
    assert dialog.isVisible()
    assert "is no address of a network camera" in dialog.problem.text()
    dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert keychain.kept == {}


def crash(crashes, words):
    """The diagnostics of an error with these words."""
    try:
        raise RuntimeError(words)
    except RuntimeError as error:
        crashes.report(type(error), error, error.__traceback__)
    return crashes.diagnostics("It crashed.")


@pytest.mark.usefixtures("keychain")
def test_the_password_is_found_nowhere(start, camera, tmp_path, monkeypatch, capfd):
    """In no file of the program, log with debugging, crash report, notice, health or repr."""
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)
    log, crashes = logging.FileHandler(tmp_path / "everything.log"), CrashReporter(tmp_path / "log")
    logging.getLogger().addHandler(log)
    crashes.install()
    rig, said = start(), []
    rig.live.health_changed.connect(lambda health: said.append(repr(health)))
    enter(rig, f"{camera.address}?pwd={PASSWORD}", "admin", PASSWORD)
    watch(rig)
    camera.switch_off()
    rig.until(lambda: rig.health.lost)
    camera.switch_on()
    guarded(camera, "admin", "another", "Digest")  # so that the password is wrong
    rig.until(lambda: any("does not accept" in notice.what for notice in rig.notices))
    whole = camera.address.replace("://", f"://admin:{PASSWORD}@") + f"?pwd={PASSWORD}"
    said += [crash(crashes, whole), repr(rig.live.task), repr(rig.notices), repr(rig.program.settings.value)]
    with pytest.raises(SourceError) as caught:
        open_source(whole, Opening(contact=threading.Event()))
    error = caught.value
    said += [repr(error), str(error), error.detail, repr(error.__cause__), repr(NetworkSource(whole).info)]
    close(rig)
    logging.getLogger().removeHandler(log)
    log.close()
    crashes.uninstall()
    said += capfd.readouterr()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"settings.json", "everything.log"} <= {path.name for path in files}
    assert any(path.suffix in (".db", ".sqlite") for path in files), [path.name for path in files]
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    assert PASSWORD not in json.dumps(said)
