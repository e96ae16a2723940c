"""A private bus with a notification service on it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading

import pytest


class Desktop:
    """What a notification service was asked to show, and what a person does with it."""

    def __init__(self):
        bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
        pipe = subprocess.PIPE
        self.bus = subprocess.Popen(bus, stdout=pipe, text=True)
        self.address = self.bus.stdout.readline().strip()
        service = [sys.executable, "-m", "tests.app.alerts.notification_service", self.address]
        self.service = subprocess.Popen(service, stdin=pipe, stdout=pipe, text=True)
        assert json.loads(self.service.stdout.readline()) == {"call": "ready"}
        self.calls = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.service.stdout:
            self.calls.append(json.loads(line))

    @property
    def notified(self):
        return [call for call in self.calls if call["call"] == "notify"]

    @property
    def closed(self):
        return [call["id"] for call in self.calls if call["call"] == "close"]

    @property
    def shown(self):
        return [call for call in self.notified if call["id"] not in self.closed]

    def say(self, line):
        self.service.stdin.write(line + "\n")
        self.service.stdin.flush()

    def close(self):
        for process in (self.service, self.bus):
            process.terminate()
            process.wait(20)
        self.reader.join(20)
        for pipe in (self.service.stdin, self.service.stdout, self.bus.stdout):
            pipe.close()


@pytest.fixture
def desktop(monkeypatch, no_desktop):  # noqa: ARG001
    if shutil.which("dbus-daemon") is None:
        pytest.skip("needs dbus-daemon")
    desktop = Desktop()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
    yield desktop
    desktop.close()
