"""Watches a real RTSP server that ends, or goes silent, in every cycle, with the built-in model.

`python -m tests.soak.network_camera SECONDS CYCLES` prints one object of JSON. Delays are seconds, from when
the server ended or went silent until the source was lost, and from when it was there again until frames came.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from pathlib import Path

from stride_desktop.activation import load_checkpoint
from stride_desktop.core.frames import Frame
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.live_loop import LiveLoop, LoopListener
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.resources import resource as resource_path
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sources.base import SourceHealth, SourceState
from stride_desktop.sources.catalog import open_source
from tests.sources.rtsp_server import RtspServer
from tests.sources.shown_clock import age

SIDE = 512
OUTAGE = 4.0
"""Seconds for which the server is away in each cycle."""

_WAIT = 20.0  # seconds, after which a camera that is back counts as not found again


def resident() -> float:
    """MB of this process."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


def processor() -> float:
    """Seconds of processor time that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Watcher(LoopListener):
    """Takes down the frames and when the source was lost and came back."""

    def __init__(self) -> None:
        self.ages: list[float] = []
        self.lost, self.live = threading.Event(), threading.Event()

    def on_frame(self, frame: Frame, picture: EncodedPicture, wall_offset: float | None) -> None:  # noqa: ARG002
        self.ages.append(age(frame.image, frame.timestamp))

    def on_source(self, health: SourceHealth) -> None:
        if health.state is SourceState.LIVE:
            self.live.set()
        if health.state is SourceState.LOST:
            self.lost.set()


def outage(camera: RtspServer, watcher: Watcher, ends: bool) -> tuple[float, float]:
    """Take the camera away for a while; the two delays."""
    watcher.lost.clear()
    (camera.switch_off if ends else camera.stall)()
    began = time.monotonic()
    assert watcher.lost.wait(_WAIT), "never lost"
    lost = time.monotonic() - began
    time.sleep(max(0.0, OUTAGE - lost))
    watcher.live.clear()
    (camera.switch_on if ends else camera.go_on)()
    began = time.monotonic()
    assert watcher.live.wait(_WAIT), "never back"
    return lost, time.monotonic() - began


def main(seconds: float, cycles: int) -> dict[str, object]:
    model = load_checkpoint(resource_path("models", "stride-nano"), device="cpu")
    watch = WatchSettings.of(Settings(), model.compute.device)
    delays: list[tuple[float, float]] = []
    with RtspServer(side=SIDE) as camera:
        watcher = Watcher()
        source = open_source(camera.address)
        query = "tell me when the light goes off"
        loop = LiveLoop(source, lambda: LaneSet(model, [query], watch, 0), watcher)
        threads = [threading.Thread(target=work) for work in (loop.capture, loop.detect)]
        for thread in threads:
            thread.start()
        assert watcher.live.wait(_WAIT)
        began, used, memory = time.monotonic(), processor(), [resident()]
        for number in range(cycles):
            time.sleep(max(0.0, began + (number + 1) * seconds / cycles - 2 * OUTAGE - time.monotonic()))
            memory.append(resident())
            delays.append(outage(camera, watcher, ends=number % 2 == 0))
        watched, used = time.monotonic() - began, processor() - used
        health = loop.health.measured()
        loop.stop()
        for thread in threads:
            thread.join()
    return report(watched, used, memory, delays, watcher.ages, health)


def report(
    watched: float,
    used: float,
    memory: list[float],
    delays: list[tuple[float, float]],
    ages: list[float],
    health: Health,
) -> dict[str, object]:
    """The figures. ages: of the frames, seconds, those of the first after each loss included."""
    lost, back = zip(*delays, strict=True)
    return {
        "seconds": round(watched),
        "outages": len(delays),
        "frames": len(ages),
        "expected": round(watched - sum(lost) - sum(back) - sum(max(0.0, OUTAGE - one) for one in lost)),
        "lost_after": [round(sorted(lost)[len(lost) // 2], 2), round(max(lost), 2)],
        "back_after": [round(sorted(back)[len(back) // 2], 2), round(max(back), 2)],
        "age": [round(sorted(ages)[len(ages) // 2], 3), round(max(ages), 3)],
        "off_by_over_50_ms": sum(abs(one) > 0.05 for one in ages),
        "refused": health.refused,
        "skipped": health.skipped,
        "processor_percent": round(100 * used / watched, 1),
        "memory_mb": [round(one) for one in memory],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(float(sys.argv[1]), int(sys.argv[2]))) + "\n")
