"""Watches a network camera that fails in another way in every cycle, with the built-in model, and stores it.

`python -m tests.soak.network_camera KIND SECONDS CYCLES` prints one object of JSON; kinds: see `CAMERAS`.
Delays are seconds, from when the camera failed until the source was lost, and from when
it was there again until frames came.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from stride_desktop.activation import load_checkpoint
from stride_desktop.core.frames import Frame
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.lane_recording import begin_recording
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.live_loop import LiveLoop, LoopListener
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.resources import resource as resource_path
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sessions.records import Kept
from stride_desktop.sources.base import SourceHealth, SourceState
from stride_desktop.sources.catalog import open_source
from tests.soak.cameras_with_outages import CAMERAS
from tests.sources.shown_clock import age

Delays = tuple[float, float]

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


def outage(watcher: Watcher, take_away: Callable[[], None], bring_back: Callable[[], None]) -> Delays:
    """Take the camera away for a while; the two delays."""
    watcher.lost.clear()
    take_away()
    began = time.monotonic()
    assert watcher.lost.wait(_WAIT), "never lost"
    lost = time.monotonic() - began
    time.sleep(max(0.0, OUTAGE - lost))
    watcher.live.clear()
    bring_back()
    began = time.monotonic()
    assert watcher.live.wait(_WAIT), "never back"
    return lost, time.monotonic() - began


def main(kind: str, seconds: float, cycles: int) -> dict[str, object]:
    model = load_checkpoint(resource_path("models", "stride-nano"), device="cpu")
    watch = WatchSettings.of(Settings(), model.compute.device)
    delays: dict[str, list[Delays]] = {}
    with CAMERAS[kind]() as camera, TemporaryDirectory() as folder:
        watcher = Watcher()
        source = open_source(camera.address)
        queries = ["tell me when the light goes off"]
        kept = begin_recording(Library(Path(folder)), source, queries, model.name, Kept.FRAMES, {}, print)
        loop = LiveLoop(source, lambda: LaneSet(model, queries, watch, 0), watcher, kept.recorder)
        threads = [threading.Thread(target=work) for work in (loop.capture, loop.detect)]
        for thread in threads:
            thread.start()
        assert watcher.live.wait(_WAIT)
        began, used, memory = time.monotonic(), processor(), [resident()]
        for (name, ways), number in zip(cycle(camera.outages.items()), range(cycles), strict=False):
            time.sleep(max(0.0, began + (number + 1) * seconds / cycles - 2 * OUTAGE - time.monotonic()))
            memory.append(resident())
            delays.setdefault(name, []).append(outage(watcher, *ways))
        watched, used = time.monotonic() - began, processor() - used
        health = loop.health.measured()
        loop.stop()
        for thread in threads:
            thread.join()
        kept.recorder.end()
        assert kept.join(time.monotonic() + _WAIT)
    return report(watched, used, memory, delays, watcher.ages, health)


def report(
    watched: float,
    used: float,
    memory: list[float],
    delays: dict[str, list[Delays]],
    ages: list[float],
    health: Health,
) -> dict[str, object]:
    """The figures. ages: of the frames, seconds, those of the first after each loss included."""
    away = sum(max(lost, OUTAGE) + back for each in delays.values() for lost, back in each)
    return {
        "seconds": round(watched),
        "outages": {name: len(each) for name, each in delays.items()},
        "frames": len(ages),
        "expected": round(watched - away),
        "lost_after": {name: middle_and_most([lost for lost, _ in each]) for name, each in delays.items()},
        "back_after": {name: middle_and_most([back for _, back in each]) for name, each in delays.items()},
        "age": middle_and_most(ages),
        "off_by_over_50_ms": sum(abs(one) > 0.05 for one in ages),
        "refused": health.refused,
        "skipped": health.skipped,
        "threads": threading.active_count(),
        "processor_percent": round(100 * used / watched, 1),
        "memory_mb": [round(one) for one in memory],
    }


def middle_and_most(values: list[float]) -> tuple[float, float]:
    """The median and the largest."""
    return round(sorted(values)[len(values) // 2], 3), round(max(values), 3)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))) + "\n")
