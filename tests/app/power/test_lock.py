"""Whether the screen is locked, asked on real buses, of programs that may or may not be there."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from stride_desktop.app.power.lock import LockProbe
from tests.xserver import REPOSITORY

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon")

NOWHERE = "unix:path=/nowhere/at/all"


class Service:
    """A screen saver in a process of its own."""

    def __init__(self, address, name):
        command = [sys.executable, "-m", "tests.app.power.screen_saver", address, name]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def say(self, word):
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == f"{word}\n"

    def close(self):
        self.process.kill()
        self.process.communicate()


class Bus:
    def __init__(self):
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
        self.daemon = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.address = self.daemon.stdout.readline().strip()
        self.services = []

    def serve(self, name):
        self.services.append(Service(self.address, name))
        return self.services[-1]

    def close(self):
        for service in self.services:
            service.close()
        self.daemon.terminate()
        self.daemon.communicate()


@pytest.fixture
def bus():
    bus = Bus()
    yield bus
    bus.close()


@pytest.fixture
def probe(monkeypatch, bus):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", NOWHERE)
    probe = LockProbe()
    yield probe
    probe.close()


@pytest.mark.parametrize("name", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_a_desktop_that_says_so(bus, probe, name):
    service = bus.serve(name)
    assert probe.read() is False
    service.say("locked")
    assert probe.read() is True
    service.say("unlocked")
    assert probe.read() is False
    service.say("nonsense")
    assert probe.read() is None


def test_systemd_is_asked_as_well(bus, probe, monkeypatch):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
    login = bus.serve("org.freedesktop.login1")
    assert probe.read() is False
    saver = bus.serve("org.freedesktop.ScreenSaver")
    login.say("locked")
    assert probe.read() is True
    login.say("unlocked")
    saver.say("locked")
    assert probe.read() is True


def test_nobody_there_is_no_answer(probe):
    assert probe.read() is None


@pytest.mark.parametrize("address", [None, NOWHERE, "tcp:host=localhost,port=1", "nonsense"])
def test_no_bus_is_no_answer(monkeypatch, address):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", NOWHERE)
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert LockProbe().read() is None


def test_a_bus_that_ends_and_comes_back(bus, probe, monkeypatch):
    short_lived = Bus()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", short_lived.address)
    short_lived.serve("org.freedesktop.ScreenSaver")
    assert probe.read() is False
    short_lived.close()
    assert probe.read() is None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    bus.serve("org.freedesktop.ScreenSaver").say("locked")
    assert probe.read() is True
