"""The watcher of power and screen reads the newest state, also while an older reading still runs."""

import threading

from stride_desktop.app.power.base import PowerState
from stride_desktop.app.power.watcher import PowerWatcher


class SlowProbe:
    """Gives the state as it is when a reading begins; the first reading waits for a gate."""

    def __init__(self):
        self.state, self.readings = PowerState(on_battery=False), 0
        self.begun, self.gate = threading.Event(), threading.Event()

    def read(self):
        state, self.readings = self.state, self.readings + 1
        self.begun.set()
        self.gate.wait(10)
        return state

    def close(self):
        pass


def test_a_look_during_a_reading_reads_once_more(qtbot):
    probe = SlowProbe()
    watcher = PowerWatcher(probe)
    watcher.look()
    assert probe.begun.wait(10)
    probe.state = PowerState(on_battery=True)
    watcher.look()
    watcher.look()
    probe.gate.set()
    qtbot.waitUntil(lambda: watcher.state is probe.state, timeout=10_000)
    assert probe.readings == 2
    watcher.close()
