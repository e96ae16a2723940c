"""One live source that goes black twice, watched by the command line, with real timing."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stride_desktop.core.clock import stream_time
from tests.xserver import REPOSITORY

QUERY = "Tell me when the screen goes black"
_LEAD = 5.0
"""Seconds of an ordinary picture before the first event, so that the model knows what is usual."""


@dataclass(frozen=True)
class Outcome:
    """truth: when the source went black and came back, by stream time. spans: onset and reach of each event
    that is left, triggers: the event and the time of each.
    """

    truth: tuple[tuple[float, float], ...]
    spans: tuple[tuple[float, float], ...]
    triggers: tuple[tuple[int, float], ...]

    @property
    def errors(self) -> list[float]:
        """How far every edge is from where it really was; empty unless there is a span for each event."""
        if len(self.spans) != len(self.truth):
            return []
        pairs = zip(self.spans, self.truth, strict=True)
        return [found - real for span, true in pairs for found, real in zip(span, true, strict=True)]

    @property
    def right(self) -> bool:
        """A span and a trigger for each event, with its own edges."""
        events = [event for event, _ in self.triggers]
        return bool(self.errors) and max(map(abs, self.errors)) < 2.0 and len(set(events)) == len(events) == 2


class Watch:
    """`stride-desktop watch ADDRESS --json`, line by line."""

    def __init__(self, address: str, env: dict[str, str]) -> None:
        command = [sys.executable, "-m", "stride_desktop", "watch", address, "--query", QUERY, "--json"]
        self.process = subprocess.Popen(command, env=env, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        self.lines: list[dict[str, Any]] = []

    def until(self, second: float | None = None) -> float:
        """Read on to the first decision, or one at a stream second at least; returns its second."""
        while True:
            line = self.process.stdout.readline()
            assert line, f"the watch ended with {self.process.wait()}: {self.lines[-3:]}"
            self.lines.append(json.loads(line))
            if self.lines[-1]["type"] == "tick" and self.lines[-1]["time"] >= (second or 0.0):
                return self.lines[-1]["time"]

    def end(self) -> None:
        self.process.terminate()
        rest, _ = self.process.communicate(timeout=60)
        self.lines += [json.loads(line) for line in rest.splitlines()]

    def kill(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def play(watch: Watch, show: Callable[[str], None], lasts: float, apart: float) -> Outcome:
    """Let the source go black twice; every pause is counted by what the watch has decided about."""
    edges = []
    try:
        now = watch.until() + _LEAD
        for _ in range(2):
            for name, seconds in (("black", lasts), ("desktop", apart)):
                now = watch.until(now)
                show(name)
                edges.append(stream_time())
                now = edges[-1] + seconds
        watch.until(edges[-1] + 5.0)
        watch.end()
    finally:
        watch.kill()
    events = {line["id"]: line for line in watch.lines if line["type"] == "event"}
    left = [line for line in events.values() if line["state"] != "forgotten"]
    spans = tuple(sorted((line["onset"], line["reach"]) for line in left))
    triggers = tuple((line["id"], line["time"]) for line in watch.lines if line["type"] == "trigger")
    return Outcome(tuple(zip(edges[::2], edges[1::2], strict=True)), spans, triggers)


def side_by_side(*plays: Callable[[], Outcome]) -> list[Outcome]:
    """What came of all of them, each on a thread of its own."""
    outcomes: list[Outcome | None] = [None] * len(plays)

    def run(place: int) -> None:
        outcomes[place] = plays[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(plays))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in outcomes
    return [outcome for outcome in outcomes if outcome is not None]
